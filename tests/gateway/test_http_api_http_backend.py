"""The HTTP proxy integration."""

from __future__ import annotations

import pytest

from corsproxy.gateway.http_api.definition import HttpIntegration, Stage
from corsproxy.gateway.http_api.http_backend import backend_request, backend_url, passed_response
from corsproxy.gateway.unresolved import Unresolved
from corsproxy.http.headers import Headers
from corsproxy.http.message import Response
from tests.gateway.http_api_visits import arrive, visit


@pytest.mark.parametrize(
    ("uri", "path", "held", "url"),
    [
        ("https://b.example/{proxy}", "/a/b?x=1", {"proxy": "a/b"}, "https://b.example/a/b?x=1"),
        ("https://b.example/{proxy+}", "/a", {"proxy": "a"}, "https://b.example/a"),
        ("https://b.example/{id}?k=v", "/7?x=1", {"id": "7"}, "https://b.example/7?k=v&x=1"),
        ("https://b.example/{id}", "/a%20b", {"id": "a b"}, "https://b.example/a%20b"),
        ("https://b.example/{id}", "/x", {"id": "x?y#z"}, "https://b.example/x%3Fy%23z"),
        ("https://${stageVariables.host}/fixed", "/a", {}, "https://b.example/fixed"),
    ],
)
def test_the_uri_is_filled_in_and_the_query_string_follows(
    uri: str, path: str, held: dict[str, str], url: str
) -> None:
    stage = Stage(variables={"host": "b.example"})
    assert backend_url(visit(arrive("GET", path), "ANY /x", path_parameters=held, stage=stage), uri) == url


@pytest.mark.parametrize("uri", ["https://b.example", "https://b.example/"])
def test_on_default_the_whole_path_follows_the_uri(uri: str) -> None:
    assert backend_url(visit(arrive("GET", "/a/b?x=1"), "$default"), uri) == "https://b.example/a/b?x=1"


def test_an_open_uri_leads_nowhere() -> None:
    assert backend_url(visit(arrive("GET")), Unresolved("!ImportValue Url")).startswith("http://unresolved.invalid")


def test_forwarded_replaces_x_forwarded_and_hop_by_hop_headers_end_here() -> None:
    headers = [("Accept", "*/*"), ("X-Forwarded-For", "1.1.1.1"), ("Connection", "close"), ("Cookie", "a=1")]
    request = backend_request(
        visit(arrive("POST", "/a", headers, b"abc")), HttpIntegration("https://b.example/", "PUT")
    )
    assert (request.method, request.body) == ("PUT", b"abc")
    assert request.headers.get("x-forwarded-for") is None
    assert request.headers.get("connection") is None
    assert request.headers.get("cookie") == "a=1"
    assert request.headers.get("host") == "b.example"
    assert request.headers.get("content-length") == "3"
    forwarded = request.headers.get("forwarded") or ""
    assert "for=203.0.113.7;host=abcdefghij.execute-api.us-east-1.amazonaws.com;proto=https" in forwarded


def test_any_keeps_the_requests_own_method() -> None:
    assert backend_request(visit(arrive("PATCH")), HttpIntegration("https://b.example/")).method == "PATCH"


def test_a_backends_response_passes_without_what_ends_at_the_hop() -> None:
    lines = [("Content-Type", "text/html"), ("Content-Length", "1"), ("Transfer-Encoding", "chunked")]
    lines += [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("Access-Control-Allow-Origin", "*")]
    content_type, passed = passed_response(Response(200, Headers(lines)))
    assert content_type == "text/html"
    assert passed == (("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("Access-Control-Allow-Origin", "*"))
