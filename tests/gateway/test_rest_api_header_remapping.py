"""Which headers pass, which are renamed, which are dropped."""

from __future__ import annotations

import pytest

from corsproxy.gateway.rest_api.definition import IntegrationType
from corsproxy.gateway.rest_api.header_remapping import remapped, unmappable


@pytest.mark.parametrize(
    "name",
    [
        "Access-Control-Allow-Origin",
        "Vary",
        "Age",
        "Content-Encoding",
        "Pragma",
        "Referer",
        "TE",
        "Via",
        "Warn",
        "X-A",
        "X-Amzn-Trace-Id",
        "x-amzn-ErrorType",
    ],
)
def test_a_header_that_is_no_business_of_the_connection_passes(name: str) -> None:
    assert remapped(((name, "value"),)) == ((name, "value"),)


@pytest.mark.parametrize(
    "name",
    ["Authorization", "Connection", "Content-Length", "Content-MD5", "Date", "Expect", "Host", "Max-Forwards",
     "Proxy-Authenticate", "Server", "Trailer", "Upgrade", "User-Agent", "WWW-Authenticate", "x-amzn-RequestId",
     "x-amzn-Remapped-WWW-Authenticate"],
)  # fmt: skip
def test_a_header_of_the_connection_is_renamed(name: str) -> None:
    assert remapped(((name, "value"),)) == ((f"x-amzn-Remapped-{name}", "value"),)


@pytest.mark.parametrize("name", ["Transfer-Encoding", "x-amz-apigw-id"])
def test_what_only_the_gateway_writes_is_dropped(name: str) -> None:
    assert remapped(((name, "value"),)) == ()


def test_more_headers_cannot_be_mapped_for_functions_than_for_http() -> None:
    assert unmappable(IntegrationType.HTTP) == unmappable(IntegrationType.HTTP_PROXY)
    assert unmappable(IntegrationType.HTTP) < unmappable(IntegrationType.AWS_PROXY)
    assert {"authorization", "te"} <= unmappable(IntegrationType.AWS)
