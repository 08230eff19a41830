"""Assessments as they may be shown.

Judging needs what was really sent; showing does not. So secrets are struck out between the two: in every text of an
assessment, those that show by their place in a URL or by their shape, and those that stood in a header or cookie
of its exchanges, wherever they are quoted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from corsproxy.capture.redaction import safe_url, secret_of, without
from corsproxy.diagnose.assessment import Assessment
from corsproxy.diagnose.finding import Attribution, Finding, Remedy
from corsproxy.diagnose.ruling import Ruling
from corsproxy.fetch.verdict import Step, Verdict
from corsproxy.http.headers import Headers
from corsproxy.http.message import Exchange
from corsproxy.http.secrets import redact_lines, redact_text

Strike = Callable[[str], str]
Secrets = tuple[str, ...]

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s\"'<>‘’“”]+")
_SUSPICIOUS = re.compile(r"[?@]|eyJ|AKIA|ASIA")


def _struck(text: str, secrets: Secrets) -> str:
    if secrets:
        text = without(text, secrets)
    if _SUSPICIOUS.search(text) is None:
        return text
    return redact_text(_URL.sub(lambda found: safe_url(found.group(0)), text))


def _step(step: Step, strike: Strike) -> Step:
    return replace(step, detail=strike(step.detail))


def _verdict(verdict: Verdict, strike: Strike) -> Verdict:
    # The words of a verdict are composed when somebody looks; so they are struck when somebody looks.
    return replace(
        verdict,
        culprit=strike(verdict.culprit) if verdict.culprit else verdict.culprit,
        parameter=strike(verdict.parameter),
        console=lambda: tuple(map(strike, verdict.console)),
        readable_headers=lambda: verdict.readable_headers,
        steps=lambda: tuple(_step(step, strike) for step in verdict.steps),
    )


def _ruling(ruling: Ruling, strike: Strike) -> Ruling:
    return replace(
        ruling,
        verdict=_verdict(ruling.verdict, strike),
        conditions={possible: _verdict(verdict, strike) for possible, verdict in ruling.conditions.items()},
        notes=tuple(map(strike, ruling.notes)),
    )


def _attribution(attribution: Attribution, strike: Strike) -> Attribution:
    return replace(
        attribution,
        evidence=tuple(map(strike, attribution.evidence)),
        decide_with=strike(attribution.decide_with),
        meaning=strike(attribution.meaning),
    )


def _remedy(remedy: Remedy, strike: Strike) -> Remedy:
    return replace(
        remedy, text=strike(remedy.text), values={name: strike(value) for name, value in remedy.values.items()}
    )


def _finding(finding: Finding, strike: Strike) -> Finding:
    return replace(
        finding,
        title=strike(finding.title),
        why=strike(finding.why),
        attribution=None if finding.attribution is None else _attribution(finding.attribution, strike),
        alternatives=tuple(_attribution(each, strike) for each in finding.alternatives),
        remedies=tuple(_remedy(each, strike) for each in finding.remedies),
    )


class Redactor:
    """Strikes out secrets, equal parts once. What it has seen must live as long as it does."""

    def __init__(self) -> None:
        self._in_headers: dict[int, Secrets] = {}
        self._rulings: dict[tuple[int, Secrets], Mapping[str, Ruling]] = {}
        self._findings: dict[tuple[int, Secrets], tuple[Finding, ...]] = {}

    def _of_headers(self, headers: Headers) -> Secrets:
        known = self._in_headers.get(id(headers))
        if known is None:
            found = [secret for name, value in headers.lines for secret in secret_of(name, value)]
            known = self._in_headers[id(headers)] = tuple(dict.fromkeys(found))
        return known

    def _secrets(self, exchanges: Iterable[Exchange | None]) -> Secrets:
        found: Secrets = ()
        for exchange in exchanges:
            if exchange is not None:
                found += self._of_headers(exchange.request.headers)
                if exchange.response is not None:
                    found += self._of_headers(exchange.response.headers)
        # The longest first: one secret may be a part of another.
        return tuple(sorted(set(found), key=lambda text: (-len(text), text))) if found else ()

    def redacted(self, assessment: Assessment) -> Assessment:
        """The assessment without secrets; its exchanges are untouched, for no report shows them."""
        sighting = assessment.sighting
        fetch = sighting.fetch
        secrets = self._secrets(each for hop in fetch.hops for each in (hop.preflight, hop.actual))

        def strike(text: str) -> str:
            return _struck(text, secrets)

        key = (id(assessment.rulings), secrets)
        rulings = self._rulings.get(key)
        if rulings is None:
            rulings = self._rulings[key] = {name: _ruling(each, strike) for name, each in assessment.rulings.items()}
        findings = assessment.findings
        if findings:
            key = (id(findings), secrets)
            if key not in self._findings:
                self._findings[key] = tuple(_finding(each, strike) for each in findings)
            findings = self._findings[key]
        url, page_url = strike(fetch.url), strike(fetch.page_url)
        notes = tuple(map(strike, sighting.notes))
        if (url, page_url, notes) != (fetch.url, fetch.page_url, sighting.notes) or sighting.unknown or secrets:
            shown = replace(fetch, url=url, page_url=page_url, headers=Headers(redact_lines(fetch.headers.lines)))
            sighting = replace(sighting, fetch=shown, notes=notes, unknown=strike(sighting.unknown))
        return Assessment(sighting, rulings, findings)
