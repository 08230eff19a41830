"""A bare status still tells something, on a host that is API Gateway's own and only there."""

from __future__ import annotations

import pytest

from corsproxy.diagnose.catalogue import kind
from corsproxy.diagnose.clues import clues
from corsproxy.diagnose.finding import Certainty
from corsproxy.diagnose.witness_status import by_status
from corsproxy.http.headers import Headers
from corsproxy.http.message import Exchange, Response
from tests.diagnose.answers import DOMAIN, REST, REST_IDS, actual, preflight


@pytest.mark.parametrize(
    ("exchange", "cause"),
    [
        (preflight(REST, Response(401)), "options-requires-authorization"),
        (preflight(REST, Response(403)), "missing-options-method"),
        (preflight(REST, Response(404)), "cors-not-configured"),
        (actual(REST, Response(401)), "token-refused"),
        (actual(REST, Response(429)), "request-throttled"),
        (actual(REST, Response(504)), "integration-timeout"),
    ],
)
def test_the_likeliest_cause_of_a_bare_status(exchange: Exchange, cause: str) -> None:
    found = by_status(clues(exchange))
    assert found[0].cause == cause
    assert {one.certainty for one in found} == {Certainty.POSSIBLE}
    assert all(kind(one.cause) for one in found)


@pytest.mark.parametrize(
    "exchange",
    [
        actual(DOMAIN, Response(401)),
        actual(REST, Response(401, Headers(), b'{"error":"mine"}')),
        actual(REST, Response(401, Headers(REST_IDS))),
        actual(REST, Response(200)),
    ],
    ids=["another host", "a body", "ids", "no error"],
)
def test_where_more_is_known_the_status_says_nothing(exchange: Exchange) -> None:
    assert by_status(clues(exchange)) == ()
