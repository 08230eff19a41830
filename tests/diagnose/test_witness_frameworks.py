"""Frameworks that answer preflights themselves are recognised by their words."""

from __future__ import annotations

import pytest

from corsproxy.diagnose.clues import clues
from corsproxy.diagnose.witness_frameworks import framework
from corsproxy.http.headers import Headers
from corsproxy.http.message import Response
from tests.diagnose.answers import REST, actual, preflight, rest


@pytest.mark.parametrize(
    ("response", "name", "cause"),
    [
        (Response(400, Headers(), b"Disallowed CORS origin"), "starlette", "framework-refuses-preflight"),
        (Response(400, Headers(), b"Disallowed CORS headers"), "starlette", "framework-refuses-preflight"),
        (Response(405, Headers(), b'{"detail":"Method Not Allowed"}'), "starlette", "framework-answers-options"),
        (
            Response(404, Headers(), b"<!DOCTYPE html><pre>Cannot OPTIONS /x</pre>"),
            "express",
            "framework-answers-options",
        ),
        (Response(405, Headers.of(allow="GET")), "framework", "framework-answers-options"),
    ],
)
def test_a_framework(response: Response, name: str, cause: str) -> None:
    found = framework(clues(preflight(REST, response)))
    assert (found[0].author.type, found[0].cause) == (name, cause)


def test_a_gateway_response_is_no_framework() -> None:
    assert framework(clues(preflight(REST, Response(405, rest("X", ("allow", "GET")))))) == ()


def test_a_405_to_an_actual_request_is_no_answer_to_options() -> None:
    assert framework(clues(actual(REST, Response(405, Headers.of(allow="GET"))))) == ()
