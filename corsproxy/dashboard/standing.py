"""How a page fetch stands as a whole, in one word, and which ruling and which response say so."""

from __future__ import annotations

from corsproxy.diagnose.assessment import Assessment
from corsproxy.diagnose.authorship import attribute
from corsproxy.diagnose.causes import deciding_exchange
from corsproxy.diagnose.finding import Attribution, Severity
from corsproxy.diagnose.ruling import Ruling, Standing
from corsproxy.http.message import Exchange

_UNKNOWN = "unknown"  # gateway's layer for what nobody can be named for
_GRAVEST = (Standing.BLOCKED, Standing.DEPENDS, Standing.UNKNOWN, Standing.ALLOWED, Standing.NOT_CORS)


def leading(assessment: Assessment) -> Ruling:
    """The ruling of the browser that sent the fetch; where no browser is known, the gravest."""
    own = assessment.rulings.get(assessment.sighting.browser)
    if own is not None:
        return own
    return min(assessment.rulings.values(), key=lambda ruling: _GRAVEST.index(ruling.standing))


def standing(ruling: Ruling) -> str:
    """`allowed`, `blocked`, `depends`, `unknown` or `not-cors`; blocked too where only the reason depends."""
    if ruling.standing is Standing.DEPENDS and all(one.error is not None for one in ruling.conditions.values()):
        return Standing.BLOCKED.value
    return ruling.standing.value


def error_of(ruling: Ruling) -> str:
    """The error's name where this browser refuses, or would under one condition; else empty."""
    if ruling.standing in (Standing.ALLOWED, Standing.NOT_CORS):
        return ""
    if ruling.verdict.error is not None:
        return ruling.verdict.error.value
    return next((one.error.value for one in ruling.conditions.values() if one.error is not None), "")


def deciding(assessment: Assessment) -> Exchange | None:
    """The exchange whose response decided."""
    return deciding_exchange(assessment.sighting, leading(assessment).verdict)


def author(assessment: Assessment) -> Attribution | None:
    """Who wrote the response that decided; None where nobody can be named."""
    for finding in assessment.findings:
        # a warning may be about another response than the one that decided
        found = finding.attribution if finding.severity is Severity.ERROR else None
        if found is not None and found.author.layer != _UNKNOWN:
            return found
    exchange = deciding(assessment)
    for found in attribute(exchange) if exchange is not None else ():
        if found.author.layer != _UNKNOWN:
            return found
    return None
