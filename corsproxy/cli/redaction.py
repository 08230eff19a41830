"""Assessments as they may be shown.

Judging needs what was really sent; showing does not. So secrets are struck out between the two: in every text of an
assessment, those that show by their place in a URL or by their shape, and those that stood in a header or cookie
of its exchanges, wherever they are quoted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from corsproxy.capture.redaction import redact_body, safe_url, secret_of, without
from corsproxy.cli.analysis import Judged
from corsproxy.diagnose.assessment import Assessment
from corsproxy.diagnose.finding import Finding
from corsproxy.diagnose.ruling import Ruling
from corsproxy.fetch.page_fetch import PageFetch
from corsproxy.http.headers import Headers
from corsproxy.http.secrets import redact_lines
from corsproxy.report import retell

Secrets = tuple[str, ...]

_SUSPICIOUS = re.compile(r'[?@=]|":|eyJ|AKIA|ASIA|"\s:')


def struck(text: str, secrets: Secrets) -> str:
    """`text` as it may be shown."""
    if secrets:
        text = without(text, secrets)
    return redact_body(text) if _SUSPICIOUS.search(text) else text


def _is_url(text: str) -> bool:
    return text.startswith(("https://", "http://")) and " " not in text


def struck_url(url: str, secrets: Secrets) -> str:
    """`struck` for a text that is one URL: the same, faster."""
    if secrets:
        url = without(url, secrets)
    return safe_url(url) if _SUSPICIOUS.search(url) else url


class Redactor:
    """Strikes out secrets, equal parts once. What it has seen must live as long as it does.

    Alike fetches share rulings and findings, which quote the first of them: so those are struck with the first
    one's secrets, and what is put in their place for another fetch with that one's.
    """

    def __init__(self) -> None:
        self._in_headers: dict[int, Secrets] = {}
        self._rulings: dict[int, Mapping[str, Ruling]] = {}
        self._findings: dict[int, tuple[Finding, ...]] = {}
        self._first: dict[int, Secrets] = {}
        self._texts: dict[tuple[int, str], str] = {}

    def _of_headers(self, headers: Headers) -> Secrets:
        known = self._in_headers.get(id(headers))
        if known is None:
            found = [secret for name, value in headers.lines for secret in secret_of(name, value)]
            known = self._in_headers[id(headers)] = tuple(dict.fromkeys(found))
        return known

    def _secrets(self, fetch: PageFetch) -> Secrets:
        found: set[str] = set()
        for hop in fetch.hops:
            for exchange in (hop.preflight, hop.actual):
                if exchange is not None:
                    found.update(self._of_headers(exchange.request.headers))
                    if exchange.response is not None:
                        found.update(self._of_headers(exchange.response.headers))
        # The longest first: one secret may be a part of another.
        return tuple(sorted(found, key=lambda text: (-len(text), text))) if found else ()

    def _of_first(self, rulings: Mapping[str, Ruling], text: str) -> str:
        """A text of the first of alike fetches, as it was struck there."""
        key = (id(rulings), text)
        known = self._texts.get(key)
        if known is None:
            first = self._first[id(rulings)]
            known = self._texts[key] = (struck_url if _is_url(text) else struck)(text, first)
        return known

    def redacted(self, judged: Judged) -> Judged:
        """The same without secrets; the exchanges are untouched, for no report shows them."""
        assessment = judged.assessment
        sighting = assessment.sighting
        fetch = sighting.fetch
        secrets = self._secrets(fetch)

        def strike(text: str) -> str:
            return struck(text, secrets)

        rulings, findings = assessment.rulings, assessment.findings
        if id(rulings) not in self._rulings:
            self._rulings[id(rulings)] = {name: retell.ruling(each, strike) for name, each in rulings.items()}
            self._findings[id(rulings)] = tuple(retell.finding(each, strike) for each in findings)
            self._first[id(rulings)] = secrets
        url, page_url = struck_url(fetch.url, secrets), struck_url(fetch.page_url, secrets)
        told = {fetch.url: url, fetch.page_url: page_url}
        changes = tuple(
            (
                self._of_first(rulings, there),
                told.get(here) or (struck_url if _is_url(here) else struck)(here, secrets),
            )
            for there, here in judged.differences
        )
        if url != fetch.url or page_url != fetch.page_url or fetch.headers.lines:
            shown = replace(fetch, url=url, page_url=page_url, headers=Headers(redact_lines(fetch.headers.lines)))
            sighting = replace(sighting, fetch=shown)
        if sighting.notes or sighting.unknown:
            notes, unknown = tuple(map(strike, sighting.notes)), strike(sighting.unknown)
            sighting = replace(sighting, notes=notes, unknown=unknown)
        return Judged(Assessment(sighting, self._rulings[id(rulings)], self._findings[id(rulings)]), changes)
