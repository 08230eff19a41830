from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from mitmproxy import http
from mitmproxy.connection import Server
from mitmproxy.proxy.server_hooks import ServerConnectionHookData
from mitmproxy.test import taddons, tflow

from corsproxy.dashboard.store import Store
from corsproxy.diagnose.sighting import Sighting
from corsproxy.http.message import Exchange
from corsproxy.proxy.addon import CorsProxy
from corsproxy.proxy.live_page import REFUSAL, LivePage
from corsproxy.proxy.simulate import METADATA_KEY
from tests.proxy.traffic import GRANTED, ORIGIN, URL, flow, preflight


@dataclass
class Served:
    url: str = "http://localhost:9999"
    port: int = 9999


@asynccontextmanager
async def opened() -> AsyncIterator[Served]:
    yield Served()


@asynccontextmanager
async def taken() -> AsyncIterator[Served]:
    raise OSError(98, "Address already in use")
    yield


def run(*flows: http.HTTPFlow) -> list[tuple[Sighting | Exchange, dict[str, Any]]]:
    """What the page is told of these flows, in turn."""
    told: list[tuple[Sighting | Exchange, dict[str, Any]]] = []
    judge = CorsProxy(line=lambda _: None)
    page = LivePage(judge.ledger, lambda source, **more: told.append((source, more)), opened)
    with taddons.context(judge, page):
        for one in flows:
            if one.error is not None:
                judge.error(one)
                page.error(one)
            else:
                judge.response(one)
                page.response(one)
        judge.done()
    return told


async def test_each_cross_origin_fetch_is_told_and_nothing_else() -> None:
    told = run(flow("GET"), flow("GET", origin=None), flow(status=None))
    assert [source.fetch.method for source, _ in told if isinstance(source, Sighting)] == ["GET", "GET"]


async def test_a_passed_preflight_is_under_way_until_its_request_comes_and_then_the_same_fetch() -> None:
    sent = {"content-type": "application/json"}
    (first, under_way), *_, (second, whole) = run(
        preflight("PUT", "content-type", 204, GRANTED), flow("PUT", sent=sent, answered=GRANTED, at=1_700_000_000.1)
    )
    assert isinstance(first, Sighting)
    assert isinstance(second, Sighting)
    assert first.id == second.id
    assert "still to come" in under_way["pending"]
    assert whole["pending"] == ""


async def test_fetches_that_are_recognised_as_before_are_shown_too_and_put_together_when_somebody_looks() -> None:
    answered = {"access-control-allow-origin": ORIGIN, "vary": "origin"}
    told = run(
        *(flow("GET", f"{URL}/{number}", answered=answered, at=1_700_000_000.0 + number) for number in range(4))
    )
    store = Store()
    for source, _ in told:
        store.put(source)
    gc.collect()
    items = store.since(0)
    assert [item.sighting().fetch.url for item in items] == [f"{URL}/{number}" for number in range(4)]
    assert {item.assessment().rulings["safari"].standing.value for item in items} == {"allowed"}


async def test_a_recognised_pair_is_whole_although_mitmproxy_has_let_go_of_its_preflight() -> None:
    judge, store = CorsProxy(line=lambda _: None), Store()
    page = LivePage(judge.ledger, store.put, opened)
    with taddons.context(judge, page):
        for number in range(3):
            at = 1_700_000_000.0 + 60 * number
            sent = {"content-type": "application/json"}
            for one in (
                preflight("PUT", "content-type", 204, GRANTED, at=at),
                flow("PUT", sent=sent, answered=GRANTED, at=at + 0.01),
            ):
                judge.response(one)
                page.response(one)
            del one
            gc.collect()
        judge.done()
    assert [len(item.sighting().entries) for item in store.since(0)] == [2, 2, 2]


async def test_a_simulated_flow_brings_its_second_truth() -> None:
    one = flow("GET")
    one.metadata[METADATA_KEY] = {"policy": "origins=*"}
    judge = CorsProxy(line=lambda _: None)
    told: list[dict[str, Any]] = []
    page = LivePage(judge.ledger, lambda _, **more: told.append(more), opened, deployed=judge.ledger.sighting_of)  # type: ignore[arg-type]
    with taddons.context(judge, page):
        judge.response(one)
        page.response(one)
    assert (told[0]["policy"], told[0]["deployed"]) == ("origins=*", judge.ledger.sighting_of(one))


async def test_what_was_sent_again_from_here_says_so() -> None:
    one = flow("GET")
    one.is_replay = "request"
    ((_, more),) = run(one)
    assert more["replayed"] is True


@pytest.mark.parametrize(
    ("address", "refused"),
    [(("localhost", 9999), True), (("127.0.0.1", 9999), True), (("0.0.0.0", 9999), True), (("127.1", 9999), True),
     (("127.0.0.1", 9998), False), (("api.example.com", 9999), False)],
)  # fmt: skip
async def test_the_page_is_out_of_reach_through_the_proxy(address: tuple[str, int], refused: bool) -> None:
    page = LivePage(CorsProxy().ledger, lambda *_, **__: None, opened)
    await page.running()
    data = ServerConnectionHookData(server=Server(address=address), client=tflow.tclient_conn())
    page.server_connect(data)
    assert (data.server.error == REFUSAL) is refused
    await page.done()


async def test_the_page_is_opened_and_its_url_told() -> None:
    told: list[str] = []
    page = LivePage(CorsProxy().ledger, lambda *_, **__: None, opened, told.append)
    await page.running()
    assert (told, page.port) == (["http://localhost:9999"], 9999)
    await page.done()


async def test_a_port_that_is_taken_is_one_line_and_the_proxy_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    page = LivePage(CorsProxy().ledger, lambda *_, **__: None, taken)
    await page.running()
    await page.done()
    assert [record.getMessage() for record in caplog.records] == [
        "the live page cannot listen: Address already in use; the proxy goes on without it"
    ]


async def test_a_failure_of_the_page_never_touches_the_flow(caplog: pytest.LogCaptureFixture) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("broken")

    judge = CorsProxy(line=lambda _: None)
    page = LivePage(judge.ledger, broken, opened)
    one = flow("GET")
    with taddons.context(judge, page):
        judge.response(one)
        before = one.get_state()
        page.response(one)
    assert one.get_state() == before
    assert "could not show" in caplog.text
