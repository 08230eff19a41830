"""Responses as HTTP APIs put them on the wire."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corsproxy.gateway.answer import Author, Layer
from corsproxy.gateway.http_api.doubts import Doubts
from corsproxy.gateway.http_api.reply import cors_lines, error, http_date, reply, spelled
from corsproxy.http.headers import Headers
from tests.gateway.http_api_visits import APP, CORS, api, arrive

AUTHOR = Author(Layer.INTEGRATION, "AWS_PROXY")
OPEN = api("GET /", cors=replace(CORS, allow_credentials=True))
ASKING = arrive("GET", "/", {"origin": APP})


def test_headers_stand_in_the_recorded_order() -> None:
    said = reply(
        OPEN,
        ASKING,
        401,
        AUTHOR,
        "because",
        content_type="application/json",
        lines=[("www-authenticate", "Bearer")],
        body=b"{}",
        cors=cors_lines(OPEN, ASKING),
    )
    assert said.response.headers.lines == (
        ("date", "Wed, 04 Mar 2020 19:03:58 GMT"),
        ("content-type", "application/json"),
        ("content-length", "2"),
        ("www-authenticate", "Bearer"),
        ("access-control-allow-origin", APP),
        ("vary", "origin"),
        ("access-control-allow-credentials", "true"),
        ("apigw-requestid", "cs_pJhGvoAMEJYQ="),
    )


def test_over_http_1_names_are_title_case_and_the_connection_is_kept() -> None:
    old = replace(ASKING, request=replace(ASKING.request, http_version="HTTP/1.1"))
    names = [
        name for name, _ in reply(OPEN, old, 200, AUTHOR, "", body=b"x", lines=[("x-ETag", "1")]).response.headers
    ]
    assert names == ["Date", "Content-Length", "Connection", "X-Etag", "Apigw-Requestid"]
    lower = api("GET /", doubts=Doubts(title_case_over_http_1=False))
    assert reply(lower, old, 200, AUTHOR, "").response.headers.lines[-1][0] == "apigw-requestid"


def test_spelling_follows_the_protocol() -> None:
    lines = [("www-Authenticate", "x")]
    assert spelled(lines, "HTTP/1.1") == Headers([("Www-Authenticate", "x")])
    assert spelled(lines, "HTTP/2.0") == spelled(lines, "HTTP/3") == Headers([("www-authenticate", "x")])


@pytest.mark.parametrize("status", [204, 304])
def test_a_status_without_a_body_has_neither_type_nor_length(status: int) -> None:
    said = reply(api(), arrive("GET"), status, AUTHOR, "", content_type="text/html", body=b"gone")
    assert (said.response.body, said.response.headers.names()) == (b"", ("date", "apigw-requestid"))


def test_the_answer_to_head_says_what_the_answer_to_get_would_hold() -> None:
    said = reply(api(), arrive("HEAD"), 200, AUTHOR, "", content_type="text/html", body=b"gone").response
    assert (said.body, said.headers.get("content-type"), said.headers.get("content-length")) == (
        b"",
        "text/html",
        "4",
    )
    left_out = reply(api(), arrive("HEAD"), 200, AUTHOR, "", content_type="text/html", length="17").response
    assert left_out.headers.get("content-length") == "17"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, b'{"message":"Bad Request"}'),
        (401, b'{"message":"Unauthorized"}'),
        (403, b'{"message":"Forbidden"}'),
        (404, b'{"message":"Not Found"}'),
        (413, b'{"message":"Request Entity Too Large"}'),
        (429, b'{"message":"Too Many Requests"}'),
        (500, b'{"message":"Internal Server Error"}'),
        (503, b'{"message":"Service Unavailable"}'),
    ],
)
def test_errors_have_their_exact_bodies_and_carry_cors_headers(status: int, body: bytes) -> None:
    said = error(OPEN, ASKING, status, "why")
    assert (said.response.status, said.response.body, said.because) == (status, body, "why")
    assert said.response.headers.get("content-type") == "application/json"
    assert said.response.headers.get("content-length") == str(len(body))
    assert said.response.headers.get("access-control-allow-origin") == APP


def test_errors_before_the_stage_is_found_and_doubted_ones_carry_no_cors_headers() -> None:
    assert "access-control-allow-origin" not in error(OPEN, ASKING, 404, "", stage_found=False).response.headers
    doubted = replace(OPEN, doubts=Doubts(errors_without_cors=frozenset({503})))
    assert "access-control-allow-origin" not in error(doubted, ASKING, 503, "").response.headers
    assert "access-control-allow-origin" in error(doubted, ASKING, 500, "").response.headers


def test_dates_are_imf_fixdates() -> None:
    assert http_date(784111777) == "Sun, 06 Nov 1994 08:49:37 GMT"


def test_without_a_cors_configuration_no_line_is_added() -> None:
    assert cors_lines(api("GET /"), ASKING) == ()
