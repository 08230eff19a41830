"""The least that a server would have to change for a browser to get past one refusal.

A *grant* is the fetch as it would have been: the same exchanges, one response mended. Judging it again shows the
next problem behind the first.
"""

from __future__ import annotations

from dataclasses import replace

from corsproxy.diagnose.redirect_chain import REDIRECTS
from corsproxy.fetch.error import Error
from corsproxy.fetch.header_list import extract_header_list_values
from corsproxy.fetch.page_fetch import Hop, PageFetch
from corsproxy.fetch.verdict import Phase, Verdict
from corsproxy.http.headers import Headers
from corsproxy.http.message import Exchange, Response

ALLOW_ORIGIN_ERRORS = frozenset(
    {
        Error.MISSING_ALLOW_ORIGIN_HEADER,
        Error.WILDCARD_ORIGIN_NOT_ALLOWED,
        Error.MULTIPLE_ALLOW_ORIGIN_VALUES,
        Error.INVALID_ALLOW_ORIGIN_VALUE,
        Error.ALLOW_ORIGIN_MISMATCH,
        Error.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER,
        Error.PREFLIGHT_WILDCARD_ORIGIN_NOT_ALLOWED,
        Error.PREFLIGHT_MULTIPLE_ALLOW_ORIGIN_VALUES,
        Error.PREFLIGHT_INVALID_ALLOW_ORIGIN_VALUE,
        Error.PREFLIGHT_ALLOW_ORIGIN_MISMATCH,
    }
)
_CREDENTIALS = frozenset({Error.INVALID_ALLOW_CREDENTIALS, Error.PREFLIGHT_INVALID_ALLOW_CREDENTIALS})
_STATUS = frozenset({Error.PREFLIGHT_INVALID_STATUS, Error.PREFLIGHT_DISALLOWED_REDIRECT})
_METHODS = frozenset({Error.INVALID_ALLOW_METHODS_PREFLIGHT_RESPONSE, Error.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE})
_HEADERS = frozenset({Error.INVALID_ALLOW_HEADERS_PREFLIGHT_RESPONSE, Error.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE})


def refused(fetch: PageFetch, verdict: Verdict) -> tuple[int, Exchange] | None:
    """The exchange whose response a verdict refuses, with the index of its hop; None where the capture has none."""
    if not 0 <= verdict.hop < len(fetch.hops):
        return None
    index = verdict.hop
    if verdict.phase is Phase.PREFLIGHT:
        exchange = fetch.hops[index].preflight
        return (index, exchange) if exchange else None
    if verdict.phase is Phase.REDIRECT and index and not _is_redirect(fetch.hops[index].actual):
        index -= 1  # Safari finds the fault on the way to the next URL (D5, D27)
    exchange = fetch.hops[index].actual
    return (index, exchange) if exchange else None


def _is_redirect(exchange: Exchange | None) -> bool:
    return exchange is not None and exchange.response is not None and exchange.response.status in REDIRECTS


def grant(fetch: PageFetch, verdict: Verdict) -> PageFetch | None:
    """`fetch` with the one response mended that `verdict` refuses; None where no header or status would help."""
    found = refused(fetch, verdict)
    if found is None or verdict.error is None:
        return None
    index, exchange = found
    response = exchange.response
    if response is None:
        return None
    mended = _mended(verdict, fetch, exchange, response)
    if mended is None:
        return None
    hop = fetch.hops[index]
    changed = replace(exchange, response=mended)
    hop = (
        Hop(hop.url, changed, hop.actual)
        if verdict.phase is Phase.PREFLIGHT
        else Hop(hop.url, hop.preflight, changed)
    )
    return replace(fetch, hops=(*fetch.hops[:index], hop, *fetch.hops[index + 1 :]))


def _mended(verdict: Verdict, fetch: PageFetch, exchange: Exchange, response: Response) -> Response | None:
    error = verdict.error
    headers = _readable(response.headers)
    if error in ALLOW_ORIGIN_ERRORS:
        origin = exchange.request.headers.get("origin") or fetch.page_origin
        return replace(response, headers=headers.having("Access-Control-Allow-Origin", origin))
    if error in _CREDENTIALS:
        return replace(response, headers=headers.having("Access-Control-Allow-Credentials", "true"))
    if error in _STATUS:
        return replace(response, status=204, reason="No Content", headers=headers.without("location"))
    if error in _METHODS:
        method = exchange.request.headers.get("access-control-request-method") or fetch.method
        value = _listed(headers, "access-control-allow-methods", method)
        return replace(response, headers=headers.having("Access-Control-Allow-Methods", value))
    if error in _HEADERS:
        name = verdict.culprit if error is Error.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE else None
        value = _listed(headers, "access-control-allow-headers", name)
        return replace(response, headers=headers.having("Access-Control-Allow-Headers", value))
    return None


def _readable(headers: Headers) -> Headers:
    """Without blanks inside names: what is mended must not stand beside an odd line that some browser reads."""
    if any(name != name.strip() for name, _ in headers.lines):
        return Headers((name.strip(), value) for name, value in headers.lines)
    return headers


def _listed(headers: Headers, name: str, wanted: str | None) -> str:
    """The list with `wanted` added, its items that are no tokens left out."""
    items = [
        item
        for part in (headers.get(name) or "").split(",")
        if (item := part.strip()) and not extract_header_list_values(item).bad
    ]
    if wanted is not None and wanted not in items:
        items.append(wanted)
    return ", ".join(items)
