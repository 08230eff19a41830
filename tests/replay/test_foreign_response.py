"""Responses of other libraries are read with their repeats."""

from __future__ import annotations

import email.message
from types import SimpleNamespace
from typing import Any

import pytest

from corsproxy.http.headers import Headers
from corsproxy.http.message import Response
from corsproxy.replay.foreign_response import response_of

PAIRS = [("Access-Control-Allow-Origin", "*"), ("X-A", "1"), ("X-A", "2")]


class MultiItems(dict[str, str]):
    """As httpx and Starlette have it."""

    def multi_items(self) -> list[tuple[str, str]]:
        return PAIRS


class Urllib3Headers:
    """As urllib3 has it, below requests."""

    def getlist(self, name: str) -> list[str]:
        return []

    def items(self) -> list[tuple[str, str]]:
        return PAIRS


def message() -> email.message.Message:
    found = email.message.Message()
    for name, value in PAIRS:
        found[name] = value
    return found


@pytest.mark.parametrize(
    "given",
    [
        Response(200, Headers(PAIRS)),
        SimpleNamespace(status_code=200, headers=MultiItems()),
        SimpleNamespace(status_code=200, headers={"X-A": "1, 2"}, raw=SimpleNamespace(headers=Urllib3Headers())),
        SimpleNamespace(status=200, headers=message()),
        SimpleNamespace(status_code=200, headers=PAIRS),
        SimpleNamespace(status_code=200, headers=[(name.encode(), value.encode()) for name, value in PAIRS]),
    ],
    ids=["ours", "httpx", "requests", "urllib", "pairs", "bytes"],
)
def test_repeats_are_kept(given: Any) -> None:
    assert response_of(given).headers.lines == tuple(PAIRS)


def test_what_is_no_response_is_refused() -> None:
    with pytest.raises(TypeError, match="no response"):
        response_of("text")
