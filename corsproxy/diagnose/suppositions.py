"""What a sighting leaves open, as the set of fetches that it may have been.

The wire does not tell the credentials mode, the redirect mode or the request mode outright. But the browser that
made the capture acted on them: a request that went out proves that its preflight passed, one that never came that
it did not. What contradicts the traffic is left out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from corsproxy.diagnose.sighting import Sighting
from corsproxy.fetch.browser import BROWSERS, Browser
from corsproxy.fetch.judge import judge
from corsproxy.fetch.page_fetch import Credentials, Mode, PageFetch, RedirectMode
from corsproxy.fetch.verdict import Outcome, Phase, Verdict

_BY_NAME = {browser.name: browser for browser in BROWSERS}


@dataclass(frozen=True, slots=True)
class Supposed:
    """One fetch that the sighting may have been."""

    credentials: Credentials
    redirect: RedirectMode
    mode: Mode
    fetch: PageFetch


def own_browser(sighting: Sighting) -> Browser | None:
    """The profile of the browser that made the capture; None where its User-Agent names none."""
    return _BY_NAME.get(sighting.browser)


def suppositions(sighting: Sighting) -> tuple[Supposed, ...]:
    """Every fetch that the sighting may have been, the likeliest first; never empty."""
    fetch = sighting.fetch
    if len(sighting.credentials) == len(sighting.redirects) == len(sighting.modes) == 1:
        return (Supposed(fetch.credentials, fetch.redirect, fetch.mode, fetch),)
    every = tuple(
        Supposed(credentials, redirect, mode, replace(fetch, credentials=credentials, redirect=redirect, mode=mode))
        for mode in sighting.modes
        for redirect in sighting.redirects
        for credentials in sighting.credentials
    )
    browser = own_browser(sighting)
    if browser is None or sighting.unknown:
        return every
    likely = tuple(
        one
        for one in every
        if explains(one.fetch, verdict := judge(one.fetch, browser))
        or (sighting.open_end and _cut_off(one.fetch, verdict))
    )
    return likely or every


def _cut_off(fetch: PageFetch, verdict: Verdict) -> bool:
    """True when the browser would have gone on from the last preflight, where the capture ends."""
    last = len(fetch.hops) - 1
    return not verdict.complete and verdict.hop == last and fetch.hops[last].actual is None


def explains(fetch: PageFetch, verdict: Verdict) -> bool:
    """True when the browser that made the capture, deciding so, would have sent what was sent and no more."""
    if not verdict.complete:
        return False
    last = len(fetch.hops) - 1
    if verdict.outcome is not Outcome.BLOCKED:
        return verdict.hop == last
    if verdict.hop > last:
        # refused before anything was sent there: a scheme that is not HTTP, another origin in mode same-origin
        return fetch.hops[last].actual is not None
    if verdict.phase is Phase.PREFLIGHT:
        return verdict.hop == last and fetch.hops[last].actual is None
    if verdict.hop == last:
        return True
    # Safari finds some faults of a redirect only after the next preflight (D5, D27)
    return verdict.hop == last - 1 and fetch.hops[last].actual is None
