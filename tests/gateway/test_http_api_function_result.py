"""What a function's result becomes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from corsproxy.gateway.http_api.function_result import RESULT_LIMIT, Result, Unusable500, result_of

TEXT = "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    ("payload", "body"),
    [
        (b'"Hello from Lambda!"', b"Hello from Lambda!"),
        (b'{"message": "hi"}', b'{"message": "hi"}'),
        (b"[1, 2]", b"[1, 2]"),
        (b"null", b"null"),
        (b"7", b"7"),
    ],
)
def test_format_2_infers_a_json_response_from_any_result_without_status_code(payload: bytes, body: bytes) -> None:
    assert result_of(payload, "2.0") == Result(200, "application/json", (), body)


@pytest.mark.parametrize("payload", [b'"text"', b'{"body": "x"}', b"null", b"{}"])
def test_format_1_infers_nothing(payload: bytes) -> None:
    assert isinstance(result_of(payload, "1.0"), Unusable500)


@pytest.mark.parametrize("payload_format", ["1.0", "2.0"])
@pytest.mark.parametrize(
    ("result", "expected"),
    [
        ({"statusCode": 200}, Result(200, "", (), b"")),
        ({"statusCode": "201"}, Result(201, "", (), b"")),
        ({"statusCode": 204.0, "headers": None, "body": None}, Result(204, "", (), b"")),
        ({"statusCode": 200, "body": '{"version": "0.1.0"}'}, Result(200, TEXT, (), b'{"version": "0.1.0"}')),
        (
            {"statusCode": 200, "headers": {"Content-Type": "text/html", "X-N": 1, "X-B": True}, "body": "<p>"},
            Result(200, "text/html", (("X-N", "1"), ("X-B", "true")), b"<p>"),
        ),
        ({"statusCode": 200, "body": "AP8=", "isBase64Encoded": True}, Result(200, TEXT, (), b"\x00\xff")),
        # what the gateway writes itself, and what could break out of its line
        (
            {
                "statusCode": 200,
                "headers": {"Content-Length": "5", "Connection": "close", "X": "a\r\nB: c", "bad name": "1"},
            },
            Result(200, "", (("X", "a  B: c"),), b""),
        ),
    ],
)
def test_a_structured_result_is_used_as_it_says(result: Any, expected: Result, payload_format: str) -> None:
    assert result_of(json.dumps(result).encode(), payload_format) == expected


@pytest.mark.parametrize("payload_format", ["1.0", "2.0"])
@pytest.mark.parametrize(
    "result",
    [
        {"statusCode": "test"},
        {"statusCode": None},
        {"statusCode": True},
        {"statusCode": 99},
        {"statusCode": 600},
        {"statusCode": 200, "headers": []},
        {"statusCode": 200, "headers": {"x": {"y": 1}}},
        {"statusCode": 200, "body": {"message": "not a string"}},
        {"statusCode": 200, "body": "&&&", "isBase64Encoded": True},
    ],
)
def test_a_result_of_the_wrong_shape_is_unusable(result: Any, payload_format: str) -> None:
    assert isinstance(result_of(json.dumps(result).encode(), payload_format), Unusable500)


def test_a_header_value_outside_of_ascii_is_utf_8_on_the_wire() -> None:
    result = result_of('{"statusCode": 200, "headers": {"X": "caf\u00e9 \u20ac"}}'.encode(), "2.0")
    assert isinstance(result, Result)
    assert result.lines[0][1].encode("latin-1") == "caf\u00e9 \u20ac".encode()


def test_cookies_of_format_2_become_set_cookie_lines() -> None:
    result = result_of(b'{"statusCode": 200, "cookies": ["a=1", "b=2"], "multiValueHeaders": {"X": ["1"]}}', "2.0")
    assert result == Result(200, "", (("set-cookie", "a=1"), ("set-cookie", "b=2")), b"")
    assert isinstance(result_of(b'{"statusCode": 200, "cookies": "a=1"}', "2.0"), Unusable500)


def test_multi_value_headers_of_format_1_become_lines() -> None:
    payload = (
        b'{"statusCode": 200, "headers": {"X": "1", "Y": "0"}, "multiValueHeaders": {"x": ["2", "3"], "X": ["1"]}}'
    )
    result = result_of(payload, "1.0")
    assert isinstance(result, Result)
    assert sorted(result.lines) == [("X", "1"), ("Y", "0"), ("x", "2"), ("x", "3")]
    assert isinstance(result_of(b'{"statusCode": 200, "multiValueHeaders": {"X": "1"}}', "1.0"), Unusable500)


def test_what_is_not_json_or_too_large_is_unusable() -> None:
    assert isinstance(result_of(b"<html>", "2.0"), Unusable500)
    assert isinstance(result_of(b'"' + b"x" * RESULT_LIMIT + b'"', "2.0"), Unusable500)
