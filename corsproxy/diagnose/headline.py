"""An assessment in one line."""

from __future__ import annotations

from collections.abc import Iterable

from corsproxy.diagnose.assessment import Assessment
from corsproxy.diagnose.browser_kinds import KIND_OF
from corsproxy.diagnose.problem_words import listed
from corsproxy.diagnose.ruling import Ruling, Standing
from corsproxy.fetch.browser import BROWSERS
from corsproxy.fetch.page_fetch import Mode
from corsproxy.fetch.verdict import Outcome, Verdict
from corsproxy.http.secrets import redact_url


def headline(assessment: Assessment) -> str:
    """Who refuses what and why, in one line. Captures are hostile: control characters are struck."""
    line = _line(assessment)
    return line if line.isprintable() else "".join(each if each.isprintable() else "\ufffd" for each in line)


def _line(assessment: Assessment) -> str:
    sighting = assessment.sighting
    fetch = sighting.fetch
    rulings = assessment.rulings
    asked = f"{fetch.method} {redact_url(fetch.url)}"
    main = rulings.get(sighting.browser) or next(iter(rulings.values()))
    blocked = tuple(each.browser for each in rulings.values() if _in_any_case(each))
    depends = _those(rulings.values(), Standing.DEPENDS)
    if blocked:
        first = main if _in_any_case(main) else rulings[blocked[0]]
        where = "in every browser" if len(blocked) == len(BROWSERS) else f"in {listed(blocked)}"
        why = _reason(first.verdict) if first.standing is Standing.BLOCKED else _conditions(first)
        return f"Blocked {where}: {asked} from {fetch.page_origin}: {why}"
    if depends:
        first = main if main.standing is Standing.DEPENDS else rulings[depends[0]]
        return f"Depends on what the wire does not tell: {asked} from {fetch.page_origin}: {_conditions(first)}"
    if main.standing is Standing.UNKNOWN:
        return f"Cannot tell: {asked}: {main.notes[-1] if main.notes else 'the capture does not show enough'}"
    if main.standing is Standing.NOT_CORS:
        return f"Not CORS: {asked}: {_not_cors(assessment)}"
    unknown = _those(rulings.values(), Standing.UNKNOWN)
    aside = f" (for {listed(unknown)} the capture does not show enough)" if unknown else ""
    return f"Allowed: {asked} from {fetch.page_origin}{aside}"


def _in_any_case(ruling: Ruling) -> bool:
    """True when it is refused whatever the wire does not tell, be it for different reasons."""
    if ruling.standing is Standing.DEPENDS:
        return all(verdict.outcome is Outcome.BLOCKED for verdict in ruling.conditions.values())
    return ruling.standing is Standing.BLOCKED


def _those(rulings: Iterable[Ruling], standing: Standing) -> tuple[str, ...]:
    return tuple(each.browser for each in rulings if each.standing is standing)


def _reason(verdict: Verdict) -> str:
    if verdict.error is None:
        return "refused"
    kind = KIND_OF[verdict.error]
    culprit = f" ({verdict.culprit})" if verdict.culprit and kind.name.endswith("not-allowed") else ""
    return f"{kind.title}{culprit} [{verdict.error}]"


def _conditions(ruling: Ruling) -> str:
    parts = []
    for words, verdict in ruling.conditions.items():
        named = {"include": "with credentials: 'include'", "omit": "without credentials"}.get(words, f"with {words}")
        how = "allowed" if verdict.outcome is not Outcome.BLOCKED else f"blocked, {_reason(verdict)}"
        parts.append(f"{named} {how if verdict.complete else 'cannot tell'}")
    return "; ".join(parts)


def _not_cors(assessment: Assessment) -> str:
    fetch = assessment.sighting.fetch
    if fetch.mode is Mode.NO_CORS:
        return "a no-cors request, whose response script cannot read"
    if fetch.mode is Mode.NAVIGATE:
        return "a navigation"
    if fetch.mode is Mode.WEBSOCKET:
        return "a WebSocket"
    return "the page's own origin"
