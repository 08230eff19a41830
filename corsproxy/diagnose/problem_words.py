"""One problem in a sentence, with the values that were seen."""

from __future__ import annotations

from corsproxy.diagnose.grant import ALLOW_ORIGIN_ERRORS, refused
from corsproxy.diagnose.problems import Problem
from corsproxy.diagnose.sighting import Sighting
from corsproxy.fetch.error import Error
from corsproxy.fetch.verdict import Phase, Verdict
from corsproxy.http.message import Exchange
from corsproxy.http.secrets import redact_url

NAMES = {"chrome": "Chrome", "firefox": "Firefox", "safari": "Safari", "standard": "the standard"}
_LONGEST = 300


def quoted(value: str | None) -> str:
    """A header's value as a reader may see it: between quotes, cut when it is long, `absent` when there is none."""
    if value is None:
        return "absent"
    shown = value if len(value) <= _LONGEST else value[:_LONGEST] + "…"
    return f"'{shown}'"


def listed(names: tuple[str, ...]) -> str:
    """Browser names as a list in English."""
    titles = [NAMES.get(name, name) for name in names]
    return titles[0] if len(titles) == 1 else f"{', '.join(titles[:-1])} and {titles[-1]}"


def what_was_seen(problem: Problem, sighting: Sighting) -> str:
    """What in which response is at fault; the values are the capture's own, not those of a granted copy."""
    verdict = problem.verdict
    fetch = sighting.fetch
    found = refused(fetch, verdict)
    if found is None or found[1].response is None:
        return _without_response(verdict, found[1] if found else None)
    exchange = found[1]
    response = exchange.response
    assert response is not None  # noqa: S101 -- looked at above
    said = f"{_which(verdict, exchange)} was answered {response.status}"
    get = response.headers.get
    error = verdict.error
    if error in ALLOW_ORIGIN_ERRORS:
        origin = exchange.request.headers.get("origin") or fetch.page_origin
        allow = get("access-control-allow-origin")
        if allow is None:
            return f"{said} without Access-Control-Allow-Origin; the request's origin is {origin}."
        tail = ", and the page asks with credentials" if allow == "*" else f"; the request's origin is {origin}"
        return f"{said} with Access-Control-Allow-Origin {quoted(allow)}{tail}."
    if error in (Error.INVALID_ALLOW_CREDENTIALS, Error.PREFLIGHT_INVALID_ALLOW_CREDENTIALS):
        allow = get("access-control-allow-credentials")
        return f"{said} with Access-Control-Allow-Credentials {quoted(allow)}, and the page asks with credentials."
    if error in (Error.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE, Error.INVALID_ALLOW_METHODS_PREFLIGHT_RESPONSE):
        asked = exchange.request.headers.get("access-control-request-method") or fetch.method
        allow = get("access-control-allow-methods")
        return f"{said}; it was asked for {asked}, and Access-Control-Allow-Methods is {quoted(allow)}."
    if error in (Error.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE, Error.INVALID_ALLOW_HEADERS_PREFLIGHT_RESPONSE):
        wanted = verdict.culprit or exchange.request.headers.get("access-control-request-headers") or "none"
        allow = get("access-control-allow-headers")
        return f"{said}; it was asked for {wanted}, and Access-Control-Allow-Headers is {quoted(allow)}."
    if response.headers.get("location") is not None:
        return f"{said} with Location {quoted(redact_url(get('location') or ''))}."
    return f"{said}."


def _which(verdict: Verdict, exchange: Exchange) -> str:
    what = "The preflight" if verdict.phase is Phase.PREFLIGHT else exchange.request.method
    return f"{what} {'of' if verdict.phase is Phase.PREFLIGHT else 'to'} {redact_url(exchange.request.url)}"


def _without_response(verdict: Verdict, exchange: Exchange | None) -> str:
    if exchange is not None and exchange.failure:
        return f"{_which(verdict, exchange)} got no response: {exchange.failure}."
    return f"Nothing was sent: {verdict.culprit}." if verdict.culprit else "There was no response."
