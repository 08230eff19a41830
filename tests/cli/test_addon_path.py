"""`corsproxy addon-path`."""

from __future__ import annotations

import runpy
from pathlib import Path

from click.testing import CliRunner

from corsproxy.cli.addon_path import command
from corsproxy.proxy.chain import Placed


def test_it_prints_a_script_that_mitmproxy_can_take() -> None:
    printed = CliRunner().invoke(command).output.strip()
    assert Path(printed).is_absolute()
    addons = runpy.run_path(printed)["addons"]
    assert Placed in [type(addon) for addon in addons]
