"""A REST API's response: a gateway response of which type, the MOCK, or the integration."""

from __future__ import annotations

from corsproxy.diagnose.clues import clues
from corsproxy.diagnose.gateway_response_signs import SIGNS
from corsproxy.diagnose.witness_rest_api import gateway_response, gateway_response_type, integration
from corsproxy.gateway.answer import Layer
from corsproxy.http.headers import Headers
from corsproxy.http.message import Response
from tests.diagnose.answers import DOMAIN, REST, REST_IDS, actual, body, preflight, rest


def test_the_type_is_told_by_the_message_where_the_recorder_left_the_headers_out() -> None:
    clue = clues(actual(REST, Response(403, Headers(), body("Missing Authentication Token"))))
    assert gateway_response_type(clue) == "MISSING_AUTHENTICATION_TOKEN"


def test_the_same_message_from_a_foreign_host_is_not_api_gateways() -> None:
    assert gateway_response_type(clues(actual(DOMAIN, Response(429, Headers(), body("Too Many Requests"))))) == ""


def test_a_customised_gateway_response_keeps_its_error_type_and_is_recognised() -> None:
    response = Response(404, rest("MissingAuthenticationTokenException"), b"<h1>nothing here</h1>")
    assert gateway_response(clues(actual(REST, response)))[0].author.type == "MISSING_AUTHENTICATION_TOKEN"


def test_without_an_error_type_it_is_the_integration() -> None:
    found = integration(clues(actual(REST, Response(500, Headers(REST_IDS), b"{}"))))
    assert found[0].author.layer is Layer.INTEGRATION


def test_an_empty_answer_to_options_may_be_the_mock_or_the_function() -> None:
    found = integration(clues(preflight(REST, Response(200, Headers(REST_IDS)))))
    assert [one.author.layer for one in found] == [Layer.MOCK_INTEGRATION, Layer.INTEGRATION]


def test_each_type_has_signs_that_differ() -> None:
    for signs in SIGNS.values():
        assert len({sign.cause for sign in signs}) == len(signs)
