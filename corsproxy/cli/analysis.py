"""From captures to assessments: what `analyze` does before it prints, equal things judged once."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace

from corsproxy.diagnose.assess import assess
from corsproxy.diagnose.assessment import Assessment
from corsproxy.diagnose.pages import page_fetches
from corsproxy.diagnose.sighting import Sighting
from corsproxy.fetch.browser import BROWSERS, STANDARD, Browser
from corsproxy.fetch.page_fetch import Mode
from corsproxy.fetch.preflight_question import Question, question
from corsproxy.fetch.safelist import cors_unsafe_request_header_names
from corsproxy.http.message import Exchange
from corsproxy.http.secrets import redact_value
from corsproxy.http.url import origin_of

Progress = Callable[[int, int], None]

_REPORT_EVERY = 2_000


def _told(exchange: Exchange | None) -> Hashable:
    """What of an exchange a verdict or a finding can depend on: all but times and places."""
    if exchange is None:
        return None
    asked, answered = exchange.request, exchange.response
    return (
        asked.method,
        asked.url,
        asked.headers,
        asked.body,
        None if answered is None else (answered.status, answered.headers, answered.body),
        exchange.failure,
        exchange.resource_type,
        exchange.gaps,
    )


def _content(sighting: Sighting) -> Hashable:
    fetch = sighting.fetch
    return (
        fetch.page_origin,
        fetch.page_url,
        fetch.method,
        fetch.url,
        fetch.headers,
        fetch.initiator,
        fetch.force_preflight,
        sighting.credentials,
        sighting.redirects,
        sighting.modes,
        sighting.browser,
        sighting.unknown,
        tuple(entry.role for entry in sighting.entries),
        tuple((hop.url, _told(hop.preflight), _told(hop.actual)) for hop in fetch.hops),
    )


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


def assess_all(exchanges: Iterable[Exchange], progress: Progress | None = None) -> list[Assessment]:
    """The page fetches of one capture, each assessed; equal ones share one assessment's rulings and findings."""
    sightings = page_fetches(exchanges)
    known: dict[Hashable, tuple[Assessment, str]] = {}
    found: list[Assessment] = []
    for number, sighting in enumerate(sightings):
        key = _content(sighting)
        if key not in known:
            asked = unasked(sighting)
            known[key] = assess(sighting), _said(sighting, asked) if asked is not None else ""
        assessment, note = known[key]
        if note:
            sighting = replace(sighting, notes=(*sighting.notes, note))
        found.append(assessment if assessment.sighting is sighting else replace(assessment, sighting=sighting))
        if progress is not None and number % _REPORT_EVERY == 0:
            progress(number, len(sightings))
    return found
