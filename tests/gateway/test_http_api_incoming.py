"""What events and expressions read from a request."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corsproxy.gateway.http_api.definition import Stage
from corsproxy.gateway.http_api.incoming import (
    body_of,
    cookies,
    domain_of,
    event_time,
    execute_api_arn,
    forwarding_headers,
    grouped,
    is_text,
    query_pairs,
    raw_path_of,
    raw_query,
    stage_is_in_url,
)
from corsproxy.http.headers import Headers
from tests.gateway.http_api_visits import api, arrive


def test_a_query_string_is_read_in_order_decoded_with_empty_values_kept() -> None:
    pairs = query_pairs("a=1&b&a=x%20y+z&=n&&c=%3D%26")
    assert pairs == [("a", "1"), ("b", ""), ("a", "x y z"), ("", "n"), ("c", "=&")]
    assert grouped(pairs)["a"] == ["1", "x y z"]


@pytest.mark.parametrize(
    ("url", "path", "query"),
    [
        ("https://h/a/b?x=1?2#f", "/a/b", "x=1?2"),
        ("https://h", "/", ""),
        ("https://h?x=1", "/", "x=1"),
        ("https://h/a#f?x", "/a", ""),
    ],
)
def test_path_and_query_are_taken_from_a_url_as_sent(url: str, path: str, query: str) -> None:
    assert (raw_path_of(url), raw_query(url)) == (path, query)


def test_cookies_of_several_lines_are_one_list() -> None:
    assert cookies(Headers([("Cookie", "a=1; b=2;"), ("cookie", "c=3")])) == ["a=1", "b=2", "c=3"]


@pytest.mark.parametrize(
    ("content_type", "coding", "text"),
    [
        ("text/csv", None, True),
        ("application/json; charset=utf-8", None, True),
        ("APPLICATION/JSON", "identity", True),
        ("application/problem+json", None, True),
        ("image/svg+xml", None, False),
        ("application/atom+xml", None, True),
        ("application/javascript", None, True),
        ("application/json", "gzip", False),
        ("application/x-www-form-urlencoded", None, False),
        ("multipart/form-data; boundary=x", None, False),
        (None, None, False),
    ],
)
def test_which_bodies_are_text(content_type: str | None, coding: str | None, text: bool) -> None:
    assert is_text(content_type, coding) is text


@pytest.mark.parametrize(
    ("headers", "body", "shown"),
    [
        ({"content-type": "text/plain"}, b"caf\xc3\xa9", ("café", False)),
        ({"content-type": "text/plain"}, b"\xff", ("/w==", True)),
        ({"content-type": "image/png"}, b"\x89", ("iQ==", True)),
        ({}, b"a=1", ("YT0x", True)),
        ({}, b"", (None, True)),
        ({"content-type": "text/plain"}, b"", (None, False)),
    ],
)
def test_bodies_are_shown_as_text_or_base64(headers: dict[str, str], body: bytes, shown: object) -> None:
    assert body_of(arrive("POST", "/", headers, body)) == shown


def test_the_client_is_added_to_its_own_forwarding_list() -> None:
    said = forwarding_headers(replace(arrive("GET", "/", {"x-forwarded-for": "10.0.0.1"}), trace_id="Root=1-x"))
    assert said["X-Forwarded-For"] == "10.0.0.1, 203.0.113.7"
    assert (said["X-Forwarded-Port"], said["X-Forwarded-Proto"]) == ("443", "https")
    assert said["X-Amzn-Trace-Id"] == "Root=1-x"


def test_the_stage_is_in_the_url_of_the_default_endpoint_only() -> None:
    assert stage_is_in_url(arrive("GET", "/a", stage="dev"), Stage("dev"))
    assert not stage_is_in_url(arrive("GET", "/a"), Stage())
    assert not stage_is_in_url(arrive("GET", "/a", stage="dev", mapping_key="dev"), Stage("dev"))
    assert stage_is_in_url(arrive("GET", "/", stage="dev"), Stage("dev"))
    bare = replace(arrive("GET", "/", stage="dev"), path="/")
    at_stage = replace(bare, request=replace(bare.request, url="https://h/dev?x=1"))
    assert stage_is_in_url(at_stage, Stage("dev"))
    for path in ("/a", "/dev/a"):
        custom = replace(arrive("GET", path), stage="dev")
        assert not stage_is_in_url(custom, Stage("dev"))


def test_the_domain_is_the_arrivals_else_the_host_headers_else_the_urls() -> None:
    arrival = arrive("GET", "/", {"host": "from.header"})
    assert domain_of(replace(arrival, domain="localhost:4000")) == "localhost:4000"
    assert domain_of(replace(arrival, domain="")) == "from.header"
    assert domain_of(replace(arrive("GET"), domain="")) == "abcdefghij.execute-api.us-east-1.amazonaws.com"


def test_times_and_arns_have_the_forms_of_the_manual() -> None:
    assert event_time(1583348638) == "04/Mar/2020:19:03:58 +0000"
    arn = execute_api_arn(api(), Stage("test"), "GET", "/request")
    assert arn == "arn:aws:execute-api:us-east-1:123456789012:abcdefghij/test/GET/request"
