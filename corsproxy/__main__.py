"""`python -m corsproxy` is the `corsproxy` command."""

from corsproxy.cli.main import run

run()
