"""Everything about one page fetch, as JSON for the page: secrets are struck out of every text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from corsproxy.dashboard.row import row
from corsproxy.dashboard.spotlight import LIGHTS, Light
from corsproxy.dashboard.standing import error_of, leading, standing
from corsproxy.dashboard.store import Item, exchanges_of
from corsproxy.dashboard.strike import Redaction, Strike
from corsproxy.dashboard.suggestion import policy_for
from corsproxy.dashboard.writer import named
from corsproxy.diagnose.assessment import Assessment
from corsproxy.diagnose.headline import headline
from corsproxy.diagnose.ruling import Ruling
from corsproxy.http.headers import Headers
from corsproxy.http.message import Exchange
from corsproxy.http.secrets import redact_lines
from corsproxy.report import retell, words
from corsproxy.report.json import finding_of, same_origin, verdict_of
from corsproxy.report.plain import one_line, printable

Json = dict[str, object]
_MOST_BODY = 2_000  # characters of a body: enough for an error's own words
_MOST_WORDS = 1_000
_MOST_VALUE = 8_000
_NO_LIGHT = Light()


def detail(item: Item, redaction: Redaction) -> Json:
    """The item whole."""
    assessment = item.assessment()
    strike = redaction(exchanges_of(assessment.sighting))
    told: Json = {**row(item, redaction, assessment), **_judged(assessment, strike), "pending": item.pending}
    real = item.deployed_assessment()
    if real is not None:
        told["as_deployed"] = _judged(real, redaction(exchanges_of(real.sighting)))
    return told


def _judged(assessment: Assessment, strike: Strike) -> Json:
    sighting = assessment.sighting
    own = same_origin(assessment)
    lead = leading(assessment)
    return {
        "word": standing(lead),
        "headline": one_line(strike(headline(assessment)), _MOST_WORDS),
        "browser": sighting.browser,
        "leading": lead.browser,
        "page_url": one_line(strike(sighting.fetch.page_url), _MOST_WORDS),
        "notes": [
            one_line(strike(note), _MOST_WORDS)
            for note in (*sighting.notes, *([sighting.unknown] if sighting.unknown else ()), *lead.notes)
        ],
        "verdicts": {
            name: _verdict(retell.ruling(ruling, strike), own) for name, ruling in assessment.rulings.items()
        },
        "exchanges": list(_exchanges(assessment, strike)),
        "findings": [
            {
                **_written(finding_of(retell.finding(finding, strike))),
                "policy": strike(policy_for(finding)),
                "what": finding.kind.what,
                "known_problems": list(finding.kind.known_problems),
                "references": [page for page in finding.kind.references if page.startswith("https://")],
            }
            for finding in assessment.findings
        ],
    }


def _written(told: dict[str, Any]) -> Json:
    """A finding of the report, its authors named in words and no text of it longer than people read."""
    for author in (told["author"], *told["alternatives"]):
        author["name"] = named(author["layer"], author["type"])
    snippets = [_readable(remedy.pop("snippets"), _MOST_VALUE) for remedy in told["remedies"]]
    shown = _readable(told, _MOST_WORDS)
    for remedy, each in zip(shown["remedies"], snippets, strict=True):
        remedy["snippets"] = each
    return cast(Json, shown)


def _readable(told: Any, most: int) -> Any:
    """Every text in there printable and at most so long: it may quote what a stranger sent."""
    if isinstance(told, str):
        text = printable(told)
        return text if len(text) <= most else f"{text[: most - 1]}…"
    if isinstance(told, dict):
        return {key: _readable(value, most) for key, value in told.items()}
    return [_readable(value, most) for value in told] if isinstance(told, list) else told


def _verdict(ruling: Ruling, own: bool) -> Json:
    verdict = ruling.verdict
    steps = verdict.steps
    last = len(steps) - 1 if verdict.error is not None else -1
    return {
        **_readable(verdict_of(ruling, same_origin=own), _MOST_VALUE),
        "name": words.browser_name(ruling.browser),
        "words": one_line(words.ruling(ruling), _MOST_WORDS),
        "standing": standing(ruling),
        "steps": [
            {
                "title": one_line(step.title),
                "detail": one_line(step.detail, _MOST_WORDS),
                "passed": step.passed,
                "phase": str(step.phase),
                "hop": step.hop,
                "spec": step.spec if step.spec.startswith("https://") else "",
                "deciding": position == last,
            }
            for position, step in enumerate(steps)
        ],
    }


def _exchanges(assessment: Assessment, strike: Strike) -> Iterator[Json]:
    lead = leading(assessment)
    verdict = lead.verdict
    light = LIGHTS.get(error_of(lead), _NO_LIGHT)
    roles = {entry.index: str(entry.role) for entry in assessment.sighting.entries}
    for number, hop in enumerate(assessment.sighting.fetch.hops):
        for exchange, preflight in ((hop.preflight, True), (hop.actual, False)):
            if exchange is None:
                continue
            decides = verdict.hop == number and (str(verdict.phase) == "preflight") is preflight
            role = roles.get(exchange.index, "preflight" if preflight else "actual")
            yield _exchange(exchange, role, number, light if decides else _NO_LIGHT, verdict.culprit or "", strike)


def _exchange(exchange: Exchange, role: str, hop: int, light: Light, culprit: str, strike: Strike) -> Json:
    request, response = exchange.request, exchange.response
    told: Json = {
        "role": role,
        "hop": hop,
        "method": one_line(request.method),
        "url": one_line(strike(request.url), _MOST_VALUE),
        "http_version": one_line(request.http_version),
        "request": _lines(request.headers, light.request, (), culprit, strike),
        "failure": one_line(strike(exchange.failure)),
        "milliseconds": round((exchange.ended - exchange.started) * 1000)
        if exchange.ended > exchange.started
        else None,
    }
    if response is not None:
        text = response.body.decode("utf-8", "replace") if _is_text(response.headers) else ""
        told |= {
            "status": response.status,
            "reason": one_line(response.reason),
            "status_lit": light.status,
            "response": _lines(response.headers, light.response, light.response, culprit, strike),
            "body": printable(strike(text)[:_MOST_BODY]),
        }
    return told


def _lines(
    headers: Headers, lit: tuple[str, ...], expected: tuple[str, ...], culprit: str, strike: Strike
) -> list[Json]:
    """The lines as they stood; behind them those that should have been there. Only the first expected one is missed:
    the others are alternatives."""
    told: list[Json] = []
    for name, value in redact_lines(headers.lines):
        low = name.lower()
        line: Json = {"name": one_line(name), "value": one_line(strike(value), _MOST_VALUE)}
        if low in lit or (culprit and low == culprit.lower()):
            line["lit"] = True
        told.append(line)
    if expected and expected[0] not in headers:
        told.append({"name": expected[0], "value": "", "lit": True, "missing": True})
    return told


def _is_text(headers: Headers) -> bool:
    kind = (headers.get("content-type") or "").lower()
    coded = headers.get("content-encoding") not in (None, "identity")
    return not coded and any(word in kind for word in ("json", "text", "xml", "html"))
