"""`corsproxy replay` compares a capture with an emulator or a URL, and exits by what got worse."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from corsproxy.cli.main import run

ROOT = Path(__file__).parents[2]
CAPTURE = str(ROOT / "tests/replay/demo.har")
EXAMPLE = str(ROOT / "config.example.yaml")


def replay(*arguments: str) -> int:
    with pytest.raises(SystemExit) as done:
        run(["replay", *arguments])
    assert isinstance(done.value.code, int)
    return done.value.code


def test_nothing_worse_is_0_and_strict_minds_what_is_still_broken(capsys: pytest.CaptureFixture[str]) -> None:
    assert replay(CAPTURE, "--against", EXAMPLE, "--rate", "0") == 0
    out = capsys.readouterr().out
    assert "still broken" in out
    assert "PreflightMissingAllowOriginHeader" in out
    assert replay(CAPTURE, "--against", EXAMPLE, "--rate", "0", "--strict") == 1


def test_expectations_are_written_and_held_against_the_next_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "demo.expect.yaml"
    assert replay(CAPTURE, "--against", EXAMPLE, "--rate", "0", "--expect", str(file), "--update-expect") == 0
    assert "outcome: blocked" in file.read_text(encoding="utf-8")
    wished = file.read_text(encoding="utf-8").replace(
        "outcome: blocked\n  error: PreflightMissingAllowOriginHeader", "outcome: allowed"
    )
    file.write_text(wished, encoding="utf-8")
    capsys.readouterr()
    assert replay(CAPTURE, "--against", EXAMPLE, "--rate", "0", "--expect", str(file)) == 1
    out = capsys.readouterr().out
    assert "! broken" in out
    assert f"expected by {file}:" in out


def test_json_and_junit(capsys: pytest.CaptureFixture[str]) -> None:
    replay(CAPTURE, "--against", EXAMPLE, "--rate", "0", "--format", "json")
    found = json.loads(capsys.readouterr().out)
    assert {one["change"] for one in found} <= {"same", "still broken"}
    replay(CAPTURE, "--against", EXAMPLE, "--rate", "0", "--format", "junit")
    assert int(fromstring(capsys.readouterr().out).get("tests") or 0) == len(found)


@pytest.mark.parametrize(
    "arguments",
    [
        (CAPTURE, "--against", "http://127.0.0.1:1"),  # several hosts, one target
        (CAPTURE, "--against", "missing.yaml"),
        ("missing.har", "--against", EXAMPLE),
        (CAPTURE,),
    ],
)
def test_what_cannot_be_replayed_is_2(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert replay(*arguments) == 2
    assert "Traceback" not in capsys.readouterr().err
