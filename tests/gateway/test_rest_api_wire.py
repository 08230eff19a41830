"""The headers around every response."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace

import pytest

from corsproxy.gateway.rest_api.definition import EndpointType
from corsproxy.gateway.rest_api.wire import http_date, request_time, respond, trace_id
from tests.gateway.rest_api_calls import api_of, arrival

FORMS = {
    "x-cache": r"Miss from cloudfront",
    "via": r"1\.1 [0-9a-f]{32}\.cloudfront\.net \(CloudFront\)",
    "x-amz-cf-pop": r"[A-Z]{3}\d+-[A-Z]\d+",
    "x-amz-cf-id": r"[A-Za-z0-9_-]{54}==",
}


def test_dates_are_written_as_http_and_the_access_log_write_them() -> None:
    assert http_date(1_757_011_621) == "Thu, 04 Sep 2025 18:47:01 GMT"
    assert request_time(1_583_348_638.9) == "04/Mar/2020:19:03:58 +0000"


def test_an_edge_optimized_api_has_well_formed_headers_of_cloudfront() -> None:
    headers = respond(api_of(endpoint_type=EndpointType.EDGE), arrival("GET", "/"), 200, b"x").headers
    for name, form in FORMS.items():
        assert re.fullmatch(form, headers.get(name) or ""), name


def test_an_error_of_an_edge_optimized_api_is_an_error_from_cloudfront() -> None:
    headers = respond(api_of(endpoint_type=EndpointType.EDGE), arrival("GET", "/"), 404, b"").headers
    assert headers.get("x-cache") == "Error from cloudfront"


def test_a_regional_api_has_none_of_them_and_a_private_one_says_server() -> None:
    regional = respond(api_of(endpoint_type=EndpointType.REGIONAL), arrival("GET", "/"), 200, b"").headers
    private = respond(api_of(endpoint_type=EndpointType.PRIVATE), arrival("GET", "/"), 200, b"").headers
    assert not set(FORMS) & set(regional.names())
    assert "server" not in regional
    assert private.lines[0] == ("Server", "Server")


def test_the_same_request_gets_the_same_bytes_and_another_one_others() -> None:
    api = api_of(endpoint_type=EndpointType.EDGE)
    one = arrival("GET", "/")
    assert respond(api, one, 200, b"") == respond(api, one, 200, b"")
    other = replace(one, request_id="00000000-0000-0000-0000-000000000000")
    assert respond(api, one, 200, b"").headers.get("via") != respond(api, other, 200, b"").headers.get("via")


@pytest.mark.parametrize(("sent", "answered"), [({}, "keep-alive"), ({"connection": "Close"}, "close")])
def test_connection_follows_the_request(sent: dict[str, str], answered: str) -> None:
    assert respond(api_of(), arrival("GET", "/", sent), 200, b"").headers.get("connection") == answered


def test_head_has_no_body_and_a_length_of_zero() -> None:
    response = respond(api_of(), arrival("HEAD", "/"), 403, b'{"message":"Forbidden"}')
    assert (response.body, response.headers.get("content-length")) == (b"", "0")


@pytest.mark.parametrize("status", [204, 304])
def test_a_status_without_body_has_neither_type_nor_length(status: int) -> None:
    response = respond(api_of(), arrival("GET", "/"), status, b"x")
    assert response.body == b""
    assert not {"content-type", "content-length"} & set(response.headers.names())


def test_a_trace_id_is_the_one_that_arrived_or_a_well_formed_one() -> None:
    assert trace_id(arrival("GET", "/", trace_id="Root=1-2")) == "Root=1-2"
    assert re.fullmatch(r"Root=1-[0-9a-f]{8}-[0-9a-f]{24}", trace_id(arrival("GET", "/")))
    assert "x-amzn-trace-id" not in respond(api_of(), arrival("GET", "/"), 200, b"").headers
    assert "x-amzn-trace-id" in respond(api_of(), arrival("GET", "/"), 200, b"", traced=True).headers


WHOLE = "Root=1-3152b799-8954dae64eda91bc9a23a7e8;Parent=7fa8c0f79203be72;Sampled=1"


@pytest.mark.parametrize(
    ("sent", "answered"),
    [
        (WHOLE, rf"{WHOLE};Lineage=1:[0-9a-f]{{8}}:0"),
        (
            WHOLE.partition(";")[0],
            r"Root=1-3152b799-8954dae64eda91bc9a23a7e8;Parent=[0-9a-f]{16};Sampled=0;Lineage=\S+",
        ),
        ("nonsense", r"Root=1-2;Parent=[0-9a-f]{16};Sampled=0;Lineage=\S+"),
    ],
)
def test_the_trace_id_of_a_request_is_kept_and_made_whole(sent: str, answered: str) -> None:
    coming = arrival("GET", "/", {"x-amzn-trace-id": sent}, trace_id="Root=1-2")
    assert trace_id(coming) == (sent if "Root" in sent else "Root=1-2")
    found = respond(api_of(), coming, 200, b"", traced=True, lines=(("X-Amzn-Trace-Id", "the backend's"),)).headers
    assert len(found.get_all("x-amzn-trace-id")) == 1
    assert re.fullmatch(answered, found.get("x-amzn-trace-id") or "")


def test_bodies_are_compressed_from_the_minimum_on_for_clients_that_accept_it() -> None:
    api = api_of(minimum_compression_size=10)
    accepting = arrival("GET", "/", {"accept-encoding": "br;q=1, gzip"})
    big = respond(api, accepting, 200, b"x" * 10)
    assert big.headers.get("content-encoding") == "gzip"
    assert zlib.decompress(big.body, wbits=31) == b"x" * 10
    assert "content-encoding" not in respond(api, accepting, 200, b"x" * 9).headers
    assert "content-encoding" not in respond(api, arrival("GET", "/"), 200, b"x" * 10).headers


def test_no_value_ends_its_line_and_no_name_is_anything_but_a_token() -> None:
    lines = (
        ("x-a", "b\r\nset-cookie: c\0"),
        ("bad name", "x"),
        ("", "x"),
        ("x:y", "z"),
        ("x-u", "\u2713"),
        ("x-l", "\xe9"),
    )
    headers = respond(api_of(), arrival("GET", "/"), 200, b"", lines=lines, content_type="a\r\nb").headers
    assert headers.get("x-a") == "b  set-cookie: c"
    assert not {"bad name", "", "x:y", "set-cookie"} & set(headers.names())
    assert (headers.get("x-u") or "").encode("latin-1") == "\u2713".encode()
    assert headers.get("x-l") == "\xe9"
    assert headers.get("content-type") == "a  b"
