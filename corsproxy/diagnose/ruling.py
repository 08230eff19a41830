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

    `conditions` is empty unless the standing is `depends`; then it holds the verdict under each possible
    credentials mode. `credentials` is the mode that the wire settles, None when it does not.
    """

    browser: str
    standing: Standing
    verdict: Verdict
    credentials: Credentials | None = None
    conditions: Mapping[Credentials, Verdict] = field(default_factory=dict)
