"""The end of a walk as a verdict: what is decided at once, and what is told when somebody looks."""

from __future__ import annotations

from corsproxy.fetch.console import console_lines
from corsproxy.fetch.exposure import basic_readable_headers, cors_readable_headers
from corsproxy.fetch.fault import Mark
from corsproxy.fetch.header_lines import as_read
from corsproxy.fetch.moves import End
from corsproxy.fetch.rule import Rule
from corsproxy.fetch.verdict import Outcome, Phase, Step, Telling, Verdict


def verdict_of(end: End) -> Verdict:
    """The verdict; its words, names and steps are composed when first looked at."""
    return decision_of(end).told_by(lambda: telling_of(end))


def decision_of(end: End) -> Verdict:
    """The verdict without its words."""
    fault = end.fault
    if fault is None:
        return Verdict(
            end.browser.name,
            Outcome.ALLOWED if end.leg is not None and end.leg.cors else Outcome.NOT_CORS,
            hop=end.leg.hop if end.leg else 0,
            complete=end.complete,
        )
    hop = end.trail[-1][1]
    return Verdict(end.browser.name, Outcome.BLOCKED, fault.error, end.phase, hop, fault.culprit, fault.parameter)


def telling_of(end: End) -> Telling:
    """What the verdict has to say at length."""
    return Telling(console_lines(end), readable_headers(end) if end.fault is None else (), steps(end))


def readable_headers(end: End) -> tuple[str, ...]:
    """The lower-case names that script may read; none of an opaque response or an opaque redirect."""
    leg, response = end.leg, end.response
    if leg is None or response is None or leg.opaque or _is_opaque_redirect(end):
        return ()
    if not leg.cors:
        return basic_readable_headers(as_read(response.headers, end.browser))
    headers = as_read(response.headers, end.browser)
    expose = headers.get("access-control-expose-headers")
    return cors_readable_headers(headers, expose, leg.include, end.browser, leg.script.initiator)


def _is_opaque_redirect(end: End) -> bool:
    last: Mark | None = end.trail[-1][2][-1] if end.trail and end.trail[-1][2] else None
    return last is not None and last[0] is Rule.REDIRECT_MODE


def steps(end: End) -> tuple[Step, ...]:
    """The path through the standard, in the order taken; of a blocked fetch the last one decides."""
    told = [
        Step(rule.title, detail, passed, phase, hop, rule.spec)
        for phase, hop, marks in end.trail
        for rule, passed, detail in marks
    ]
    if end.fault is None and end.response is not None:
        names = ", ".join(readable_headers(end)) or "no headers"
        hop = end.leg.hop if end.leg else 0
        told.append(Step(Rule.EXPOSURE.title, names, None, Phase.ACTUAL, hop, Rule.EXPOSURE.spec))
    return tuple(told)
