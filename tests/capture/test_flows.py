"""mitmproxy's flows, live and in files, become exchanges; a broken file gives the flows before the break."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mitmproxy import flow as mitmproxy_flow
from mitmproxy import http
from mitmproxy.io import FlowWriter
from mitmproxy.test import tflow, tutils

from corsproxy.capture.flows import exchange_of, read_flows
from corsproxy.http.message import Gap
from corsproxy.where import Unusable


def made(path: bytes = b"/items") -> http.HTTPFlow:
    asked = tutils.treq(
        method=b"PUT", host="api.example.com", port=443, scheme=b"https", path=path,
        headers=http.Headers(((b"Host", b"api.example.com"), (b"X", b"1"), (b"x", b"\xe9"))),
    )  # fmt: skip
    return tflow.tflow(req=asked, resp=tutils.tresp(status_code=403, content=b"no"))


def saved(*flows: mitmproxy_flow.Flow) -> bytes:
    file = io.BytesIO()
    for flow in flows:
        FlowWriter(file).add(flow)
    return file.getvalue()


def test_a_flow_keeps_order_case_and_bytes() -> None:
    found = exchange_of(made(), index=4)
    assert (found.request.method, found.request.url) == ("PUT", "https://api.example.com/items")
    assert found.request.headers.lines == (("Host", "api.example.com"), ("X", "1"), ("x", "\xe9"))
    assert found.response is not None
    assert (found.response.status, found.response.body, found.index) == (403, b"no", 4)


def test_the_url_is_the_one_that_the_client_asked_for() -> None:
    flow = made()
    flow.request.host = "10.0.0.1"
    flow.request.headers["Host"] = "api.example.com"
    assert exchange_of(flow).request.url == "https://api.example.com/items"


def test_the_authority_of_http_2_is_its_host() -> None:
    flow = made()
    flow.request.http_version = "HTTP/2.0"
    del flow.request.headers["Host"]
    flow.request.authority = "api.example.com"
    assert exchange_of(flow).request.headers.get("host") == "api.example.com"


def test_a_failed_flow_says_why_and_a_streamed_body_is_a_gap() -> None:
    failed = exchange_of(tflow.tflow(err=True))
    assert failed.response is None
    assert failed.failure == "error"
    streamed = made()
    assert streamed.response is not None
    streamed.response.raw_content = None
    assert exchange_of(streamed).gaps == {Gap.BODY}
    assert exchange_of(made(), body_limit=1).gaps == {Gap.BODY}


def test_a_file_is_read_in_order_and_what_is_not_http_is_counted() -> None:
    found = read_flows(saved(made(b"/0"), tflow.tdnsflow(), made(b"/2"), tflow.ttcpflow()))
    assert [(each.index, each.request.url[-2:]) for each in found.exchanges] == [(0, "/0"), (2, "/2")]
    assert any("1 dns flows" in note for note in found.notes)


def test_a_truncated_file_gives_the_flows_before_the_cut() -> None:
    data = saved(made(b"/0"), made(b"/1"))
    found = read_flows(data[:-50])
    assert len(found.exchanges) == 1
    assert "middle of a flow" in found.notes[0]


def test_a_flow_that_cannot_be_read_costs_only_itself() -> None:
    data = saved(made(b"/0")) + b"5:2:hi;}" + b"2:hi," + saved(made(b"/2"))
    found = read_flows(data)
    assert [each.request.url[-2:] for each in found.exchanges] == ["/0", "/2"]
    assert sum("cannot be read" in note for note in found.notes) == 2


def test_a_file_of_a_version_to_come_is_a_mistake_and_not_a_traceback() -> None:
    data = saved(made()).replace(b"7:version;2:21#", b"7:version;2:99#")
    with pytest.raises(Unusable, match="no flow"):
        read_flows(data)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0), st.integers(0, 255)), min_size=1, max_size=6))
def test_no_flip_of_bytes_gives_more_than_a_mistake(flips: list[tuple[int, int]]) -> None:
    data = bytearray(saved(made(b"/0"), made(b"/1")))
    for place, value in flips:
        data[place % len(data)] = value
    try:
        found = read_flows(bytes(data))
    except Unusable:
        return
    assert len(found.exchanges) <= 3
