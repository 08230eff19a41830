"""Requests, responses and exchanges: what every room of the house speaks of."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from corsproxy.http.headers import NO_HEADERS, Headers


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request. `url` is absolute; `body` is what was sent, content codings included."""

    method: str
    url: str
    headers: Headers = NO_HEADERS
    body: bytes = b""
    http_version: str = "HTTP/1.1"


@dataclass(frozen=True, slots=True)
class Response:
    """One final HTTP response (never 1xx). `reason` is empty where the wire or the recorder had none."""

    status: int
    headers: Headers = NO_HEADERS
    body: bytes = b""
    reason: str = ""
    http_version: str = "HTTP/1.1"


class Gap(StrEnum):
    """What a recorder left out of an exchange, so that nobody mistakes silence for absence."""

    RESPONSE_HEADERS = "response-headers"
    REQUEST_HEADERS = "request-headers"
    CREDENTIALS = "credentials"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and what came back, as one observer saw it.

    `response` is None when nothing came back; `failure` then says why, in the recorder's words
    (`net::ERR_CONNECTION_REFUSED`, `TLS handshake failed`), also for responses cut short.
    `started` and `ended` are seconds since the epoch (0 where unknown). `connection` and `page` group
    exchanges of one client connection and one browser page. `resource_type` is the recorder's word for
    who asked (`preflight`, `fetch`, `xhr`, `image`, …), lower case, empty where it has none.
    `index` is the position in the capture, from 0. `gaps` names what the recorder left out.
    """

    request: Request
    response: Response | None
    failure: str = ""
    started: float = 0.0
    ended: float = 0.0
    connection: str = ""
    page: str = ""
    resource_type: str = ""
    index: int = -1
    gaps: frozenset[Gap] = field(default=frozenset())
