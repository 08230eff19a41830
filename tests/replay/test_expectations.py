"""Expectations are a small YAML: read with every mistake's line, written as they were seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from corsproxy.fetch.error import Error
from corsproxy.fetch.verdict import Outcome, Verdict
from corsproxy.http.message import Response
from corsproxy.replay.comparison import Change, Expected, Result
from corsproxy.replay.expectations import beside, read_expectations, written
from corsproxy.where import Unusable
from tests.diagnose.answers import ORIGIN, actual
from tests.diagnose.sightings import sighting


def test_the_file_stands_beside_its_capture() -> None:
    assert beside(Path("a/shop.har.gz")) == Path("a/shop.expect.yaml")
    assert beside(Path("shop.flow")) == Path("shop.expect.yaml")


def test_what_is_written_is_read_back_and_holds_no_secret(tmp_path: Path) -> None:
    seen = sighting(None, actual("https://api.example.com/x?token=abc", Response(200)))
    verdict = Verdict("chrome", Outcome.BLOCKED, Error.MISSING_ALLOW_ORIGIN_HEADER)
    file = tmp_path / "x.expect.yaml"
    file.write_text(written([Result(seen, Change.NEW, None, verdict)]), encoding="utf-8")
    assert "abc" not in file.read_text(encoding="utf-8")
    ((key, expected),) = read_expectations(file).items()
    assert key[1] == ORIGIN
    assert expected == Expected(False, Error.MISSING_ALLOW_ORIGIN_HEADER, f"{file}:2")


def test_no_file_expects_nothing(tmp_path: Path) -> None:
    assert read_expectations(tmp_path / "none.yaml") == {}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("expect:\n  - fetch: GET x\n    from: y\n", "2: has no outcome"),
        ("expect:\n  - outcome: allowed\n", "2: does not say which fetch"),
        ("expect:\n  - {fetch: GET x, from: y, outcome: blocked, error: Nope}\n", "'Nope' is no error"),
        ("expect:\n  - {fetch: GET x, from: y, outcome: allowed, extra: 1}\n", "'extra' is not known"),
        ("expect:\n  - just text\n", "is no mapping"),
        ("other: 1\n", "no list of expectations"),
        ("expect: [\n", "not YAML"),
    ],
)
def test_mistakes_name_file_and_line(text: str, says: str, tmp_path: Path) -> None:
    file = tmp_path / "x.expect.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Unusable) as caught:
        read_expectations(file)
    assert says in str(caught.value)
    assert "x.expect.yaml:" in str(caught.value)
