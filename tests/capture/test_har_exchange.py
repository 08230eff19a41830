"""An entry becomes an exchange, and what the recorder left out becomes a gap."""

from __future__ import annotations

import base64
import json
from typing import Any

import msgspec
import pytest

from corsproxy.capture.har_exchange import Maker, seconds, version
from corsproxy.capture.har_fields import entry_of
from corsproxy.http.message import Exchange, Gap
from tests.capture.making import API, entry, fields


def made(value: dict[str, Any], *, from_browser: bool = False, body_limit: int | None = None) -> Exchange:
    return Maker(from_browser, body_limit).exchange(entry_of(msgspec.Raw(json.dumps(value).encode())), 7)


def test_the_exchange_says_what_the_entry_says() -> None:
    found = made(entry("PUT", body="{}", _resourceType="Fetch", pageref="page_1", connection="443"))
    assert (found.request.method, found.request.url, found.index) == ("PUT", f"{API}/items", 7)
    assert found.response is not None
    assert (found.response.status, found.response.body) == (200, b"{}")
    assert (found.resource_type, found.page, found.connection) == ("fetch", "page_1", "443")
    assert round(found.ended - found.started, 6) == 0.005
    assert not found.gaps


def test_pseudo_headers_are_no_headers_but_name_the_host() -> None:
    value = entry()
    value["request"]["headers"] = fields({":method": "GET", ":authority": "x", "origin": "https://a"})
    found = made(value, from_browser=True)
    assert found.request.headers.lines == (("origin", "https://a"),)
    assert Gap.REQUEST_HEADERS not in found.gaps


def test_a_browsers_sketch_of_a_request_is_a_gap_and_a_proxys_record_is_none() -> None:
    value = entry()
    value["request"]["headers"] = fields({"Origin": "https://a"})
    assert Gap.REQUEST_HEADERS in made(value, from_browser=True).gaps
    assert Gap.REQUEST_HEADERS not in made(value).gaps


@pytest.mark.parametrize("status", [0, None, -1])
def test_status_0_is_no_response_and_the_recorder_says_why(status: int | None) -> None:
    value = entry(status=0, answered={})
    value["response"] |= {"status": status, "_error": "net::ERR_CONNECTION_REFUSED"}
    found = made(value)
    assert found.response is None
    assert found.failure == "net::ERR_CONNECTION_REFUSED"


def test_a_blocked_entry_of_chrome_keeps_its_real_response_beside_the_error() -> None:
    value = entry()
    value["response"]["_error"] = "net::ERR_FAILED"
    found = made(value)
    assert found.response is not None
    assert found.failure == "net::ERR_FAILED"


def test_no_list_of_headers_is_a_gap_and_an_empty_one_is_none() -> None:
    assert Gap.RESPONSE_HEADERS not in made(entry(answered={})).gaps
    value = entry()
    del value["response"]["headers"]
    assert Gap.RESPONSE_HEADERS in made(value).gaps
    value["response"]["headers"] = None
    assert Gap.RESPONSE_HEADERS in made(value).gaps


def test_the_initiator_names_a_preflight() -> None:
    said = {"type": "preflight", "url": "https://a"}
    assert made(entry("OPTIONS", _initiator=said)).resource_type == "preflight"
    assert made(entry("OPTIONS", _initiator=said, _resourceType="other")).resource_type == "preflight"


def test_bodies_are_decoded_dropped_above_the_limit_and_missed_where_absent() -> None:
    value = entry(body=base64.b64encode(b"\xff\x00binary").decode())
    value["response"]["content"]["encoding"] = "base64"
    found = made(value)
    assert found.response is not None
    assert found.response.body == b"\xff\x00binary"
    long = made(entry(body="x" * 100), body_limit=50)
    assert long.response is not None
    assert long.response.body == b""
    assert Gap.BODY in long.gaps
    value = entry()
    value["response"]["content"]["size"] = 10
    assert Gap.BODY in made(value).gaps
    value = entry("POST")
    value["request"]["postData"] = {"mimeType": "text/plain", "text": "ünder"}
    assert made(value).request.body == "ünder".encode()


def test_equal_header_lists_are_one_object() -> None:
    maker = Maker(from_browser=False, body_limit=None)
    raw = msgspec.Raw(json.dumps(entry()).encode())
    first, second = maker.exchange(entry_of(raw), 0), maker.exchange(entry_of(raw), 1)
    assert first.request.headers is second.request.headers


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("1970-01-01T00:00:01Z", 1.0), ("1970-01-01T01:00:01.5+01:00", 1.5), ("1970-01-01T00:00:01.1234567Z", 1.123456),
        ("1000000000000", 1e9), ("soon", 0.0), ("", 0.0), (None, 0.0), ("inf", 0.0), ("nan", 0.0),
    ],
)  # fmt: skip
def test_dates_of_every_recorder_are_seconds(text: str | None, when: float) -> None:
    assert seconds(text) == when


@pytest.mark.parametrize(
    ("text", "known"), [("h2", "HTTP/2"), ("http/2.0", "HTTP/2"), ("", ""), (None, ""), ("HTTP/1.1", "HTTP/1.1")]
)
def test_versions_have_one_spelling(text: str | None, known: str) -> None:
    assert version(text) == known
