"""What a backend might answer."""

from __future__ import annotations

import json

from corsproxy.gateway.supposed_backend import BACKENDS, SupposedResponse, failing, plain, with_cors
from tests.gateway.http_api_visits import APP, arrive, preflight


def test_one_response_is_said_to_a_function_and_to_an_http_integration_alike() -> None:
    supposed = SupposedResponse("x", 201, (("X-A", "1"), ("X-A", "2")), "body")
    result = json.loads(supposed.as_function_result())
    assert result == {"statusCode": 201, "headers": {"X-A": "1, 2"}, "body": "body"}
    response = supposed.as_response()
    assert (response.status, response.body, response.headers.get("content-length")) == (201, b"body", "4")


def test_the_generous_backend_allows_what_is_asked_for_and_the_others_nothing() -> None:
    actual = dict(with_cors(arrive("GET", "/", {"origin": APP}).request).lines)
    assert actual["Access-Control-Allow-Origin"] == APP
    assert "Access-Control-Allow-Methods" not in actual
    asking = arrive(
        "OPTIONS",
        "/",
        {"origin": APP, "access-control-request-method": "PUT", "access-control-request-headers": "x-a"},
    )
    answered = dict(with_cors(asking.request).lines)
    assert answered["Access-Control-Allow-Methods"] == "PUT"
    assert answered["Access-Control-Allow-Headers"] == "x-a"
    assert [name for name, _ in with_cors(arrive("GET").request).lines] == ["Content-Type"]
    for backend in (plain, failing):
        assert [name for name, _ in backend(preflight().request).lines] == ["Content-Type"]


def test_names_of_supposed_backends_are_unique() -> None:
    names = [backend(preflight().request).name for backend in BACKENDS]
    assert len(set(names)) == len(names)
