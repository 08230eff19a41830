"""`corsproxy suggest` writes the least configuration, with what each value is for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corsproxy.cli.main import run

CAPTURE = str(Path(__file__).parents[1] / "replay/demo.har")


def suggest(*arguments: str) -> int:
    with pytest.raises(SystemExit) as done:
        run(["suggest", *arguments])
    assert isinstance(done.value.code, int)
    return done.value.code


def test_values_carry_their_reasons(capsys: pytest.CaptureFixture[str]) -> None:
    assert suggest(CAPTURE, "--format", "json") == 0
    found = {one["host"].partition(".")[0]: one for one in json.loads(capsys.readouterr().out)}
    assert list(found["shophttp01"]["methods"]) == ["DELETE"]
    assert found["shoprest01"]["headers"]["authorization"] == ["GET /prod/account from http://localhost:8000"]
    assert found["shoprest01"]["product"] == "rest-api"


def test_a_dialect_writes_it_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert suggest(CAPTURE, "--fix", "terraform") == 0
    out = capsys.readouterr().out
    assert "cors_configuration" in out
    assert "aws_api_gateway_gateway_response" in out


def test_a_rest_api_s_stage_is_no_part_of_the_path(capsys: pytest.CaptureFixture[str]) -> None:
    assert suggest(CAPTURE, "--fix", "console") == 0
    out = capsys.readouterr().out
    assert "Deploy API, stage prod" in out
    assert "choose /prod/" not in out


def test_an_unknown_dialect_or_capture_is_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert suggest(CAPTURE, "--fix", "cobol") == 2
    assert "sam" in capsys.readouterr().err
    assert suggest("missing.har") == 2
