"""What decides a flow's verdict, as a key."""

from __future__ import annotations

import pytest
from mitmproxy import http

from corsproxy.proxy.evidence_key import Keys, exact_of
from tests.proxy.traffic import GRANTED, URL, flow, preflight

FINE = {**GRANTED, "vary": "Origin"}


def evidence(one: http.HTTPFlow, keys: Keys) -> object:
    key = keys.of(one)
    return None if key is None else (key.request, key.response)


def test_path_body_tokens_and_time_do_not_matter() -> None:
    keys = Keys()
    one = flow(url=f"{URL}/1", sent={"authorization": "Bearer a"}, answered={**FINE, "date": "x"})
    other = flow(url=f"{URL}/2?q=1", sent={"authorization": "Bearer b"}, answered=FINE, body=b"other", at=9e9)
    assert evidence(one, keys) == evidence(other, keys) != None  # noqa: E711 -- both, and not for lack of a key


@pytest.mark.parametrize(
    "changed",
    [
        flow(answered={**FINE, "access-control-allow-origin": "*"}),
        flow(answered={name.title(): value for name, value in FINE.items()}),  # Firefox counts spelled names
        flow(answered=FINE, origin="https://other.example"),
        flow(answered=FINE, status=401),
        flow(answered=FINE, sent={"x-other": "1"}),
        flow(answered=FINE, sent={"cookie": "a=b"}),
        flow("POST", answered=FINE),
        flow(url=URL.replace("https:", "http:"), answered=FINE),
        flow(url=URL.replace("abcdefghij", "bbbbbbbbbb"), answered=FINE),
    ],
)
def test_whatever_decides_makes_another_key(changed: http.HTTPFlow) -> None:
    keys = Keys()
    assert evidence(changed, keys) != evidence(flow(answered=FINE), keys)


@pytest.mark.parametrize(
    "whole",
    [
        flow(status=302, answered={**FINE, "location": "/x"}),
        flow(status=304, answered=FINE),
        flow(answered={**FINE, "etag": '"1"'}),
        flow(status=None),
        flow(origin=None, answered=FINE),
        flow("OPTIONS", answered=FINE),
        flow(answered={**FINE, "x-odd": "a\r\naccess-control-allow-origin: *"}),
        flow(answered={**FINE, "x-blank ": "a"}),
        flow(url=f"{URL}#part", answered=FINE),
    ],
)
def test_what_needs_a_closer_look_has_no_key(whole: http.HTTPFlow) -> None:
    assert Keys().of(whole) is None


def test_a_preflight_is_known_by_the_method_that_it_announces_and_its_url_is_whole() -> None:
    key = Keys().of(preflight("PATCH", answered=FINE))
    assert key is not None
    assert (key.asked.announces, key.method, key.url) == ("PATCH", "PATCH", URL)


def test_the_url_is_the_one_that_the_page_used() -> None:
    one = flow(url="http://127.0.0.1:4000/x?y=1", answered=FINE)
    one.request.headers["host"] = "shop.localhost:4000"
    key = Keys().of(one)
    assert key is not None
    assert key.url == one.request.pretty_url == "http://shop.localhost:4000/x?y=1"


def test_what_is_refused_is_known_by_everything_but_the_numbers_of_each_response() -> None:
    keys = Keys()

    def exact(body: bytes, request_id: str, url: str = URL) -> object:
        one = flow(url=url, status=403, answered={"x-amzn-requestid": request_id, "date": "1"}, body=body)
        key = keys.of(one)
        assert key is not None
        return exact_of(one, key)

    assert exact(b"{}", "aaaa-1") == exact(b"{}", "bbbb-1")
    assert exact(b"{}", "aaaa-1") != exact(b"{}", "aaaa")
    assert exact(b"{}", "aaaa-1") != exact(b"[]", "aaaa-1")
    assert exact(b"{}", "aaaa-1") != exact(b"{}", "aaaa-1", f"{URL}/2")
    assert exact(b"x" * 5000, "aaaa-1") is None


def test_memory_stays_bounded() -> None:
    keys = Keys()
    for number in range(3000):
        assert keys.of(flow(sent={"x-number": str(number)}, answered={**FINE, f"x-{number}": "1"})) is not None
    assert max(map(len, (keys._asked, keys._by_reduced, keys._before_path, keys._decisive_at))) <= 1024
