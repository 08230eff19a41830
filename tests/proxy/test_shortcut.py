"""The short way gives what the whole way gives."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mitmproxy import http
from mitmproxy.test import taddons

from corsproxy.proxy import addon as addon_module
from corsproxy.proxy.addon import CorsProxy
from corsproxy.proxy.shortcut import Shortcut
from tests.proxy.traffic import GRANTED, URL, flow, preflight

FINE = {**GRANTED, "vary": "Origin"}
JSON = {"content-type": "application/json"}
START = 1_700_000_000.0


class WholeWay(Shortcut):
    """The same addon without any shortcut."""

    def key_of(self, flow: http.HTTPFlow) -> None:
        return None


@contextmanager
def judging(*, whole: bool = False) -> Iterator[tuple[CorsProxy, list[str]]]:
    lines: list[str] = []
    addon = CorsProxy(line=lines.append)
    if whole:
        addon._shortcut = WholeWay(addon.ledger)
    with taddons.context(addon) as context:
        context.configure(addon)
        yield addon, lines
        addon.done()


def written(flows: Sequence[http.HTTPFlow]) -> list[Any]:
    """What stands on the flows, with ids by their first appearance: which flows belong together is what counts."""
    ids: dict[str, int] = {}
    told = []
    for one in flows:
        machine = dict(one.metadata.get("corsproxy") or {})
        if "id" in machine:
            machine["id"] = ids.setdefault(machine["id"], len(ids))
        told.append((one.comment, one.marked, machine))
    return told


ANSWERS: tuple[dict[str, str], ...] = (
    FINE,
    {**GRANTED, "access-control-allow-origin": "*"},
    {key: value for key, value in GRANTED.items() if key != "access-control-allow-credentials"},
    {},
    {"x-amzn-errortype": "MissingAuthenticationTokenException", "x-amzn-requestid": "0123-4567"},
    {**FINE, "etag": '"1"'},
)
STEP = st.tuples(
    st.sampled_from(["GET", "POST", "PUT", "preflight PUT", "preflight POST", "redirect", "no answer", "image"]),
    st.sampled_from([f"{URL}/1", f"{URL}/2?a=1", f"{URL}/3"]),
    st.sampled_from(ANSWERS),
    st.sampled_from([200, 204, 403, 500]),
    st.sampled_from([{}, JSON, {"cookie": "a=b"}, {"x-request-id": "1"}]),
    st.sampled_from([0.001, 0.05, 0.4, 3.0, 40.0]),
)


def traffic(steps: Sequence[Any]) -> list[http.HTTPFlow]:
    at = START
    made = []
    for what, url, answered, status, sent, later in steps:
        at += later
        if what.startswith("preflight"):
            one = preflight(what.split()[1], ", ".join(sent), status, answered, url=url, at=at)
        elif what == "redirect":
            one = flow("GET", url, sent, 302, {**answered, "location": f"{URL}/3"}, at=at)
        elif what == "no answer":
            one = flow("GET", url, sent, None, at=at)
        elif what == "image":
            one = flow("GET", url, sent, status, answered, origin=None, at=at)
        else:
            one = flow(what, url, sent, status, answered, b'{"message":"Forbidden"}', at=at)
        if one.response is not None:
            one.response.timestamp_start = one.response.timestamp_end = at + 0.0005
        made.append(one)
    return made


@settings(max_examples=30, deadline=None)
@given(st.lists(STEP, min_size=2, max_size=12).map(lambda steps: [*steps, *steps, *steps]))
def test_whatever_comes_is_judged_as_it_would_be_the_whole_way(steps: Sequence[Any]) -> None:
    async def both() -> None:
        short, long = traffic(steps), traffic(steps)
        with judging() as (one, lines):
            for each in short:
                run(one, each)
        with judging(whole=True) as (other, whole_lines):
            for each in long:
                run(other, each)
        assert written(short) == written(long)
        assert lines == whole_lines

    asyncio.run(both())


async def test_tabs_that_ask_the_same_at_the_same_time_are_paired_as_the_whole_way_pairs_them() -> None:
    def made() -> list[http.HTTPFlow]:
        found = []
        for turn in range(4):
            at = START + 10 * turn
            found += [preflight(answered=GRANTED, at=at + 0.01 * number) for number in range(3)]
            found += [flow("PUT", sent=JSON, answered=FINE, at=at + 0.02 + 0.3 * number) for number in range(3)]
            found += [flow("PUT", sent=JSON, answered=FINE, at=at + 5)]
        return found

    short, long = made(), made()
    with judging() as (one, lines):
        run_all(one, short)
        assert went_whole(one) <= 4
    with judging(whole=True) as (other, whole_lines):
        run_all(other, long)
    assert written(short) == written(long)
    assert lines == whole_lines


def run(addon: CorsProxy, one: http.HTTPFlow) -> None:
    if one.response is not None:
        addon.response(one)
    else:
        addon.error(one)


def run_all(addon: CorsProxy, flows: Sequence[http.HTTPFlow]) -> None:
    for one in flows:
        run(addon, one)


def went_whole(addon: CorsProxy) -> int:
    return len(addon.ledger.sightings())


async def test_pairs_are_recognised_and_told_once() -> None:
    with judging() as (addon, lines):
        for number in range(3):
            at = START + number
            asked = preflight(answered=GRANTED, url=f"{URL}/{number}", at=at)
            actual = flow("PUT", f"{URL}/{number}", JSON, answered=FINE, at=at + 0.1)
            run_all(addon, [asked, actual])
            assert asked.metadata["corsproxy"]["id"] == actual.metadata["corsproxy"]["id"]
            assert (asked.metadata["corsproxy"]["role"], actual.metadata["corsproxy"]["role"]) == (
                "preflight",
                "actual",
            )
        assert went_whole(addon) == 1
        assert [f"{URL}/{number}" in line for number, line in enumerate(lines)] == [True] * 3
        held = addon.ledger.of_flow(asked)
        assert held is not None
        assert [entry.role.value for entry in held.sighting.entries] == ["preflight", "actual"]


async def test_a_request_whose_preflight_is_cached_is_recognised_with_its_note() -> None:
    with judging() as (addon, _):
        flows = []
        for number in range(3):
            at = START + 10 * number
            url = f"{URL}/{number}"
            flows += [preflight(answered=GRANTED, url=url, at=at), flow("PUT", url, JSON, answered=FINE, at=at + 0.1),
                      flow("PUT", url, JSON, answered=FINE, at=at + 5)]  # fmt: skip
        run_all(addon, flows)
        assert went_whole(addon) == 2
        (note,) = flows[-1].metadata["corsproxy"]["notes"]
        assert "An earlier preflight for the same request (entry 6)" in note
        held = addon.ledger.of_flow(flows[-1])
        assert held is not None
        assert held.sighting.notes == (note,)


async def test_what_is_refused_again_is_recognised_whole_with_its_findings() -> None:
    with judging() as (addon, lines):
        flows = [flow(status=403, at=START + 2 * number) for number in range(3)]
        flows += [preflight(status=403, url=f"{URL}/p", at=START + 20 + 2 * number) for number in range(3)]
        run_all(addon, flows)
        assert went_whole(addon) == 2
        assert flows[2].metadata["corsproxy"]["findings"] == flows[0].metadata["corsproxy"]["findings"] != []
        assert flows[5].metadata["corsproxy"]["findings"] == flows[3].metadata["corsproxy"]["findings"] != []
        assert len(lines) == 6


async def test_a_recognised_preflight_without_its_request_is_told_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addon_module, "PATIENCE_SECONDS", 0.02)
    with judging() as (addon, lines):
        now = time.time() - 1
        run_all(addon, [preflight(answered=GRANTED, at=now), flow("PUT", sent=JSON, answered=FINE, at=now + 0.1)])
        alone = preflight(answered=GRANTED, url=f"{URL}/alone", at=now + 0.2)
        run_all(addon, [alone])
        assert "to come" in alone.comment
        async with asyncio.timeout(5):
            while len(lines) < 2:  # noqa: ASYNC110 -- the addon's own timer is what is waited for
                await asyncio.sleep(0.01)
        assert alone.metadata["corsproxy"]["complete"] is True
        assert f"{URL}/alone" in lines[1]


async def test_no_more_than_so_many_preflights_are_put_off() -> None:
    with judging() as (addon, _):
        run_all(addon, [preflight(answered=GRANTED), flow("PUT", sent=JSON, answered=FINE, at=START + 0.1)])
        run_all(addon, [preflight(answered=GRANTED, url=f"{URL}/{n}", at=START + 1) for n in range(600)])
        assert len(addon._shortcut._put_off) == 512
