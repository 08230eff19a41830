"""Fetches that are fine once more."""

from __future__ import annotations

import logging
from collections.abc import Mapping

import pytest
from mitmproxy.test import taddons

from corsproxy.proxy.addon import CorsProxy
from corsproxy.proxy.recurring import key_of
from tests.proxy.traffic import GRANTED, URL, flow, preflight

FINE: Mapping[str, str] = {**GRANTED, "vary": "Origin"}


def test_path_body_tokens_and_time_do_not_matter() -> None:
    one = flow(url=f"{URL}/1", sent={"authorization": "Bearer a"}, answered={**FINE, "date": "x"})
    other = flow(url=f"{URL}/2?q=1", sent={"authorization": "Bearer b"}, answered=FINE, body=b"other", at=9e9)
    assert key_of(one) == key_of(other) != None  # noqa: E711 -- both, and not for lack of a key


@pytest.mark.parametrize(
    "changed",
    [
        flow(answered={**FINE, "access-control-allow-origin": "*"}),
        flow(answered=FINE, origin="https://other.example"),
        flow(answered=FINE, status=401),
        flow(answered=FINE, sent={"x-other": "1"}),
        flow(answered=FINE, sent={"cookie": "a=b"}),
        flow("POST", answered=FINE),
        flow(url=URL.replace("https:", "http:"), answered=FINE),
        flow(url=URL.replace("abcdefghij", "bbbbbbbbbb"), answered=FINE),
    ],
)
def test_whatever_decides_makes_another_key(changed: object) -> None:
    assert key_of(changed) != key_of(flow(answered=FINE))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "whole",
    [
        preflight(answered=FINE),
        flow(status=302, answered={**FINE, "location": "/x"}),
        flow(status=304, answered=FINE),
        flow(answered={**FINE, "etag": '"1"'}),
        flow(status=None),
    ],
)
def test_what_belongs_to_more_than_one_exchange_goes_the_whole_way(whole: object) -> None:
    assert key_of(whole) is None  # type: ignore[arg-type]


async def test_a_second_fetch_gets_the_same_verdict_under_its_own_url(caplog: pytest.LogCaptureFixture) -> None:
    addon = CorsProxy()
    with taddons.context(addon) as context, caplog.at_level(logging.INFO, "corsproxy"):
        context.configure(addon)
        first = flow(url=f"{URL}/1", answered=FINE)
        second = flow(url=f"{URL}/2?token=verysecret", answered=FINE, at=1_700_000_005.0)
        addon.response(first)
        addon.response(second)
        assert addon.ledger.sightings()[-1].fetch.url == f"{URL}/1", "the second was recognised"
        assert (second.comment, second.marked) == (first.comment, first.marked)
        one, two = first.metadata["corsproxy"], second.metadata["corsproxy"]
        assert two["verdicts"] == one["verdicts"]
        assert two["url"] == f"{URL}/2?token=[redacted]"
        assert two["id"] != one["id"]
        lines = [record.getMessage() for record in caplog.records]
        assert lines[1] == lines[0].replace(f"{URL}/1", f"{URL}/2?token=[redacted]")
        whole = addon.ledger.of_flow(second)
        assert whole is not None
        assert whole.sighting.fetch.url.startswith(f"{URL}/2")
        addon.done()


async def test_a_request_that_goes_on_with_another_is_never_taken_for_one_alone() -> None:
    addon = CorsProxy()
    with taddons.context(addon) as context:
        context.configure(addon)
        put = {"content-type": "text/plain"}
        addon.response(flow("POST", sent=put, answered=FINE))
        asked = preflight("POST", "content-type", answered=GRANTED, at=1_700_000_010.0)
        addon.response(asked)
        actual = flow("POST", sent=put, answered=FINE, at=1_700_000_011.0)
        addon.response(actual)
        assert asked.metadata["corsproxy"]["id"] == actual.metadata["corsproxy"]["id"]
        hop = flow(url=f"{URL}/start", status=307, answered={**FINE, "location": URL}, at=1_700_000_020.0)
        addon.response(hop)
        landed = flow(answered=FINE, at=1_700_000_021.0)
        addon.response(landed)
        assert hop.metadata["corsproxy"]["id"] == landed.metadata["corsproxy"]["id"]
        addon.done()


async def test_what_is_blocked_is_judged_each_time() -> None:
    addon = CorsProxy()
    with taddons.context(addon) as context:
        context.configure(addon)
        for number in range(3):
            addon.response(flow(url=f"{URL}/{number}", at=1_700_000_000.0 + number))
        assert len(addon.ledger.sightings()) == 3
        addon.done()
