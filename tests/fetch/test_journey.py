"""The journey: requests as a browser would send them, values that may be advanced twice."""

from __future__ import annotations

from corsproxy.fetch.browser import CHROME, STANDARD
from corsproxy.fetch.error import Error
from corsproxy.fetch.journey import Failure, Finished, ScriptRequest, Send, advance, begin
from corsproxy.fetch.preflight_cache import EMPTY
from corsproxy.fetch.verdict import Outcome, Phase
from corsproxy.http.headers import Headers
from corsproxy.http.message import Response

PAGE = "https://app.example"
SCRIPT = ScriptRequest(PAGE, "PUT", "https://u@api.example/a#here", Headers([("X-A", "1")]), b"{}")
GRANT = Response(
    204,
    Headers(
        [
            ("Access-Control-Allow-Origin", PAGE),
            ("Access-Control-Allow-Methods", "PUT"),
            ("Access-Control-Allow-Headers", "x-a"),
        ]
    ),
)


def sent(move: Send | Finished) -> Send:
    assert isinstance(move, Send)
    return move


def first() -> Send:
    return sent(begin(ScriptRequest(PAGE, "PUT", "https://api.example/a#here", SCRIPT.headers, b"{}"), STANDARD))


def test_the_preflight_has_the_standards_lines_and_no_more() -> None:
    send = first()
    assert (send.phase, send.hop, send.request.method, send.request.url) == (
        Phase.PREFLIGHT,
        0,
        "OPTIONS",
        "https://api.example/a",
    )
    assert send.request.headers == Headers(
        [
            ("Accept", "*/*"),
            ("Access-Control-Request-Method", "PUT"),
            ("Access-Control-Request-Headers", "x-a"),
            ("Origin", PAGE),
        ]
    )
    assert send.request.body == b""


def test_the_request_itself_carries_what_script_gave() -> None:
    send = sent(advance(first(), GRANT))
    assert (send.phase, send.request.method, send.request.body) == (Phase.ACTUAL, "PUT", b"{}")
    assert send.request.headers.get("x-a") == "1"
    assert send.request.headers.get("origin") == PAGE


def test_a_send_is_a_value_that_may_be_answered_twice() -> None:
    send = first()
    refused, granted = advance(send, Response(403)), advance(send, GRANT)
    assert isinstance(refused, Finished)
    assert isinstance(granted, Send)
    assert refused.verdict.error is Error.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER


def test_what_was_sent_and_received_is_kept_by_hop() -> None:
    move: Send | Finished = advance(first(), GRANT)
    away = Response(307, Headers([("Access-Control-Allow-Origin", PAGE), ("Location", "https://cdn.test/b")]))
    move = advance(sent(move), away)
    move = advance(sent(move), GRANT)
    assert isinstance(move, Finished)
    assert move.verdict.error is Error.PREFLIGHT_ALLOW_ORIGIN_MISMATCH
    one, two = move.fetch.hops
    assert (one.url, two.url) == ("https://api.example/a", "https://cdn.test/b")
    assert one.preflight
    assert one.actual
    assert two.preflight
    assert (one.actual.response, two.actual) == (away, None)


def test_a_failure_ends_it() -> None:
    move = advance(first(), Failure("net::ERR_CONNECTION_REFUSED"))
    assert isinstance(move, Finished)
    assert move.verdict.error is Error.NETWORK_FAILURE


def test_what_the_api_refuses_is_never_sent() -> None:
    move = begin(SCRIPT, CHROME)
    assert isinstance(move, Finished)
    assert (move.verdict.error, move.fetch.hops) == (Error.INVALID_REQUEST, ())


def test_the_cache_is_handed_on() -> None:
    move = advance(sent(advance(first(), GRANT)), GRANT)
    assert isinstance(move, Finished)
    assert move.cache != EMPTY
    script = ScriptRequest(PAGE, "PUT", "https://api.example/a#here", SCRIPT.headers)
    assert sent(begin(script, STANDARD, cache=move.cache, now=1)).phase is Phase.ACTUAL
    assert sent(begin(script, STANDARD, cache=move.cache, now=6)).phase is Phase.PREFLIGHT


def test_script_reads_what_it_may() -> None:
    response = Response(200, GRANT.headers.plus(("Content-Type", "a"), ("ETag", "b")))
    move = advance(sent(advance(first(), GRANT)), response)
    assert isinstance(move, Finished)
    assert (move.verdict.outcome, move.verdict.readable_headers) == (Outcome.ALLOWED, ("content-type",))
