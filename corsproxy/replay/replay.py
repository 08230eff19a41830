"""A capture, asked again: each planned fetch as the browser would make it, compared with what is expected."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping

from corsproxy.diagnose.rule import rule
from corsproxy.diagnose.sighting import Sighting
from corsproxy.fetch.browser import BROWSERS, CHROME, Browser
from corsproxy.fetch.journey import Finished
from corsproxy.fetch.page_fetch import Hop, PageFetch
from corsproxy.fetch.verdict import Outcome, Phase, Verdict
from corsproxy.replay.comparison import Change, Expected, Result, change, expected_of, header_changes
from corsproxy.replay.errand import make
from corsproxy.replay.expectations import Key, key_of
from corsproxy.replay.plan import Planned
from corsproxy.replay.sending import Send

NOTHING: Mapping[Key, Expected] = {}


def browser_of(sighting: Sighting) -> Browser:
    """The browser that made the capture, Chrome where it is not known."""
    return next((browser for browser in BROWSERS if browser.name == sighting.browser), CHROME)


def recorded(sighting: Sighting) -> Verdict | None:
    """The verdict on what was captured; None where the capture does not tell."""
    ruling = rule(sighting, browser_of(sighting))
    return None if ruling.standing == "unknown" else ruling.verdict


async def replay(
    planned: Iterable[Planned],
    send: Send,
    *,
    expectations: Mapping[Key, Expected] = NOTHING,
    per_second: float = 20.0,
    cookie: str = "",
) -> AsyncIterator[Result]:
    """Ask each planned fetch, one after the other and `per_second` at most; a result each, in the plan's order."""
    pause = 1.0 / per_second if per_second > 0 else 0.0
    first = True
    for one in planned:
        if one.script is not None and not first and pause:
            await asyncio.sleep(pause)
        first = first and one.script is None
        yield await ask(one, send, expectations=expectations, cookie=cookie)


async def ask(
    one: Planned, send: Send, *, expectations: Mapping[Key, Expected] = NOTHING, cookie: str = ""
) -> Result:
    """Ask one planned fetch and compare."""
    sighting = one.sighting
    then = recorded(sighting)
    expected = expectations.get(key_of(sighting)) or (expected_of(then) if then is not None else None)
    if one.script is None:
        return Result(sighting, Change.SKIPPED, expected, reason=one.skipped)
    browser = browser_of(sighting)
    got = await make(one.script, browser, send, cookie=cookie, preflight_only=one.preflight_only)
    if isinstance(got, Finished):
        fetch, verdict, partial = got.fetch, got.verdict, False
    elif got is not None:
        # the preflight lets it pass; what the request itself would come to was not asked
        hop = Hop(one.script.url, got, None)
        fetch = PageFetch(one.script.page_origin, one.script.method, one.script.url, (hop,), one.script.headers,
                          credentials=one.script.credentials)  # fmt: skip
        verdict, partial = Verdict(browser.name, Outcome.ALLOWED), True
    else:
        return Result(
            sighting, Change.SKIPPED, expected,
            reason=f"{one.script.method} is not safe to send again, and needs no preflight",
        )  # fmt: skip
    if partial and then is not None and then.phase is not Phase.PREFLIGHT and key_of(sighting) not in expectations:
        # what was recorded of the request itself says nothing about its preflight, which passed then as now
        expected = Expected(True, source="the recorded preflight")
        then = None
    blocked_then = then is not None and then.outcome is Outcome.BLOCKED
    return Result(
        sighting,
        change(expected, verdict, recorded_blocked=blocked_then),
        expected,
        verdict,
        fetch,
        header_changes(sighting.fetch, fetch),
        partial,
        "only the preflight was asked: the method is not safe" if partial else "",
    )
