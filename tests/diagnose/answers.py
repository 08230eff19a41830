"""Responses as API Gateway and its neighbours write them, for tests of authorship and causes."""

from __future__ import annotations

from corsproxy.http.headers import Headers
from corsproxy.http.message import Exchange, Request, Response

ORIGIN = "https://app.example.com"
REST = "https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/prod/items"
HTTP = "https://h1i2j3k4l5.execute-api.eu-west-1.amazonaws.com/items"
DOMAIN = "https://api.example.com/v1/items"
VPCE = "https://vpce-0123456789abcdef0-abcd1234.execute-api.eu-west-1.vpce.amazonaws.com/prod/items"
FUNCTION = "https://q7.lambda-url.us-east-2.on.aws/"

REST_IDS = (("x-amzn-requestid", "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"), ("x-amz-apigw-id", "LEXpZFBcjoEFYYA="))
HTTP_ID = (("apigw-requestid", "cs_pJhGvoAMEJYQ="),)


def rest(error_type: str, *more: tuple[str, str]) -> Headers:
    """A gateway response's headers."""
    return Headers((*REST_IDS, ("x-amzn-errortype", error_type), ("content-type", "application/json"), *more))


def preflight(
    url: str, response: Response | None, *, method: str = "POST", headers: str = "content-type"
) -> Exchange:
    """A preflight of a page at ORIGIN and its answer."""
    request = Request(
        "OPTIONS",
        url,
        Headers(
            [
                ("Origin", ORIGIN),
                ("Access-Control-Request-Method", method),
                *([("Access-Control-Request-Headers", headers)] if headers else []),
            ]
        ),
    )
    return Exchange(request, response)


def actual(
    url: str, response: Response | None, *, method: str = "GET", more: tuple[tuple[str, str], ...] = ()
) -> Exchange:
    """An actual request of a page at ORIGIN and its answer."""
    return Exchange(Request(method, url, Headers([("Origin", ORIGIN), *more])), response)


def body(message: str, key: str = "message") -> bytes:
    """The gateway's own bytes."""
    return f'{{"{key}":"{message}"}}'.encode()
