"""Redirects: whether a response is one, what forbids following it, and what the request becomes."""

from __future__ import annotations

from dataclasses import replace

from corsproxy.fetch.browser import Browser, EmptyLocation, Returning
from corsproxy.fetch.error import Error
from corsproxy.fetch.fault import Fault
from corsproxy.fetch.leg import Late, Leg
from corsproxy.fetch.page_fetch import Mode, RedirectMode
from corsproxy.fetch.preflight_answer import REDIRECT_STATUSES
from corsproxy.http.headers import Line
from corsproxy.http.url import Url, parse

NOT_FOR_CORS = "refused outside CORS"
"""The reason of a fault that this browser finds although CORS does not apply."""

_MOST_REDIRECTS = 20
_UNSAFE_SCHEMES = frozenset({"about", "blob", "data", "file", "filesystem"})
_CONTENT_NAMES = frozenset({"content-encoding", "content-language", "content-location", "content-type"})


def location_of(status: int, location: str | None, browser: Browser) -> str | None:
    """The Location to follow, None when the response is final: https://fetch.spec.whatwg.org/#concept-http-fetch

    300, 304 and a redirect status without Location are answers like any other.
    """
    if status not in REDIRECT_STATUSES or location is None:
        return None
    if not location and browser.empty_location is EmptyLocation.ANSWER:
        # D18: Chromium takes an empty Location for none
        return None
    return location


def location_url(current: Url, location: str) -> Url | None:
    """https://fetch.spec.whatwg.org/#concept-response-location-url: None on failure.

    Relative to the URL that answered, whose fragment it inherits when it has none.
    """
    target = parse(location, current.href)
    if target is not None and "#" not in target.href and "#" in current.href:
        return parse(f"{target.href}#{current.fragment}")
    return target


def follow(leg: Leg, status: int, location: str) -> Leg | Fault:
    """https://fetch.spec.whatwg.org/#concept-http-redirect-fetch: the next leg, or what forbids it.

    The CORS check of the redirect response itself has passed already. Mode "manual" does not come here.
    """
    browser = leg.browser
    script = leg.script
    target = location_url(leg.url, location)  # step 3
    userinfo = _userinfo_fault(leg, target, location) if target is not None and target.has_userinfo else None
    # D30: Chromium's network process sees userinfo before its renderer sees redirect mode "error"
    if userinfo and browser.userinfo_before_redirect_mode:
        return userinfo
    if script.redirect is RedirectMode.ERROR:
        return Fault(Error.REDIRECT_MODE_ERROR, culprit=RedirectMode.ERROR, status=status, location=location)
    if target is None or (not location and browser.empty_location is EmptyLocation.ERROR):  # step 5
        return Fault(
            Error.INVALID_REDIRECT_LOCATION, culprit="location", location=location, target=location, status=status
        )
    if target.scheme not in ("http", "https"):  # step 6
        # Chromium departs for schemes it does not know and only then finds that they are not CORS-enabled
        if browser.departs_for_unknown_schemes and target.scheme not in _UNSAFE_SCHEMES and script.mode is Mode.CORS:
            return _next(leg, status, target)
        return Fault(
            Error.REDIRECT_TO_NON_HTTP_SCHEME,
            culprit=target.scheme,
            location=location,
            target=target.href,
            status=status,
        )
    if leg.hop == _MOST_REDIRECTS:  # step 7
        return Fault(
            Error.TOO_MANY_REDIRECTS,
            culprit="location",
            location=location,
            target=target.href,
            status=status,
        )
    late = None
    if userinfo:  # steps 9 and 10
        # D27: Safari leaves home without looking, and finds the userinfo after the next preflight
        if browser.userinfo_after_preflight and not leg.cors:
            late = Late(leg, userinfo)
        else:
            return userinfo
    return replace(_next(leg, status, target), late=late)


def _userinfo_fault(leg: Leg, target: Url, location: str) -> Fault | None:
    """Steps 9 and 10."""
    home = target.origin == leg.script.page_origin != "null"
    refused = leg.script.mode is Mode.CORS and (not home or leg.tainted or leg.cors)
    # D6: Chromium refuses userinfo in every redirect, without a word where CORS does not apply
    if not refused and not leg.browser.userinfo_always_refused:
        return None
    return Fault(
        Error.REDIRECT_CONTAINS_CREDENTIALS,
        culprit="location",
        location=location,
        target=target.href,
        reason="" if refused else NOT_FOR_CORS,
    )


def _next(leg: Leg, status: int, target: Url) -> Leg:
    browser = leg.browser
    crosses = target.origin != leg.url.origin or target.origin == "null"
    rewritten = (status in (301, 302) and leg.method == "POST") or (
        status == 303 and leg.method not in ("GET", "HEAD")
    )
    # D28: libsoup turns every cross-origin DELETE into a GET
    if browser.delete_becomes_get and crosses and leg.method == "DELETE":
        rewritten = True
    stripped: frozenset[str] = frozenset()
    if rewritten:  # step 12
        stripped |= _CONTENT_NAMES
    if crosses:  # step 13
        stripped |= {"authorization"}
    return replace(
        leg,
        url=target,
        method="GET" if rewritten else leg.method,
        body=b"" if rewritten else leg.body,
        lines=_lines(leg, stripped),
        hop=leg.hop + 1,
        came_from=leg.url.href,
        crossed=leg.crossed or crosses,
        # step 11 of https://fetch.spec.whatwg.org/#concept-request-tainted-origin
        tainted=leg.tainted or (crosses and leg.url.origin != leg.script.page_origin),
    )


def _lines(leg: Leg, stripped: frozenset[str]) -> tuple[Line, ...]:
    match leg.browser.returning:
        case Returning.NONE:
            source, gone = leg.lines, stripped
        case Returning.CONTENT:
            # D4b: Safari applies the author's headers anew, but never Authorization once it left
            source = leg.script.headers.lines
            gone = stripped | {"authorization"} if leg.crossed else stripped
        case Returning.ALL:
            # D4b: Firefox applies all of the author's headers anew
            source, gone = leg.script.headers.lines, stripped
    return tuple(line for line in source if line[0].lower() not in gone) if source else ()
