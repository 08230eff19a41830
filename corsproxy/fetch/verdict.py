"""What a browser makes of a page fetch."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from corsproxy.fetch.error import Error


class Outcome(StrEnum):
    """`not-cors`: no CORS check applies (same origin, no-cors, navigation, WebSocket)."""

    ALLOWED = "allowed"
    BLOCKED = "blocked"
    NOT_CORS = "not-cors"


class Phase(StrEnum):
    """Where in the fetch the browser refused."""

    PREFLIGHT = "preflight"
    ACTUAL = "actual"
    REDIRECT = "redirect"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the standard as it was taken: what was looked at, what was found, how it went.

    `title` names it in the standard's terms, `detail` quotes the values, `spec` links to it.
    `passed` is None for a step that decides nothing by itself. `hop` counts the URLs of the chain from 0.
    """

    title: str
    detail: str
    passed: bool | None
    phase: Phase
    hop: int
    spec: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """One browser's decision on one page fetch.

    `browser` is a profile's name. `culprit` is the header name, method or value at fault where one is;
    `parameter` what Chromium gives as `failedParameter`. `console` holds every line this browser prints,
    exactly. `readable_headers` are the lower-case names script may read (empty when blocked).
    `steps` is the path through the standard; the last step of a blocked fetch is the deciding one.
    """

    browser: str
    outcome: Outcome
    error: Error | None = None
    phase: Phase | None = None
    hop: int = 0
    culprit: str | None = None
    parameter: str = ""
    console: tuple[str, ...] = ()
    readable_headers: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
