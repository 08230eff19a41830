"""One fetch of a page: what script asked for, and the exchanges that it caused on the wire."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from corsproxy.http.headers import NO_HEADERS, Headers
from corsproxy.http.message import Exchange


class Credentials(StrEnum):
    """https://fetch.spec.whatwg.org/#concept-request-credentials-mode"""

    OMIT = "omit"
    SAME_ORIGIN = "same-origin"
    INCLUDE = "include"


class Mode(StrEnum):
    """https://fetch.spec.whatwg.org/#concept-request-mode"""

    CORS = "cors"
    NO_CORS = "no-cors"
    SAME_ORIGIN = "same-origin"
    NAVIGATE = "navigate"
    WEBSOCKET = "websocket"


class RedirectMode(StrEnum):
    """https://fetch.spec.whatwg.org/#concept-request-redirect-mode"""

    FOLLOW = "follow"
    ERROR = "error"
    MANUAL = "manual"


class Initiator(StrEnum):
    """Which API or element asked; each browser words its console lines after it."""

    FETCH = "fetch"
    XHR = "xhr"
    EVENT_SOURCE = "eventsource"
    BEACON = "beacon"
    IMAGE = "image"
    SCRIPT = "script"
    MODULE = "module"
    STYLE = "style"
    FONT = "font"
    MEDIA = "media"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Hop:
    """One URL of the chain: its CORS-preflight exchange if one was sent, and its actual exchange.

    `actual` is None when a failed preflight kept the request from being sent. `preflight` is None when
    none was needed, when the browser's CORS-preflight cache answered, or when the recorder hides them.
    """

    url: str
    preflight: Exchange | None
    actual: Exchange | None


@dataclass(frozen=True, slots=True)
class PageFetch:
    """One fetch() of a page, through all its redirects.

    `page_origin` is the serialised origin of the page (`"null"` for opaque ones), `page_url` its URL where
    known. `method`, `url` and `headers` are what script asked for; `headers` holds author-set lines only.
    `force_preflight` is the standard's use-CORS-preflight flag (upload listeners, streaming bodies).
    """

    page_origin: str
    method: str
    url: str
    hops: tuple[Hop, ...]
    headers: Headers = NO_HEADERS
    mode: Mode = Mode.CORS
    credentials: Credentials = Credentials.SAME_ORIGIN
    redirect: RedirectMode = RedirectMode.FOLLOW
    initiator: Initiator = Initiator.FETCH
    force_preflight: bool = False
    page_url: str = ""
