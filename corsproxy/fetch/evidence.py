"""What decides a plain fetch: the few values that a browser looks at, apart from everything else in a capture.

Most fetches of a capture are plain: one URL, no redirect, nothing odd in a header line. Two of them that agree
in these values get the same verdict, whatever their URLs, tokens and bodies; so the decision is remembered by
them. What is not plain is walked each time.
"""

from __future__ import annotations

from typing import NamedTuple

from corsproxy.fetch.page_fetch import Credentials, Hop, Initiator, Mode, PageFetch, RedirectMode
from corsproxy.fetch.preflight_answer import REDIRECT_STATUSES
from corsproxy.fetch.safelist import NAMES_BROWSERS_DISAGREE_ON
from corsproxy.http.headers import Headers, Line
from corsproxy.http.message import Exchange, Request, Response
from corsproxy.http.url import parse

_ASKED = ("access-control-request-method", "access-control-request-headers")
_GRANTED = (
    "access-control-allow-origin",
    "access-control-allow-credentials",
    "access-control-allow-methods",
    "access-control-allow-headers",
    "location",
)
_GIVEN = ("access-control-allow-origin", "access-control-allow-credentials")
# names whose values decide something: safelisted or not, forbidden or not
_VALUES_MATTER = NAMES_BROWSERS_DISAGREE_ON | {"x-http-method", "x-http-method-override", "x-method-override"}

Values = tuple[str | None, ...]


class Evidence(NamedTuple):
    """The values, hashable. `authors` are the author's header names, with values where those matter."""

    page_origin: str
    origin: str
    method: str
    credentials: Credentials
    redirect: RedirectMode
    initiator: Initiator
    authors: tuple[Line, ...]
    asked: Values | None
    preflight_status: int
    granted: Values
    actual_status: int
    given: Values


# browsers are asked one after the other about the same fetch: the last one's evidence is kept for the next
_latest: tuple[PageFetch | None, Evidence | None] = (None, None)


def evidence_of(fetch: PageFetch) -> Evidence | None:
    """The values that decide `fetch`, or None where it is not plain."""
    global _latest
    asked, evidence = _latest
    if asked is not fetch:
        evidence = _evidence_of(fetch)
        _latest = (fetch, evidence)
    return evidence


def _evidence_of(fetch: PageFetch) -> Evidence | None:
    if len(fetch.hops) != 1 or fetch.mode is not Mode.CORS or fetch.force_preflight:
        return None
    url = parse(fetch.url)
    if url is None or url.username or url.password or url.scheme not in ("https", "http"):
        return None
    hop = fetch.hops[0]
    asked: Values | None = None
    granted: Values = ()
    given: Values = ()
    preflight_status = actual_status = 0
    if hop.preflight is not None:
        answer = hop.preflight.response
        if answer is None or not answer.headers.is_plain:
            return None
        asked = hop.preflight.request.headers.pick(_ASKED)
        preflight_status = answer.status
        granted = answer.headers.pick(_GRANTED)
        if _on_several_lines(granted):
            return None
    if hop.actual is not None:
        response = hop.actual.response
        if response is None or response.status in REDIRECT_STATUSES or not response.headers.is_plain:
            return None
        actual_status = response.status
        given = response.headers.pick(_GIVEN)
        if _on_several_lines(given):
            return None
    return Evidence(
        fetch.page_origin,
        url.origin,
        fetch.method,
        fetch.credentials,
        fetch.redirect,
        fetch.initiator,
        _authors(fetch.headers),
        asked,
        preflight_status,
        granted,
        actual_status,
        given,
    )


def _on_several_lines(values: Values) -> bool:
    """How many lines the first two stood on matters to one browser or another; a comma may hide it."""
    origin, credentials = values[:2]
    return (origin is not None and "," in origin) or (credentials is not None and "," in credentials)


def _authors(headers: Headers) -> tuple[Line, ...]:
    return tuple([(name, value if name.lower() in _VALUES_MATTER else "") for name, value in headers.lines])


def essence(evidence: Evidence) -> PageFetch:
    """A page fetch with nothing in it but this evidence."""
    url = f"{evidence.origin}/"
    preflight = actual = None
    if evidence.asked is not None:
        asked = Request("OPTIONS", url, _headers(_ASKED, evidence.asked))
        preflight = Exchange(asked, Response(evidence.preflight_status, _headers(_GRANTED, evidence.granted)))
    if evidence.given:
        response = Response(evidence.actual_status, _headers(_GIVEN, evidence.given))
        actual = Exchange(Request(evidence.method, url), response)
    return PageFetch(
        evidence.page_origin,
        evidence.method,
        url,
        (Hop(url, preflight, actual),),
        headers=Headers(evidence.authors),
        credentials=evidence.credentials,
        redirect=evidence.redirect,
        initiator=evidence.initiator,
    )


def _headers(names: tuple[str, ...], values: Values) -> Headers:
    return Headers((name, value) for name, value in zip(names, values, strict=True) if value is not None)
