"""What answers in front of an API is recognised by its own marks."""

from __future__ import annotations

from corsproxy.diagnose.clues import clues
from corsproxy.diagnose.witness_edge import cloudfront, network, redirect
from corsproxy.http.headers import Headers
from corsproxy.http.message import Response
from tests.diagnose.answers import DOMAIN, HTTP_ID, actual, preflight


def test_what_cloudfront_passes_on_from_an_api_is_not_its_own() -> None:
    headers = Headers([("server", "CloudFront"), *HTTP_ID])
    assert cloudfront(clues(actual(DOMAIN, Response(500, headers)))) == ()


def test_a_redirect_without_location_is_none() -> None:
    assert redirect(clues(preflight(DOMAIN, Response(302)))) == ()


def test_a_response_is_no_network_failure() -> None:
    assert network(clues(actual(DOMAIN, Response(500)))) == ()
    assert network(clues(actual(DOMAIN, Response(0))))[0].cause == "network-failure"


def test_a_failure_between_two_local_origins_is_not_local_network_access() -> None:
    exchange = actual("http://localhost:3000/", None)
    local = type(exchange)(
        type(exchange.request)("GET", exchange.request.url, Headers([("Origin", "http://localhost:5173")])), None
    )
    assert network(clues(local))[0].cause == "network-failure"
