"""An HTTP API's response: its CORS configuration, its own errors, an authorizer, or the integration."""

from __future__ import annotations

from corsproxy.diagnose.clues import clues
from corsproxy.diagnose.finding import Certainty
from corsproxy.diagnose.witness_http_api import http_api
from corsproxy.gateway.answer import Layer
from corsproxy.http.headers import Headers
from corsproxy.http.message import Response
from tests.diagnose.answers import HTTP, HTTP_ID, REST, REST_IDS, actual, body, preflight


def test_only_a_response_with_its_id_is_an_http_apis() -> None:
    assert http_api(clues(actual(REST, Response(404, Headers(REST_IDS), body("Not Found"))))) == ()


def test_the_gateways_own_bytes_are_certain_others_like_them_are_not() -> None:
    exact = http_api(clues(actual(HTTP, Response(404, Headers(HTTP_ID), body("Not Found")))))
    spaced = http_api(clues(actual(HTTP, Response(404, Headers(HTTP_ID), b'{"message": "Not Found"}'))))
    assert exact[0].certainty is Certainty.CERTAIN
    assert spaced[0].certainty is Certainty.LIKELY


def test_more_keys_beside_the_message_make_it_the_integrations() -> None:
    found = http_api(clues(actual(HTTP, Response(404, Headers(HTTP_ID), b'{"message":"Not Found","id":1}'))))
    assert found[0].author.layer is Layer.INTEGRATION


def test_an_empty_204_without_cors_headers_names_the_origin_it_does_not_allow() -> None:
    found = http_api(clues(preflight(HTTP, Response(204, Headers(HTTP_ID)))))
    assert "https://app.example.com" in found[0].meaning
