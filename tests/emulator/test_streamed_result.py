"""A streamed response becomes the result that says the same."""

from __future__ import annotations

import json

import pytest

from corsproxy.emulator.streamed_result import INTEGRATION_RESPONSE, collected
from corsproxy.gateway.http_api.function_result import Result, Unusable500, result_of

NULS = bytes(8)


@pytest.mark.parametrize(
    ("content_type", "body", "result"),
    [
        (INTEGRATION_RESPONSE, b'{"statusCode":201,"headers":{"x-a":"1"},"cookies":["c=1"]}' + NULS + b"hi",
         Result(201, "text/plain; charset=utf-8", (("x-a", "1"), ("set-cookie", "c=1")), b"hi")),
        (INTEGRATION_RESPONSE, b"{}" + NULS + b"a" + NULS, Result(200, "text/plain; charset=utf-8", (), b"a" + NULS)),
        ("text/html", b"<p>", Result(200, "text/html", (), b"<p>")),
        ("", b"\xff", Result(200, "application/octet-stream", (), b"\xff")),
        ("application/octet-stream", b'{"a":1}', Result(200, "application/json", (), b'{"a":1}')),
    ],
)  # fmt: skip
def test_status_headers_and_body_come_through(content_type: str, body: bytes, result: Result) -> None:
    assert result_of(collected(content_type, body), "2.0") == result


@pytest.mark.parametrize("prelude", [b"", b"no", b"[1]", b"[" * 100_000])
def test_a_prelude_that_is_none_is_an_unusable_result(prelude: bytes) -> None:
    found = collected(INTEGRATION_RESPONSE, prelude + NULS + b"x")
    assert "prelude" in json.loads(found)["statusCode"]
    assert isinstance(result_of(found, "2.0"), Unusable500)
