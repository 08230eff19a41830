"""Each runtime name leads to a command, or to a line that says what is missing."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from corsproxy.emulator import interpreter
from corsproxy.emulator.interpreter import Command, NotRunnable, command_for, missing_module
from corsproxy.gateway.backend import LambdaFunction

OURS = f"{sys.version_info.major}.{sys.version_info.minor}"


def test_our_own_version_runs_on_our_own_interpreter(tmp_path: Path) -> None:
    found = command_for(LambdaFunction("f", "a.b", runtime=f"python{OURS}"), tmp_path)
    assert found == Command((sys.executable, str(interpreter.PYTHON_BOOTSTRAP)), takes_line=sys.platform != "win32")


def test_another_version_is_looked_for_and_its_absence_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "python3.99"
    program.write_text("#!/bin/sh\nexit 0\n", encoding="ascii")
    program.chmod(0o755)
    monkeypatch.setattr(shutil, "which", {"python3.99": str(program)}.get)
    found = command_for(LambdaFunction("f", "a.b", runtime="python3.99"), tmp_path)
    assert isinstance(found, Command)
    assert found.arguments[0] == str(program)
    missing = command_for(LambdaFunction("f", "a.b", runtime="python3.98"), tmp_path)
    assert isinstance(missing, Command)
    assert missing.arguments[0] == sys.executable
    assert "python3.98 is not on the PATH" in missing.note


def test_node_gets_the_functions_memory_and_no_limit_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", {"node": "/opt/node"}.get)
    found = command_for(LambdaFunction("f", "a.b", runtime="nodejs20.x", memory=512), tmp_path)
    assert found == Command(("/opt/node", "--max-old-space-size=512", str(interpreter.NODE_BOOTSTRAP)), bounded=False)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert isinstance(command_for(LambdaFunction("f", "a.b", runtime="nodejs20.x"), tmp_path), NotRunnable)


def test_provided_runtimes_are_their_bootstrap(tmp_path: Path) -> None:
    one = LambdaFunction("f", runtime="provided.al2023")
    assert isinstance(command_for(one, tmp_path), NotRunnable)
    (tmp_path / "bootstrap").touch()
    assert command_for(one, tmp_path) == Command((str(tmp_path / "bootstrap"),))


def test_without_a_runtime_the_files_tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", {"node": "/opt/node"}.get)
    (tmp_path / "a.mjs").touch()
    found = command_for(LambdaFunction("f", "a.b"), tmp_path)
    assert isinstance(found, Command)
    assert found.arguments[0] == "/opt/node"
    (tmp_path / "a.py").touch()
    found = command_for(LambdaFunction("f", "a.b"), tmp_path)
    assert isinstance(found, Command)
    assert found.arguments[0] == sys.executable


@pytest.mark.parametrize(
    ("runtime", "handler", "file"),
    [
        ("python3.12", "pkg.app.handler", "pkg/app.py"),
        ("python3.12", "pkg/app.handler", "pkg/app/__init__.py"),
        ("nodejs20.x", "dist/app.handler", "dist/app.mjs"),
    ],
)
def test_a_handlers_module_is_missed_until_it_is_there(tmp_path: Path, runtime: str, handler: str, file: str) -> None:
    one = LambdaFunction("f", handler, runtime=runtime)
    assert handler in missing_module(one, tmp_path)
    (tmp_path / file).parent.mkdir(parents=True)
    (tmp_path / file).touch()
    assert missing_module(one, tmp_path) == ""
    assert missing_module(LambdaFunction("f", "any", runtime="provided"), tmp_path) == ""


def test_typescript_has_to_be_compiled(tmp_path: Path) -> None:
    (tmp_path / "app.ts").touch()
    assert "compiled first" in missing_module(LambdaFunction("f", "app.handler", runtime="nodejs20.x"), tmp_path)


def test_other_runtimes_are_said_to_have_none(tmp_path: Path) -> None:
    found = command_for(LambdaFunction("f", "a.B::c", runtime="java21"), tmp_path)
    assert isinstance(found, NotRunnable)
    assert "java21" in found.problem
