"""What the request headers of one exchange tell about the page that asked.

Facts of the wire only; nothing here compares two exchanges. Browsers cannot let script set `Sec-*`,
`Origin` or `Access-Control-Request-*` (https://fetch.spec.whatwg.org/#forbidden-request-header), so those are
the browser's own word.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from corsproxy.fetch.page_fetch import Credentials, Initiator, Mode
from corsproxy.http.message import Exchange
from corsproxy.http.url import origin_of, parse

_MODES = {mode.value: mode for mode in Mode}
_BY_DESTINATION = {
    "image": Initiator.IMAGE,
    "script": Initiator.SCRIPT,
    "worker": Initiator.SCRIPT,
    "sharedworker": Initiator.SCRIPT,
    "serviceworker": Initiator.SCRIPT,
    "style": Initiator.STYLE,
    "font": Initiator.FONT,
    "audio": Initiator.MEDIA,
    "video": Initiator.MEDIA,
    "track": Initiator.MEDIA,
}
_BY_RESOURCE_TYPE = {
    "fetch": Initiator.FETCH,
    "xhr": Initiator.XHR,
    "xmlhttprequest": Initiator.XHR,
    "eventsource": Initiator.EVENT_SOURCE,
    "ping": Initiator.BEACON,
    "beacon": Initiator.BEACON,
    "image": Initiator.IMAGE,
    "imageset": Initiator.IMAGE,
    "script": Initiator.SCRIPT,
    "stylesheet": Initiator.STYLE,
    "font": Initiator.FONT,
    "media": Initiator.MEDIA,
    "texttrack": Initiator.MEDIA,
    "document": Initiator.OTHER,
    "websocket": Initiator.OTHER,
    "manifest": Initiator.OTHER,
}
# what libraries built on XMLHttpRequest send of their own accord: axios and Angular; jQuery
_XHR_ACCEPT = ("application/json, text/plain, */*", "application/json, text/javascript, */*; q=0.01")


class Asked(NamedTuple):
    """One request as pairing sees it (a tuple because a capture holds 100,000 of them).

    `method` is the announced method for a preflight. `origin` is the Origin header, None when absent.
    """

    exchange: Exchange
    preflight: bool
    url: str
    method: str
    origin: str | None
    agent: str


def asked(exchange: Exchange) -> Asked:
    """Read one exchange. OPTIONS with Access-Control-Request-Method is a CORS-preflight request: script cannot
    set that header. Without it an OPTIONS is one that a page or a tool sent for its own sake."""
    request = exchange.request
    get = request.headers.get
    announced = get("access-control-request-method") if request.method == "OPTIONS" else None
    url = request.url
    if "#" in url:
        url = url.partition("#")[0]
    return Asked(
        exchange, announced is not None, url, announced or request.method, get("origin"), get("user-agent") or ""
    )


@lru_cache(maxsize=512)
def family(agent: str) -> str:
    """The profile that a User-Agent names: `chrome`, `firefox`, `safari`, or empty for what is no browser."""
    if "Firefox/" in agent and "Seamonkey" not in agent:
        return "safari" if "FxiOS" in agent else "firefox"
    if "CriOS/" in agent or "FxiOS/" in agent or "EdgiOS/" in agent:
        return "safari"  # every browser on iOS is WebKit
    if "Chrome/" in agent or "Chromium/" in agent:
        return "chrome"
    if "AppleWebKit/" in agent and ("Safari/" in agent or "Mobile/" in agent):
        return "safari"
    return ""


@lru_cache(maxsize=512)
def tells_storage_access(agent: str) -> bool:
    """True when this browser is known to send `Sec-Fetch-Storage-Access` with every cross-site request that
    includes credentials, so that its absence speaks: Chromium since 133, Firefox as measured in 153."""
    found = re.search(r"(?:Chrom(?:e|ium)|(Firefox))/(\d+)", agent)
    if not found or family(agent) not in ("chrome", "firefox"):
        return False
    return int(found.group(2)) >= (153 if found.group(1) else 133)


# an origin that its URL spells out: no port to drop, no case to fold, no number that might be an address
_PLAIN_ORIGIN = re.compile(r"https?://(?:[a-z0-9-]+\.)*[a-z](?:[a-z-]*[a-z])?(?=[/?]|$)")


def url_origin(url: str) -> str:
    """The serialised origin of a request URL. A long capture holds very many URLs, and most need no parser."""
    plain = _PLAIN_ORIGIN.match(url)
    return plain.group() if plain and "xn--" not in plain.group() else origin_of(url)


def trustworthy(text: str) -> bool:
    """https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy, as browsers decide whether to
    send `Sec-Fetch-*`."""
    if text.startswith(("https:", "wss:")):
        return True
    url = parse(text)
    host = url.host if url else ""
    return host == "localhost" or host.endswith(".localhost") or host.startswith("127.") or host == "[::1]"


def mode(one: Asked, origin: str) -> tuple[Mode, ...]:
    """The request modes this request may have had, the likeliest first. `origin` is its URL's."""
    if one.preflight:
        return (Mode.CORS,)
    headers = one.exchange.request.headers
    said = _MODES.get(headers.get("sec-fetch-mode") or "")
    if said is not None:
        return (said,)
    kind = one.exchange.resource_type
    if kind == "websocket" or (headers.get("upgrade") or "").lower() == "websocket":
        return (Mode.WEBSOCKET,)
    if kind == "document" or (headers.get("accept") or "").startswith("text/html"):
        return (Mode.NAVIGATE,)
    if one.origin is None:
        # same origin, or no-cors: without an Origin header there is no CORS request
        return (Mode.NO_CORS,) if kind in ("image", "script", "stylesheet", "media") else (Mode.CORS,)
    if one.method in ("GET", "HEAD") or origin == one.origin:
        return (Mode.CORS,)
    if one.method == "POST" and not trustworthy(one.url) and not _would_preflight_type(one):
        # plain http carries no Sec-Fetch-Mode, and a no-cors POST carries Origin too
        return (Mode.CORS, Mode.NO_CORS)
    return (Mode.CORS,)


def _would_preflight_type(one: Asked) -> bool:
    value = (one.exchange.request.headers.get("content-type") or "").partition(";")[0].strip().lower()
    return value not in ("", "text/plain", "multipart/form-data", "application/x-www-form-urlencoded")


def initiator(one: Asked) -> Initiator:
    """Which API or element asked: the recorder's word first, then the browser's, then what libraries betray."""
    exchange = one.exchange
    if not one.preflight:
        named = _BY_RESOURCE_TYPE.get(exchange.resource_type)
        if named is not None:
            return named
    get = exchange.request.headers.get
    destination = get("sec-fetch-dest")
    if destination and destination != "empty":
        return _BY_DESTINATION.get(destination, Initiator.OTHER)
    accept = get("accept") or ""
    if accept == "text/event-stream" and not one.preflight:
        return Initiator.EVENT_SOURCE
    if accept in _XHR_ACCEPT:
        return Initiator.XHR
    if family(one.agent) == "firefox" and destination and one.exchange.request.http_version == "HTTP/1.1":
        priority = get("priority")
        if one.preflight:
            return Initiator.FETCH
        # Firefox gives fetch() a Priority, and XMLHttpRequest none
        return Initiator.BEACON if priority == "u=6" else Initiator.FETCH if priority else Initiator.XHR
    return Initiator.FETCH


def included(one: Asked, *, first: bool) -> bool | None:
    """Whether a request that leaves the page's origin included credentials; None where the wire does not tell.

    `first` says that no redirect came before: later hops may lack `Sec-Fetch-Storage-Access` for other reasons.
    """
    get = one.exchange.request.headers.get
    if get("sec-fetch-storage-access") is not None or (get("cookie") is not None and not one.preflight):
        return True
    if not first or get("sec-fetch-site") != "cross-site" or not tells_storage_access(one.agent):
        return None
    # Chromium never sends the header on a preflight; Firefox does
    return None if one.preflight and family(one.agent) == "chrome" else False


def settled_by_initiator(who: Initiator, how: Mode) -> tuple[Credentials, ...] | None:
    """The credentials mode that an API or element always has in this mode; None where the author chooses.

    https://drafts.csswg.org/css-fonts/#font-fetching-requirements, https://w3c.github.io/beacon/#sec-processing-model
    """
    if who is Initiator.FONT and how is Mode.CORS:
        return (Credentials.SAME_ORIGIN,)
    if who is Initiator.BEACON:
        return (Credentials.INCLUDE,)
    if how is Mode.NO_CORS and who in (Initiator.IMAGE, Initiator.SCRIPT, Initiator.STYLE, Initiator.MEDIA):
        return (Credentials.INCLUDE,)
    return None
