"""Request validators."""

from __future__ import annotations

from typing import Any

import pytest

from corsproxy.gateway.answer import Answer
from corsproxy.gateway.rest_api.definition import GatewayResponse, Method, RequestValidation
from tests.gateway.rest_api_calls import api_of, call, error_type, lambda_proxy, message

MODEL: Any = {"type": "object", "required": ["a"]}


def validated(
    path: str = "/items/7?q=1", *, headers: Any = None, body: bytes = b'{"a": 1}', on: Any = None, **more: Any
) -> Answer:
    method = Method(
        "POST",
        lambda_proxy(),
        validation=on or RequestValidation(body=True, parameters=True),
        required_parameters=(
            "method.request.querystring.q", "method.request.path.id", "method.request.header.x-h",
        ),
        models=more.pop("models", {"application/json": MODEL}),
    )  # fmt: skip
    api = api_of(("POST", "/items/{id}", method), **more)
    return call(api, "POST", path, headers={"x-h": "1"} if headers is None else headers, body=body)


def test_a_request_that_fits_passes() -> None:
    assert validated().response.status == 200


def test_missing_parameters_are_named_headers_first() -> None:
    answer = validated("/items/7", headers={})
    assert answer.response.status == 400
    assert answer.response.body == b'{"message": "Missing required request parameters: [x-h, q]"}'
    assert error_type(answer) == "BadRequestException"


@pytest.mark.parametrize(
    ("path", "headers"),
    [("/items/7?q=", {"x-h": "1"}), ("/items/7?q=1", {"X-H": "1"}), ("/items/7?q=1", {"x-h": ""})],
)
def test_empty_ones_and_headers_spelled_otherwise_are_missing(path: str, headers: Any) -> None:
    assert "Missing required" in message(validated(path, headers=headers))


def test_a_required_header_is_looked_for_as_the_gateway_spells_it() -> None:
    """HTTP/2 clients send `authorization`, which arrives as `Authorization`."""
    required = Method(
        "GET",
        lambda_proxy(),
        validation=RequestValidation(parameters=True),
        required_parameters=("method.request.header.Authorization",),
    )
    api = api_of(("GET", "/", required))
    assert call(api, "GET", "/", headers={"authorization": "x"}).response.status == 200


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"not json", b"[" * 100_000])
def test_a_body_that_does_not_fit_is_400(body: bytes) -> None:
    answer = validated(body=body)
    assert (answer.response.status, answer.response.body) == (400, b'{"message": "Invalid request body"}')


def test_parameters_come_before_the_body() -> None:
    assert "Missing required" in message(validated("/items/7", body=b"not json"))


@pytest.mark.parametrize(
    "on", [RequestValidation(), RequestValidation(parameters=True), RequestValidation(body=False, parameters=True)]
)
def test_only_what_is_switched_on_is_validated(on: RequestValidation) -> None:
    assert validated(body=b"not json", on=on).response.status == 200


def test_a_content_type_without_a_model_is_not_validated() -> None:
    assert validated(body=b"x", headers={"x-h": "1", "Content-Type": "text/plain"}).response.status == 200
    xml = {"x-h": "1", "Content-Type": "Application/JSON; charset=utf-8"}
    assert validated(body=b"x", headers=xml).response.status == 400


def test_the_model_for_default_validates_every_content_type_without_its_own() -> None:
    models = {"text/plain": {}, "$default": MODEL}
    for content_type, status in (("text/plain", 200), ("application/json", 400), ("text/csv", 400)):
        sent = {"x-h": "1", "Content-Type": content_type}
        assert validated(body=b"{}", headers=sent, models=models).response.status == status


def test_the_reason_reaches_a_customised_response() -> None:
    custom = GatewayResponse(
        "BAD_REQUEST_BODY", templates={"application/json": "$context.error.validationErrorString"}
    )
    assert b"'a' is a required property" in validated(body=b"{}", gateway_responses=(custom,)).response.body
