"""Entries that do not fit the standard are brought into shape; those without a request are told why."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from corsproxy.capture.har_fields import Unreadable, entry_of, fields_of, loose, text_of
from tests.capture.making import entry


def read(value: Any) -> Any:
    return entry_of(msgspec.Raw(json.dumps(value).encode()))


@pytest.mark.parametrize(
    ("written", "status"),
    [(200, 200), ("404", 404), (200.0, 200), (None, 0), ("nothing", 0), (-1, -1), (True, 1), ([], 0), (1e300, 0)],
)
def test_a_status_of_any_kind_is_read(written: Any, status: int) -> None:
    value = entry()
    value["response"]["status"] = written
    assert (read(value).response.status or 0) == status


@pytest.mark.parametrize(
    "headers",
    [
        [{"name": "A", "value": "1"}, {"name": "B", "value": 2}],
        {"A": "1", "B": "2"},
        {"A": ["1"], "B": 2},
        [["A", "1"], ["B", "2"]],
        ["A: 1", "B: 2"],
        "HTTP/1.1 200 OK\r\nA: 1\r\nB: 2",
    ],
)
def test_header_lists_of_any_shape_are_read(headers: Any) -> None:
    found = fields_of(msgspec.Raw(json.dumps(headers).encode()))
    assert [(field.name, field.value) for field in found] == [("A", "1"), ("B", "2")]


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (1, "not a JSON object"),
        ({}, "no request"),
        ({"request": {}}, "without a URL"),
        ({"request": {"url": 3}}, "without a URL"),
    ],
)
def test_an_entry_without_a_request_says_why(value: Any, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        read(value)


def test_an_entry_that_no_strict_reader_takes_is_read_loosely() -> None:
    raw = (
        json.dumps(entry())
        .replace('"time": 5', '"time": NaN')
        .replace('"statusText": ""', '"statusText": "\t\\ud800"')
    )
    found = entry_of(msgspec.Raw(raw.encode()))
    assert found.request.method == "GET"
    assert found.response is not None
    assert found.response.statusText == "\t\ud800"
    assert len(fields_of(found.request.headers)) == 2


@pytest.mark.parametrize(
    ("raw", "text"), [(b'"a"', "a"), (b'"\\ud800"', "\ud800"), (b"3", ""), (b"null", ""), (b"", "")]
)
def test_a_body_is_a_string_or_nothing(raw: bytes, text: str) -> None:
    assert text_of(msgspec.Raw(raw)) == text


def test_endless_nesting_is_no_value() -> None:
    assert loose(msgspec.Raw(b"[" * 100_000)) is None
