"""What a Lambda proxy may return."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from corsproxy.gateway.answer import Layer
from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.definition import GatewayResponse
from corsproxy.gateway.rest_api.lambda_proxy import answer
from tests.gateway.rest_api_calls import api_of, arrival, error_type


def returned(result: Any, headers: dict[str, str] | None = None, **more: Any) -> Any:
    payload = result if isinstance(result, bytes) else json.dumps(result).encode()
    return answer(Call(api_of(**more), arrival("GET", "/", headers), "GET"), payload)


@pytest.mark.parametrize(
    ("result", "status"),
    [
        ({}, 200),
        ({"statusCode": 200}, 200),
        ({"statusCode": "201"}, 201),
        ({"statusCode": 418.0}, 418),
        ({"headers": None}, 200),
        ({"multiValueHeaders": None, "body": None, "isBase64Encoded": None}, 200),
        ({"statusCode": "test"}, 502),
        ({"statusCode": True}, 502),
        ({"statusCode": 99}, 502),
        ({"statusCode": 600}, 502),
        ({"statusCode": 200, "unknown": 1}, 502),
        ({"statusCode": 200, "cookies": []}, 502),  # that is the HTTP API's format
        ({"multiValueHeaders": {"a": "b"}}, 502),
        ({"headers": ["a"]}, 502),
        ({"headers": {"a": {"b": 1}}}, 502),
        ({"body": {"an": "object"}}, 502),
        ("text", 502),
        ([], 502),
        (None, 502),
        (b"{not json", 502),
        (b"[" * 100_000, 502),
    ],
)
def test_a_result_is_a_proxy_response_or_502(result: Any, status: int) -> None:
    found = returned(result)
    assert found.response.status == status
    if status == 502:
        assert found.response.body == b'{"message": "Internal server error"}'
        assert error_type(found) == "InternalServerErrorException"
        assert found.author.layer is Layer.GATEWAY_RESPONSE
    else:
        assert found.author.layer is Layer.INTEGRATION


def test_a_value_in_both_kinds_of_headers_is_written_once_and_a_repeated_one_twice() -> None:
    headers = returned(
        {"multiValueHeaders": {"Set-Cookie": ["a=1", "a=1", "b=2"]}, "headers": {"set-cookie": "b=2"}}
    ).response.headers
    assert headers.get_all("set-cookie") == ("a=1", "a=1", "b=2")


def test_502_takes_the_headers_of_default_5xx() -> None:
    cors = GatewayResponse("DEFAULT_5XX", parameters={"gatewayresponse.header.Access-Control-Allow-Origin": "'*'"})
    found = returned("text", gateway_responses=(cors,))
    assert (found.response.status, found.response.headers.get("access-control-allow-origin")) == (502, "*")


def test_headers_of_both_kinds_are_merged_and_values_are_text() -> None:
    found = returned(
        {
            "multiValueHeaders": {"Test-Multi": ["one", "two"], "Access-Control-Allow-Credentials": [True]},
            "headers": {"test-multi": "three", "access-control-max-age": 600, "x-none": None, "x-same": "s"},
        }
    ).response.headers
    assert [line for line in found if line[0].lower() == "test-multi"] == [
        ("Test-Multi", "one"), ("Test-Multi", "two"), ("Test-Multi", "three"),
    ]  # fmt: skip
    assert found.get("access-control-allow-credentials") == "true"
    assert found.get("access-control-max-age") == "600"
    assert "x-none" not in found


def test_connection_headers_are_renamed_and_the_gateways_own_are_kept() -> None:
    found = returned(
        {
            "headers": {
                "Content-Length": "7",
                "WWW-Authenticate": "Basic",
                "x-amzn-RequestId": "mine",
                "Vary": "Origin",
            }
        }
    ).response.headers
    assert found.get("x-amzn-remapped-content-length") == "7"
    assert found.get("x-amzn-remapped-www-authenticate") == "Basic"
    assert found.get("content-length") == "0"
    assert len(found.get_all("x-amzn-requestid")) == 1
    assert found.get("x-amzn-requestid") != "mine"
    assert found.get("vary") == "Origin"


def test_no_header_value_ends_a_line() -> None:
    found = returned({"headers": {"x": "a\r\nset-cookie: b"}}).response.headers
    assert "set-cookie" not in found
    assert "\n" not in (found.get("x") or "")


def test_the_content_type_is_json_unless_the_function_says_otherwise() -> None:
    assert returned({}).response.headers.get("content-type") == "application/json"
    found = returned({"headers": {"content-type": "text/html"}}).response.headers
    assert found.get_all("content-type") == ("text/html",)


def test_base64_is_decoded_for_clients_that_accept_bytes_and_text_otherwise() -> None:
    result = {"body": base64.b64encode(b"\x00\xff").decode(), "isBase64Encoded": True}
    binary = {"binary_media_types": ("image/png",)}
    assert returned(result, {"Accept": "image/png, */*"}, **binary).response.body == b"\x00\xff"
    assert returned(result, {"Accept": "*/*, image/png"}, **binary).response.body == b"AP8="
    broken = {"body": "not base64!", "isBase64Encoded": True}
    assert returned(broken, {"Accept": "image/png"}, **binary).response.status == 500
