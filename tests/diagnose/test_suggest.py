"""The suggested configuration is the least one: it lets every captured fetch pass, and each value is needed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corsproxy.diagnose.clues import Product
from corsproxy.diagnose.suggest import Suggestion, suggest
from corsproxy.fetch.browser import BROWSERS
from corsproxy.fetch.journey import Finished, ScriptRequest, Send, advance, begin
from corsproxy.fetch.page_fetch import Credentials
from corsproxy.fetch.verdict import Outcome
from corsproxy.gateway.answer import Answer
from corsproxy.gateway.arrival import Arrival
from corsproxy.gateway.conversation import advance as proceed
from corsproxy.gateway.conversation import begin as arrive
from corsproxy.gateway.http_api.definition import CorsConfiguration
from corsproxy.gateway.turn import Admitted, AskAdmission, CallIntegration, FunctionReturned
from corsproxy.http.headers import Headers
from corsproxy.http.message import Request, Response
from corsproxy.http.url import parse
from tests.diagnose.answers import HTTP, HTTP_ID, ORIGIN, actual, body, preflight
from tests.diagnose.lint_apis import http, route
from tests.diagnose.sightings import sighting

NOT_FOUND = Response(404, Headers(HTTP_ID), body("Not Found"))
PUT = sighting(preflight(HTTP, NOT_FOUND, method="PUT", headers="content-type,x-trace"), None)
GET = sighting(None, actual(HTTP, Response(200, Headers(HTTP_ID))), credentials=Credentials.INCLUDE)


def configuration(one: Suggestion) -> CorsConfiguration:
    return CorsConfiguration(
        tuple(one.origins), tuple(one.methods), tuple(one.headers), tuple(one.exposed), None, bool(one.credentials)
    )


def answer(cors: CorsConfiguration, request: Request) -> Response:
    url = parse(request.url)
    arrival = Arrival(request, "$default", url.path if url else "/", 0.0, "id", "id=")
    turn = arrive(http(route("PUT /items"), route("GET /items"), cors=cors), arrival)
    while not isinstance(turn, Answer):
        match turn:
            case AskAdmission():
                turn = proceed(turn, Admitted())
            case CallIntegration():
                turn = proceed(turn, FunctionReturned(b'{"statusCode":200}'))
            case _:
                pytest.fail(f"unexpected {turn}")
    return turn.response


def passes(cors: CorsConfiguration, script: ScriptRequest) -> bool:
    for browser in BROWSERS:
        move = begin(script, browser)
        while isinstance(move, Send):
            move = advance(move, answer(cors, move.request))
        assert isinstance(move, Finished)
        if move.verdict.outcome is not Outcome.ALLOWED:
            return False
    return True


def scripts() -> list[ScriptRequest]:
    return [
        ScriptRequest(ORIGIN, seen.fetch.method, seen.fetch.url, seen.fetch.headers, credentials=seen.credentials[0])
        for seen in (PUT, GET)
    ]


def test_what_is_needed_is_found_with_its_reasons() -> None:
    (one,) = suggest([PUT, GET])
    assert one.product is Product.HTTP_API
    assert list(one.origins) == [ORIGIN]
    assert list(one.methods) == ["PUT"]
    assert list(one.headers) == ["content-type", "x-trace"]
    assert one.credentials is True
    assert list(one.headers["x-trace"]) == [f"PUT /items from {ORIGIN}"]


def test_with_it_every_captured_fetch_passes_in_every_browser_and_each_value_is_needed() -> None:
    (one,) = suggest([PUT, GET])
    whole = configuration(one)
    assert all(passes(whole, script) for script in scripts())
    for name in ("allow_origins", "allow_methods", "allow_headers"):
        values = getattr(whole, name)
        for value in values:
            less = replace(whole, **{name: tuple(other for other in values if other != value)})
            assert not all(passes(less, script) for script in scripts()), f"{name} {value} is not needed"
    assert not all(passes(replace(whole, allow_credentials=False), script) for script in scripts())


def test_safelisted_methods_and_headers_need_no_listing() -> None:
    (one,) = suggest([GET])
    assert one.methods == {}
    assert one.headers == {}


def test_what_no_configuration_can_help_is_said() -> None:
    dead = sighting(None, replace(actual(HTTP, None), failure="net::ERR_NAME_NOT_RESOLVED"))
    (one,) = suggest([dead])
    assert "ERR_NAME_NOT_RESOLVED" in next(iter(one.beyond))
    opaque = sighting(None, actual(HTTP, Response(200)), origin="null")
    (other,) = suggest([opaque])
    assert other.origins == {}
    assert "opaque" in next(iter(other.beyond))


def test_same_origin_fetches_ask_for_nothing() -> None:
    assert suggest([sighting(None, actual("https://app.example.com/x", Response(200)))]) == ()
