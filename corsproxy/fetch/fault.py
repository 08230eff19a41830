"""What one rule found: a mark for each step that was looked at, and the fault if it was the last."""

from __future__ import annotations

from dataclasses import dataclass

from corsproxy.fetch.error import Error
from corsproxy.fetch.rule import Rule

Mark = tuple[Rule, bool | None, str]
"""A step, how it went (None where it decides nothing), and what was found, values quoted."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why the browser refuses, with whatever one of the three console texts quotes.

    `value` is the header's value at fault, `token` the item of it that is no token, `lines` how many lines of
    it there were, `status` the response's, `location` the redirect's as written and `target` resolved.
    `reason` is the recorder's word for a failure below HTTP.
    """

    error: Error
    culprit: str | None = None
    parameter: str = ""
    value: str = ""
    token: str = ""
    lines: int = 1
    status: int = 0
    location: str = ""
    target: str = ""
    reason: str = ""


UNREADABLE = "a NUL in a header line"
"""The reason of a failure that a response's own bytes caused."""


@dataclass(frozen=True, slots=True)
class Examined:
    """`fault` is None when every mark passed."""

    marks: tuple[Mark, ...]
    fault: Fault | None = None
