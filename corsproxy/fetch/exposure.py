"""Which response headers script may read once it has the response."""

from __future__ import annotations

from corsproxy.fetch.browser import Browser
from corsproxy.fetch.header_list import TokenList, extract_header_list_values
from corsproxy.fetch.page_fetch import Initiator
from corsproxy.http.headers import Headers

_SAFELISTED = frozenset(
    {
        "cache-control",
        "content-language",
        "content-length",
        "content-type",
        "expires",
        "last-modified",
        "pragma",
    }
)
_FORBIDDEN = frozenset({"set-cookie", "set-cookie2"})


def basic_readable_headers(headers: Headers) -> tuple[str, ...]:
    """https://fetch.spec.whatwg.org/#concept-filtered-response-basic: lower-case, sorted."""
    return tuple(sorted(set(headers.names()) - _FORBIDDEN))


def cors_readable_headers(
    headers: Headers, expose: str | None, include: bool, browser: Browser, initiator: Initiator = Initiator.FETCH
) -> tuple[str, ...]:
    """https://fetch.spec.whatwg.org/#concept-filtered-response-cors: lower-case, sorted.

    `expose` is the combined Access-Control-Expose-Headers; `*` in it is a wildcard only without credentials.
    """
    there = set(headers.names()) - _FORBIDDEN
    if expose is None:
        return tuple(sorted(there & _SAFELISTED))
    listed = extract_header_list_values(expose)
    star = "*" in listed.lowered
    if star and not include and listed.bad is None:
        return tuple(sorted(there))
    if browser.star_survives_bad_expose and not include and initiator is not Initiator.XHR and _star_first(listed):
        return tuple(sorted(there))
    named = listed.lowered if listed.bad is None else frozenset()
    if star and include and browser.star_exposes_accept:
        # D17: Safari's list of safelisted names grows by Accept
        named |= {"accept"}
    return tuple(sorted(there & (_SAFELISTED | named)))


def _star_first(listed: TokenList) -> bool:
    """D16: fetch() in Firefox reads the list item by item and keeps a `*` that it met before the bad one."""
    return listed.bad is not None and "*" in listed.items[: listed.items.index(listed.bad)]
