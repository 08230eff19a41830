"""A page fetch as a capture shows it: with what the wire does not tell."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from corsproxy.fetch.page_fetch import Credentials, Mode, PageFetch, RedirectMode


class Role(StrEnum):
    """What an exchange was in its page fetch."""

    PREFLIGHT = "preflight"
    ACTUAL = "actual"
    REDIRECT = "redirect"


@dataclass(frozen=True, slots=True)
class Entry:
    """One exchange of the capture, by its index, and its role."""

    index: int
    role: Role


@dataclass(frozen=True, slots=True)
class Sighting:
    """A page fetch reconstructed from exchanges.

    `credentials`, `redirects` and `modes` list what each may have been, the likeliest first; one element
    means the wire settles it. `entries` are in the order of the fetch. `browser` is the family that the
    User-Agent names (`chrome`, `firefox`, `safari`, or empty). `notes` say what could not be known and why;
    `unknown` is not empty when no verdict is possible at all. `open_end` says that nothing of this browser came
    after it in the capture: that its request is missing then proves nothing.
    """

    id: str
    fetch: PageFetch
    credentials: tuple[Credentials, ...]
    redirects: tuple[RedirectMode, ...]
    modes: tuple[Mode, ...]
    entries: tuple[Entry, ...]
    browser: str = ""
    started: float = 0.0
    notes: tuple[str, ...] = ()
    unknown: str = ""
    open_end: bool = False
