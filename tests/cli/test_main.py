"""The command line: every command loads, help is quick to import, mistakes are lines and codes."""

from __future__ import annotations

import importlib
import subprocess
import sys

import click
import pytest

from corsproxy.cli import exit_codes, main
from corsproxy.where import Mistake, Unusable, Where


@pytest.mark.parametrize("entry", main.COMMANDS, ids=lambda entry: entry.name)
def test_every_registered_command_is_a_click_command_with_help(entry: main.Entry) -> None:
    command = importlib.import_module(entry.module).command
    assert isinstance(command, click.Command)
    assert command.help or command.short_help


def test_help_names_every_command_and_imports_no_heavy_room() -> None:
    code = (
        "import sys\n"
        "from corsproxy.cli.main import run\n"
        "try:\n    run(['--help'])\nexcept SystemExit as done:\n    assert not done.code\n"
        "heavy = {'mitmproxy', 'aiohttp', 'yaml', 'rich', 'msgspec', 'jsonschema', 'airspeed'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for entry in main.COMMANDS:
        assert entry.name in done.stdout


def fail_with(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def boom(*_args: object, **_kwargs: object) -> None:
        raise error

    monkeypatch.setattr(main.corsproxy, "main", boom)
    monkeypatch.delenv("CORSPROXY_TRACEBACK", raising=False)


def test_unusable_input_is_one_line_a_mistake_and_exit_code_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fail_with(monkeypatch, Unusable([Mistake("bad", Where("f", 1)), Mistake("worse", Where("f", 2))]))
    with pytest.raises(SystemExit) as done:
        main.run([])
    assert done.value.code == exit_codes.UNUSABLE
    assert capsys.readouterr().err == "corsproxy: f:1: bad\ncorsproxy: f:2: worse\n"


def test_a_bug_of_ours_is_one_line_not_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fail_with(monkeypatch, RuntimeError("boom"))
    with pytest.raises(SystemExit) as done:
        main.run([])
    assert done.value.code == 70
    err = capsys.readouterr().err
    assert "boom" in err
    assert "Traceback" not in err


def test_an_unknown_command_is_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as done:
        main.run(["frobnicate"])
    assert done.value.code == exit_codes.UNUSABLE
    assert "frobnicate" in capsys.readouterr().err
