"""What is kept of a flow says the same as the flow, and long bodies are not kept."""

from __future__ import annotations

import gc
from collections.abc import Callable

import pytest
from mitmproxy import http
from mitmproxy.flow import Error
from mitmproxy.test import tflow, tutils

from corsproxy.capture.flows import exchange_of
from corsproxy.http.message import Gap
from corsproxy.proxy.kept_flow import kept
from corsproxy.proxy.ledger import BODY_LIMIT


def answered() -> http.HTTPFlow:
    return tflow.tflow(
        req=tutils.treq(headers=((b"Origin", b"https://a.example"), (b"x", b"1"), (b"X", b"\xff"))), resp=True
    )


def over_http_2() -> http.HTTPFlow:
    one = tflow.tflow(req=tutils.treq(http_version=b"HTTP/2.0", authority=b"api.example:8443"), resp=True)
    assert one.response is not None
    one.response.http_version, one.response.reason = "HTTP/2.0", ""
    return one


def streamed() -> http.HTTPFlow:
    one = answered()
    assert one.response is not None
    one.response.raw_content = None
    return one


def failed() -> http.HTTPFlow:
    one = tflow.tflow()
    one.error = Error("connection refused")
    return one


@pytest.mark.parametrize("make", [answered, over_http_2, streamed, failed])
def test_the_exchange_is_the_same(make: Callable[[], http.HTTPFlow]) -> None:
    one = make()
    assert exchange_of(kept(one).flow(), index=3, body_limit=10) == exchange_of(one, index=3, body_limit=10)


def test_long_bodies_are_not_kept_and_that_they_were_cut_shows() -> None:
    one = answered()
    assert one.response is not None
    one.response.raw_content = b"x" * 100_000
    again = kept(one).flow()
    assert again.response is not None
    assert len(again.response.raw_content or b"") == BODY_LIMIT + 1
    assert Gap.BODY in exchange_of(again, body_limit=BODY_LIMIT).gaps
    assert len(one.response.raw_content or b"") == 100_000


def test_what_is_kept_is_as_it_was_and_gives_the_collector_nothing_to_walk() -> None:
    one = answered()
    what = kept(one)
    one.request.path = "/changed"
    assert what.flow().request.path == "/path"
    for _ in range(3):  # tuples are let go of from the innermost on
        gc.collect()
    assert not gc.is_tracked(what.request)
