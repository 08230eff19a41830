from __future__ import annotations

import pytest
from mitmproxy import http
from mitmproxy.addons.clientplayback import ClientPlayback
from mitmproxy.test import taddons

from corsproxy.capture.flows import exchange_of
from corsproxy.diagnose.pages import page_fetches
from corsproxy.proxy.send_again import request_flow, send_again
from tests.proxy.traffic import GRANTED, URL, flow, preflight


def test_the_request_is_what_was_on_the_wire_and_nothing_else() -> None:
    one = flow("PUT", f"{URL}?a=%20b", {"Content-Type": "application/json", "authorization": "Bearer x"})
    one.request.raw_content = b'{"a":1}'
    one.request.headers["content-length"] = "7"
    made = request_flow(exchange_of(one))
    assert made.request.headers.fields == one.request.headers.fields
    assert (made.request.method, made.request.url, made.request.raw_content) == ("PUT", one.request.url, b'{"a":1}')
    assert made.response is None
    assert made.server_conn.address == (one.request.host, 443)


def test_a_body_that_was_not_kept_whole_is_not_sent() -> None:
    one = flow("PUT")
    one.request.raw_content = b"x" * 50
    one.request.headers["content-length"] = "50"
    with pytest.raises(ValueError, match="not kept whole"):
        request_flow(exchange_of(one, body_limit=10))


async def test_preflight_and_request_are_queued_in_their_order() -> None:
    playback = ClientPlayback()
    first = preflight("PUT", "content-type", 204, GRANTED)
    second = flow("PUT", sent={"content-type": "application/json"}, answered=GRANTED, at=1_700_000_000.1)
    (sighting,) = page_fetches([exchange_of(first, index=0), exchange_of(second, index=1)])
    with taddons.context(playback):
        said = send_again(sighting)
        queued: list[http.HTTPFlow] = [playback.queue.get_nowait() for _ in range(playback.queue.qsize())]
    assert said == "Sent OPTIONS and PUT again."
    assert [one.request.method for one in queued] == ["OPTIONS", "PUT"]
    assert all(one.is_replay == "request" for one in queued)


async def test_a_request_that_the_browser_never_sent_is_not_made_up() -> None:
    playback = ClientPlayback()
    (sighting,) = page_fetches([exchange_of(preflight("PUT", "content-type", 403), index=0)])
    with taddons.context(playback):
        assert "never sent PUT" in send_again(sighting)
        assert playback.queue.qsize() == 1
