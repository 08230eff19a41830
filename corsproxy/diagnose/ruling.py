"""One browser's verdict on a sighting, with what the wire leaves open stated as a condition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from corsproxy.fetch.page_fetch import Credentials
from corsproxy.fetch.verdict import Verdict


class Standing(StrEnum):
    """How it stands: the outcomes of `fetch`, and two more for what a capture cannot tell."""

    ALLOWED = "allowed"
    BLOCKED = "blocked"
    DEPENDS = "depends"
    NOT_CORS = "not-cors"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Ruling:
    """`verdict` is the one that holds, or the likeliest when `standing` is `depends` or `unknown`.

    `conditions` holds the verdict under each possibility that the wire leaves open, where they differ in outcome
    (standing `depends`), in error or phase, or only in what script reads or the console says; else it is empty.
    Its keys are credentials modes (`include`, `omit`; `omit` stands for `same-origin` too unless both are there),
    and where the redirect mode or the request mode matters `redirect: manual`, `mode: no-cors`, or several of
    these joined with a comma. `credentials` is the mode that the wire settles, None when it does not.
    `notes` say what could not be known, and what this browser would have done that the capture does not show.
    """

    browser: str
    standing: Standing
    verdict: Verdict
    credentials: Credentials | None = None
    conditions: Mapping[str, Verdict] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
