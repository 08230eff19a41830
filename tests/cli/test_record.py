"""`corsproxy record` writes a small capture that replays like the large one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corsproxy.cli.main import run

CAPTURE = str(Path(__file__).parents[1] / "replay/demo.har")


def record(*arguments: str) -> int:
    with pytest.raises(SystemExit) as done:
        run(["record", *arguments])
    assert isinstance(done.value.code, int)
    return done.value.code


def test_what_is_written_is_a_har_and_recording_it_again_changes_nothing(tmp_path: Path) -> None:
    first, second = tmp_path / "a.har", tmp_path / "b.har"
    assert record(CAPTURE, "-o", str(first)) == 0
    assert record(str(first), "-o", str(second)) == 0
    one, two = (json.loads(file.read_text(encoding="utf-8"))["log"]["entries"] for file in (first, second))
    assert one == two
    assert one


def test_only_blocked_is_less(tmp_path: Path) -> None:
    whole, blocked = tmp_path / "a.har", tmp_path / "b.har"
    record(CAPTURE, "-o", str(whole))
    record(CAPTURE, "-o", str(blocked), "--only", "blocked")
    assert 0 < blocked.stat().st_size < whole.stat().st_size


def test_nothing_to_keep_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert record(CAPTURE, "-o", str(tmp_path / "x.har"), "--origin", "https://nobody.example") == 2
    assert "no such fetch" in capsys.readouterr().err
