"""`corsproxy addon-path`: where the script for mitmproxy's own `-s` lies, also in an installed wheel."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
def command() -> None:
    """Print the path of the mitmproxy script, for `mitmproxy -s "$(corsproxy addon-path)"`."""
    click.echo(Path(__file__).with_name("mitmproxy_script.py"))
