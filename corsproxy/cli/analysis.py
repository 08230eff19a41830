"""From captures to assessments: what `analyze` does before it prints, equal things judged once."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace

from corsproxy.cli.alike import Likeness, Quotable, differences, quotable
from corsproxy.diagnose.assess import assess
from corsproxy.diagnose.assessment import Assessment
from corsproxy.diagnose.capture_cautions import reflecting_hosts, reflection
from corsproxy.diagnose.pages import page_fetches
from corsproxy.diagnose.sighting import Sighting
from corsproxy.fetch.browser import BROWSERS, STANDARD, Browser
from corsproxy.fetch.page_fetch import Mode
from corsproxy.fetch.preflight_question import Question, question
from corsproxy.fetch.safelist import cors_unsafe_request_header_names
from corsproxy.http.message import Exchange
from corsproxy.http.secrets import redact_value
from corsproxy.http.url import origin_of
from corsproxy.report.retell import Differences, telling, texts

Progress = Callable[[int, int], None]

_REPORT_EVERY = 2_000


def _profile(sighting: Sighting) -> Browser:
    return next((browser for browser in BROWSERS if browser.name == sighting.browser), STANDARD)


def unasked(sighting: Sighting) -> Question | None:
    """The preflight question that this fetch needed an answer to, and of which the capture shows nothing."""
    fetch = sighting.fetch
    if fetch.mode is not Mode.CORS or not fetch.hops or fetch.page_origin == origin_of(fetch.url):
        return None
    if fetch.hops[0].preflight is not None or len(sighting.modes) > 1:
        return None
    browser = _profile(sighting)
    unsafe = cors_unsafe_request_header_names(fetch.headers.lines, browser)
    return question(fetch.method, unsafe, forced=fetch.force_preflight, browser=browser)


def _said(sighting: Sighting, asked: Question) -> str:
    fetch = sighting.fetch
    headers = f" and Access-Control-Request-Headers: {asked.request_headers}" if asked.request_headers else ""
    values = {name.lower(): redact_value(name, value) for name, value in fetch.headers.lines}
    words = ["corsproxy", "probe", fetch.url, "--origin", fetch.page_origin, "--method", fetch.method]
    for name in asked.names:
        value = values.get(name, "…")
        words += ["--header", f"{name}: {value if len(value) <= 60 else '…'}"]
    return (
        "No CORS-preflight request is recorded for this fetch (the browser's preflight cache may have answered it, "
        f"or the recorder hides it). It asks OPTIONS {fetch.url} with Access-Control-Request-Method: {asked.method}"
        f"{headers}. To ask it now: {shlex.join([*words, '--preflight-only'])}"
    )


@dataclass(frozen=True, slots=True)
class Judged:
    """An assessment, and what to replace in its texts where they were said of an alike fetch (else nothing)."""

    assessment: Assessment
    differences: Differences = ()


@dataclass(frozen=True, slots=True)
class _First:
    """The first of alike fetches: its assessment, its note, and the texts that the others differ in."""

    assessment: Assessment
    note: str
    quotable: Quotable
    quoted: str


def assess_all(exchanges: Iterable[Exchange], progress: Progress | None = None) -> list[Judged]:
    """The page fetches of one capture, each assessed; alike ones share one assessment's rulings and findings."""
    sightings = page_fetches(exchanges)
    likeness = Likeness()
    known: dict[Hashable, _First] = {}
    found: list[Judged] = []
    for number, sighting in enumerate(sightings):
        key = likeness.key(sighting)
        first = known.get(key)
        if first is None:
            judged, first = _judged(sighting)
            known[key] = first
        else:
            changes = differences(first.quotable, quotable(sighting), first.quoted)
            own = sighting
            if first.note:
                own = replace(sighting, notes=(*sighting.notes, telling(changes)(first.note)))
            judged = Judged(Assessment(own, first.assessment.rulings, first.assessment.findings), changes)
        found.append(judged)
        if progress is not None and number % _REPORT_EVERY == 0:
            progress(number, len(sightings))
    hosts = reflecting_hosts(sightings)
    return [_with_reflection(each, hosts) for each in found] if hosts else found


def _with_reflection(judged: Judged, hosts: dict[str, tuple[str, ...]]) -> Judged:
    """With the warning that only the other fetches of the capture give reason for."""
    assessment = judged.assessment
    finding = reflection(assessment.sighting, hosts)
    if finding is None:
        return judged
    return replace(judged, assessment=replace(assessment, findings=(*assessment.findings, finding)))


def _judged(sighting: Sighting) -> tuple[Judged, _First]:
    asked = unasked(sighting)
    note = _said(sighting, asked) if asked is not None else ""
    assessment = assess(sighting)
    quoted = "\n".join(text for finding in assessment.findings for text in texts(finding))
    first = _First(assessment, note, quotable(sighting), quoted)
    if note:
        assessment = replace(assessment, sighting=replace(sighting, notes=(*sighting.notes, note)))
    return Judged(assessment), first
