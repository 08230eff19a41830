"""What a finished chain of exchanges tells about the fetch behind it, and what it does not tell."""

from __future__ import annotations

from dataclasses import replace

from corsproxy.diagnose.pages_author import announced, author_headers
from corsproxy.diagnose.pages_request import (
    Asked,
    asked,
    family,
    included,
    initiator,
    mode,
    settled_by_initiator,
    url_origin,
)
from corsproxy.diagnose.pairing import Chain, Link
from corsproxy.diagnose.redirect_chain import REDIRECTS
from corsproxy.diagnose.sighting import Entry, Role, Sighting
from corsproxy.fetch.page_fetch import Credentials, Hop, Initiator, Mode, PageFetch, RedirectMode
from corsproxy.http.headers import NO_HEADERS
from corsproxy.http.message import Exchange, Gap

_SCRIPTED = frozenset({Initiator.FETCH, Initiator.XHR, Initiator.BEACON})
_ALL_REDIRECTS = (RedirectMode.FOLLOW, RedirectMode.MANUAL, RedirectMode.ERROR)
_FOLLOW = (RedirectMode.FOLLOW,)
_OPEN = (Credentials.SAME_ORIGIN, Credentials.INCLUDE)
_OPEN_TO_THEM = (Credentials.INCLUDE, Credentials.SAME_ORIGIN)
_NOT_INCLUDED = (Credentials.SAME_ORIGIN,)
_INCLUDED = (Credentials.INCLUDE,)

# the browser's own refusals in its recorder's words, which no response explains
_REFUSALS = {
    "net::err_failed": "the browser refused it (net::ERR_FAILED), and the capture holds neither the response nor a "
    "preflight that would say why",
    "net::err_blocked_by_client": "something in the browser blocked it, such as an ad blocker "
    "(net::ERR_BLOCKED_BY_CLIENT): not CORS",
    "net::err_blocked_by_csp": "the page's own Content-Security-Policy blocked it (net::ERR_BLOCKED_BY_CSP): not "
    "CORS",
    "net::err_aborted": "the page went away or cancelled it (net::ERR_ABORTED): not CORS",
    "ns_binding_aborted": "the page went away or cancelled it (NS_BINDING_ABORTED): not CORS",
    "net::err_blocked_by_local_network_access_checks": "the browser's local network access check kept it back "
    "(net::ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS): the user has not permitted this page to reach it",
    "net::err_blocked_by_orb": "opaque response blocking refused it (net::ERR_BLOCKED_BY_ORB): not CORS",
    "net::err_blocked_by_administrator": "an administrator's policy blocked it: not CORS",
}


def reading(chain: Chain) -> Sighting:
    """The sighting that a chain of exchanges amounts to."""
    links = chain.links
    first = links[0]
    shown = first.actual or first.preflight
    assert shown is not None  # noqa: S101 -- a link is made for an exchange
    one = asked(shown)
    here = url_origin(one.url)
    browser = family(chain.agent)
    who = initiator(one)
    modes = mode(one, here)
    page_origin, page_url = _page(links, one, here)
    if (
        one.origin is None
        and modes[0] is Mode.CORS
        and not one.preflight
        and len(links) == 1
        and first.preflight is None
        and page_origin != here
        and one.exchange.request.headers.get("sec-fetch-mode") is None
        and one.exchange.response is not None
    ):
        modes = (Mode.NO_CORS,)  # cross-origin without Origin is no CORS request
    hops, entries, unknown = _hops(links)
    headers = author_headers(first.preflight, first.actual, browser) if who in _SCRIPTED else NO_HEADERS
    fetch = PageFetch(
        page_origin=page_origin,
        method=one.method,
        url=one.url,
        hops=hops,
        headers=headers,
        mode=modes[0],
        credentials=Credentials.SAME_ORIGIN,
        redirect=RedirectMode.FOLLOW,
        initiator=who,
        force_preflight=_forced(links, headers.lines != (), browser),
        page_url=page_url,
    )
    credentials = _credentials(links, page_origin, who, modes[0])
    if credentials[0] is not Credentials.SAME_ORIGIN:
        fetch = replace(fetch, credentials=credentials[0])
    return Sighting(
        id=f"f{chain.number}",
        fetch=fetch,
        credentials=credentials,
        redirects=_redirects(links, who, modes[0]),
        modes=modes,
        entries=entries,
        browser=browser,
        started=shown.started,
        notes=_notes(chain),
        unknown=unknown,
    )


def _page(links: list[Link], one: Asked, here: str) -> tuple[str, str]:
    """The page's serialised origin, and its URL where the referrer tells."""
    get = one.exchange.request.headers.get
    referer = get("referer")
    referred = url_origin(referer) if referer else "null"
    origin = one.origin
    site = get("sec-fetch-site")
    announced_by = links[0].preflight
    if origin is None and announced_by is not None:
        origin = announced_by.request.headers.get("origin")  # a request that was never sent is listed without it
    if origin is None and site == "same-origin":
        origin = here
    if origin is None:
        for link in links[1:]:
            for exchange in (link.preflight, link.actual):
                said = exchange.request.headers.get("origin") if exchange else None
                if said and said != "null":
                    origin = said
                    break
    if origin is None:
        origin = referred if referred != "null" else here if site in (None, "none") else "null"
    return origin, referer if referer and referred == origin else ""


def _forced(links: list[Link], has_headers: bool, browser: str) -> bool:
    """True when the first preflight of the chain asks for nothing that needs one: script listened to the upload
    or streams its body (https://fetch.spec.whatwg.org/#use-cors-preflight-flag)."""
    for index, link in enumerate(links):
        preflight = link.preflight
        if preflight is None:
            continue
        method = preflight.request.headers.get("access-control-request-method")
        if method not in ("GET", "HEAD", "POST") or announced(preflight):
            return False
        # on a later hop Firefox and WebKit ask again for less than what was there before (D3, D4)
        return index == 0 or browser == "chrome" or not has_headers
    return False


def _credentials(links: list[Link], page_origin: str, who: Initiator, how: Mode) -> tuple[Credentials, ...]:
    """The credentials modes that the wire leaves possible, the likeliest first."""
    settled = settled_by_initiator(who, how)
    if settled is not None:
        return settled
    if how in (Mode.NAVIGATE, Mode.WEBSOCKET):
        return _INCLUDED
    tainted = False
    excluded = False
    at_home_with_cookie = False
    started_at_home = False
    for index, link in enumerate(links):
        if not tainted:
            at_home = url_origin(link.url) == page_origin != "null"
            if at_home:
                started_at_home = True
                if link.actual is not None and "cookie" in link.actual.request.headers:
                    at_home_with_cookie = True
                continue
            tainted = True
        for exchange in (link.actual, link.preflight):
            if exchange is None:
                continue
            told = included(asked(exchange), first=index == 0)
            if told:
                return _INCLUDED
            if told is False:
                excluded = True
    if not tainted:
        return _NOT_INCLUDED
    if how is Mode.NO_CORS:
        return _NOT_INCLUDED  # no CORS check reads the credentials mode of a no-cors request
    open_ones = _NOT_INCLUDED if excluded else _OPEN_TO_THEM if _consents_to_credentials(links) else _OPEN
    if started_at_home and not at_home_with_cookie:
        return (*open_ones, Credentials.OMIT)
    return open_ones


def _consents_to_credentials(links: list[Link]) -> bool:
    """True where a preflight's answer allows credentials: whoever wrote it meant them to be sent."""
    for link in links:
        answer = link.preflight.response if link.preflight else None
        if answer is not None and answer.headers.get("access-control-allow-credentials") == "true":
            return True
    return False


def _redirects(links: list[Link], who: Initiator, how: Mode) -> tuple[RedirectMode, ...]:
    """The redirect modes left possible. Only fetch() has another than follow, and only where the chain ends at a
    redirect does the wire leave room for one."""
    last = links[-1].actual
    if who is not Initiator.FETCH or how not in (Mode.CORS, Mode.SAME_ORIGIN) or last is None:
        return _FOLLOW
    if last.response is None or last.response.status not in REDIRECTS or "location" not in last.response.headers:
        return _FOLLOW
    return _ALL_REDIRECTS


def _hops(links: list[Link]) -> tuple[tuple[Hop, ...], tuple[Entry, ...], str]:
    """The hops for the judge, the entries for the reader, and why no verdict is possible (empty when one is)."""
    hops: list[Hop] = []
    entries: list[Entry] = []
    unknown = ""
    for link in links:
        preflight, actual = link.preflight, link.actual
        if preflight is not None:
            entries.append(Entry(preflight.index, Role.PREFLIGHT))
            preflight = _answered(preflight)
            unknown = unknown or _incomplete(preflight, "the preflight's")
        if actual is not None:
            role = (
                Role.REDIRECT
                if actual.response is not None
                and actual.response.status in REDIRECTS
                and "location" in actual.response.headers
                else Role.ACTUAL
            )
            entries.append(Entry(actual.index, role))
            actual = _answered(actual)
            if preflight is not None and _kept_back(actual):
                actual = None  # a recorder inside the browser lists a request that was never sent
            elif not unknown and not _author_asked(actual, link.preflight):
                unknown = _incomplete(actual, "the")
        hops.append(Hop(link.url, preflight, actual))
    return tuple(hops), tuple(entries), unknown


def _answered(exchange: Exchange) -> Exchange:
    """Status 0 is a recorder's way of saying that nothing came back."""
    if exchange.response is not None and exchange.response.status == 0:
        return replace(exchange, response=None)
    return exchange


def _kept_back(actual: Exchange) -> bool:
    return actual.response is None and actual.failure.strip().lower() in ("", "net::err_failed")


def _incomplete(exchange: Exchange, whose: str) -> str:
    """Why this exchange cannot be judged; empty when it can."""
    if exchange.response is None:
        failure = exchange.failure.strip().lower()
        if not failure:
            return "the capture holds no response to it: it was still under way, or the recorder lost it"
        return _REFUSALS.get(failure, "")
    if Gap.RESPONSE_HEADERS in exchange.gaps:
        return f"{whose} response headers are not in the capture"
    if (
        exchange.response.status == 304
        and "origin" in exchange.request.headers
        and "access-control-allow-origin" not in exchange.response.headers
        and _revalidates(exchange)
    ):
        return (
            "a 304 answered the browser's revalidation, and the stored response it stands for is not in the capture"
        )
    return ""


def _revalidates(exchange: Exchange) -> bool:
    """True for a request that carries a validator, which the browser adds below script."""
    headers = exchange.request.headers
    return "if-none-match" in headers or "if-modified-since" in headers


def _author_asked(actual: Exchange, preflight: Exchange | None) -> bool:
    """True for a 304 that script asked for with a validator of its own: an ordinary response to it."""
    names = announced(preflight)
    return (
        actual.response is not None
        and actual.response.status == 304
        and ("if-none-match" in names or "if-modified-since" in names)
    )


def _notes(chain: Chain) -> tuple[str, ...]:
    notes: list[str] = []
    if chain.announced_at is not None:
        earlier = chain.announced_at
        which = f" (entry {earlier.index})" if earlier.index >= 0 else ""
        notes.append(
            f"An earlier preflight for the same request{which} was consented to; the browser's CORS-preflight cache "
            "may have answered from it."
        )
    return tuple(notes)
