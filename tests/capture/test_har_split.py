"""A HAR is cut into its entries, whole or broken, without losing the entries beside a broken one."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corsproxy.capture.har_split import cut
from tests.capture.making import entry, har

FIVE = [entry(path=f"/items/{number}", body='{"text": "brackets ]}[{ and \\" quotes"}') for number in range(5)]


def paths(data: bytes) -> list[str | None]:
    pieces = cut(data)
    assert pieces is not None
    found: list[str | None] = []
    for piece in pieces.entries:
        try:
            found.append(None if piece is None else json.loads(bytes(memoryview(piece)))["request"]["url"][-1])
        except ValueError:
            found.append(None)
    return found


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_whole_file_is_cut_with_its_log_beside(indent: int | None, mark: bytes) -> None:
    pieces = cut(mark + har(*FIVE, creator="WebInspector", indent=indent, pages=[{"id": "page_1"}]))
    assert pieces is not None
    assert len(pieces.entries) == 5
    assert not pieces.damage
    assert pieces.log["creator"] == {"name": "WebInspector", "version": "1"}
    assert pieces.log["pages"] == [{"id": "page_1"}]


@given(st.integers(min_value=0))
def test_a_truncated_file_gives_the_entries_that_are_whole(place: int) -> None:
    whole = har(*FIVE, indent=None)
    data = whole[: place % len(whole)]
    starts = [whole.index(f"/items/{number}".encode()) for number in range(5)]
    pieces = cut(data)
    if pieces is None:
        assert b'"entries": [' not in data
        return
    complete = sum(start < len(data) for start in starts[1:])
    assert paths(data)[:complete] == [str(number) for number in range(complete)]
    assert pieces.damage


def test_an_entry_that_is_no_json_costs_only_itself() -> None:
    data = har(*FIVE).replace(b'"url": "https', b'"url: "https', 1)
    assert paths(data) == [None, "1", "2", "3", "4"]
    data = har(*FIVE).replace(b'/items/2"', b"/items/2")
    assert paths(data) == ["0", "1", None, "3", "4"]


def test_nan_and_control_characters_do_not_lose_the_other_entries() -> None:
    data = har(*FIVE).replace(b'"time": 5', b'"time": NaN', 1)
    pieces = cut(data)
    assert pieces is not None
    assert len(pieces.entries) == 5


@pytest.mark.parametrize("data", [b"", b"[]", b'{"log": {}}', b"<html>", b'{"entries": 3}', b"\xef\xbb\xbf"])
def test_what_is_no_har_is_told_apart(data: bytes) -> None:
    assert cut(data) is None


def test_hostile_nesting_ends() -> None:
    assert cut(b'{"log":{"entries":[' + b'{"a":[' * 100_000) is not None
    assert cut(b"[" * 200_000) is None
