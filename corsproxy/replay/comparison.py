"""What changed between a captured page fetch and the same one asked again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from corsproxy.diagnose.sighting import Sighting
from corsproxy.fetch.error import Error
from corsproxy.fetch.page_fetch import PageFetch
from corsproxy.fetch.verdict import Outcome, Verdict
from corsproxy.http.message import Exchange
from corsproxy.replay.errand import decisive


class Change(StrEnum):
    """How a fetch stands against what is expected of it."""

    SAME = "same"
    """Allowed, as expected."""
    FIXED = "fixed"
    """Allowed, and it was blocked."""
    BROKEN = "broken"
    """Blocked, and it should be allowed."""
    STILL_BROKEN = "still broken"
    """Blocked by the same error as before."""
    CHANGED = "changed"
    """Blocked as before, by another error."""
    NEW = "new"
    """Nothing was expected of it."""
    SKIPPED = "skipped"
    """Not asked again; the reason says why."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a fetch should come to: allowed, or blocked by `error` (None: any error). `source` says who says so."""

    allowed: bool
    error: Error | None = None
    source: str = "the capture"


@dataclass(frozen=True, slots=True)
class HeaderChange:
    """One decisive header of the preflight's or the actual response: its value then and now, None for absent."""

    role: str
    name: str
    then: str | None
    now: str | None


@dataclass(frozen=True, slots=True)
class Result:
    """One fetch asked again. `fetch` and `verdict` are the new ones, None when it was not asked.

    `partial` is True when only the preflight was asked: the method is unsafe and nobody allowed it.
    """

    sighting: Sighting
    change: Change
    expected: Expected | None
    verdict: Verdict | None = None
    fetch: PageFetch | None = None
    headers: tuple[HeaderChange, ...] = ()
    partial: bool = False
    reason: str = ""

    @property
    def failed(self) -> bool:
        """True when it is worse than expected."""
        return self.change in {Change.BROKEN, Change.CHANGED}


def expected_of(verdict: Verdict) -> Expected:
    """What a recorded verdict leads one to expect."""
    return Expected(verdict.outcome is not Outcome.BLOCKED, verdict.error)


def change(expected: Expected | None, verdict: Verdict, *, recorded_blocked: bool = False) -> Change:
    """Compare; `recorded_blocked` tells a fix from what was fine all along where the expectation is `allowed`."""
    allowed = verdict.outcome is not Outcome.BLOCKED
    if expected is None:
        return Change.NEW
    if allowed:
        return Change.FIXED if recorded_blocked or not expected.allowed else Change.SAME
    if expected.allowed:
        return Change.BROKEN
    if expected.error is None or expected.error is verdict.error:
        return Change.STILL_BROKEN
    return Change.CHANGED


def header_changes(then: PageFetch, now: PageFetch) -> tuple[HeaderChange, ...]:
    """The decisive headers that differ, hop by hop; ids, dates and bodies are no matter."""
    found: list[HeaderChange] = []
    for number, (before, after) in enumerate(zip(then.hops, now.hops, strict=False)):
        where = f" of hop {number}" if number else ""
        found += _differences(f"preflight{where}", before.preflight, after.preflight)
        found += _differences(f"response{where}", before.actual, after.actual)
    return tuple(found)


def _differences(role: str, then: Exchange | None, now: Exchange | None) -> list[HeaderChange]:
    if then is None or now is None or then.response is None or now.response is None:
        return []
    before, after = decisive(then.response).combined(), decisive(now.response).combined()
    found = [
        HeaderChange(role, name, before.get(name), after.get(name))
        for name in dict.fromkeys((*before, *after))
        if _normal(name, before.get(name)) != _normal(name, after.get(name))
    ]
    if then.response.status != now.response.status:
        found.insert(0, HeaderChange(role, "status", str(then.response.status), str(now.response.status)))
    return found


def _normal(name: str, value: str | None) -> object:
    """Lists are sets to a browser: order, spaces and (but for methods) case are no difference."""
    if value is None:
        return None
    if name in {"access-control-allow-headers", "access-control-expose-headers", "vary"}:
        return frozenset(item.strip().lower() for item in value.split(","))
    if name == "access-control-allow-methods":
        return frozenset(item.strip() for item in value.split(","))
    return value
