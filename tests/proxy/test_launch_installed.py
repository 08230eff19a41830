"""Which browsers are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from corsproxy.proxy.launch import installed
from corsproxy.proxy.launch.installed import Engine


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(installed, "_ELSEWHERE", {})
    return tmp_path


def program(folder: Path, name: str) -> None:
    (folder / name).write_text("#!/bin/sh\n")
    (folder / name).chmod(0o755)


def test_by_name_by_engine_or_the_first(path: Path) -> None:
    program(path, "firefox-esr")
    program(path, "google-chrome")
    first = installed.find(None)
    assert first is not None
    assert (first.name, first.engine) == ("chrome", Engine.CHROMIUM)
    fox = installed.find(None, Engine.FIREFOX)
    assert fox is not None
    assert fox.path == str(path / "firefox-esr")
    assert installed.find("edge") is None


@pytest.mark.usefixtures("path")
def test_none_where_there_is_none() -> None:
    assert list(installed.installed()) == []
