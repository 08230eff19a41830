"""From a HAR entry to an exchange, equal parts shared.

A capture says the same header lists, lines and bodies thousands of times. Each distinct one is made once, so
that 100,000 entries fit in less memory than their file and are read faster than it is decoded.
"""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from corsproxy.capture.har_fields import Content, HarEntry, HarResponse, PostData, fields_of, text_of
from corsproxy.capture.har_split import Piece
from corsproxy.capture.isomorphic import lines_of
from corsproxy.http.headers import NO_HEADERS, Headers, Line
from corsproxy.http.message import Exchange, Gap, Request, Response

# Distinct things to remember: above that the oldest knowledge is dropped, all at once.
_REMEMBERED = 20_000
_VERSIONS = {
    "": "",
    "unknown": "",
    "http/1.0": "HTTP/1.0",
    "http/1.1": "HTTP/1.1",
    "h2": "HTTP/2",
    "http/2": "HTTP/2",
    "http/2.0": "HTTP/2",
    "http2": "HTTP/2",
    "h3": "HTTP/3",
    "http/3": "HTTP/3",
    "http/3.0": "HTTP/3",
    "quic": "HTTP/3",
}
# Which headers of a browser's own record are no more than a sketch of the request: it was never sent, or came
# from a cache, and DevTools shows "Provisional headers". A request that was sent names its host.
_HOSTS = ("host", ":authority")
_NO_GAPS: frozenset[Gap] = frozenset()
# The combinations are few, so each set is made once and shared by all exchanges.
_GAPS: dict[frozenset[Gap], frozenset[Gap]] = {}


@dataclass(frozen=True, slots=True)
class HeaderList:
    """A header list (or one field) once decoded: without pseudo-headers, whether it names its host, and whether it
    carries credentials."""

    headers: Headers
    authority: bool
    credentials: bool


_EMPTY = HeaderList(NO_HEADERS, authority=False, credentials=False)


@dataclass(slots=True)
class Maker:
    """Makes the exchanges of one file. `from_browser`: the recorder is a browser's own, not a proxy.

    `body_limit` is the greatest body kept, in characters as the file has it (None: all); `attached` are bodies that
    stand beside the HAR in its archive, by their names there;
    `credentials_seen` turns true with the first cookie or authorization header.
    """

    from_browser: bool
    body_limit: int | None
    attached: Mapping[str, bytes] = field(default_factory=dict)
    credentials_seen: bool = False
    lists: dict[bytes, HeaderList] = field(default_factory=dict)
    lines: dict[tuple[str, str], HeaderList] = field(default_factory=dict)
    bodies: dict[bytes, bytes] = field(default_factory=dict)

    def exchange(self, entry: HarEntry, index: int) -> Exchange:
        """The entry as an exchange."""
        asked, answered = entry.request, entry.response
        request_list = self.header_list(asked.headers)
        response_list = self.header_list(answered.headers) if answered is not None else _EMPTY
        self.credentials_seen |= request_list.credentials or response_list.credentials
        gaps: set[Gap] = set()
        if not request_list.headers.lines or (self.from_browser and not request_list.authority):
            gaps.add(Gap.REQUEST_HEADERS)
        body = self.body(asked.postData, gaps) if asked.postData is not None else b""
        response = self.response(answered, response_list, gaps) if answered is not None else None
        failure = (answered.error if answered is not None else None) or entry.error or ""
        if response is None and not failure:
            failure = "the recorder has no response (status 0)"
        started = seconds(entry.startedDateTime)
        took = entry.time
        return Exchange(
            Request(
                sound(asked.method),
                sound(asked.url),
                request_list.headers,
                body,
                version(asked.httpVersion),
            ),
            response,
            failure=sound(failure),
            started=started,
            ended=started + took / 1000 if took is not None and took > 0 and math.isfinite(took) else started,
            connection=sound(entry.connection or entry.connection_id or ""),
            page=sound(entry.pageref or ""),
            resource_type=self.resource_type(entry),
            index=index,
            gaps=_GAPS.setdefault(known := frozenset(gaps), known) if gaps else _NO_GAPS,
        )

    def resource_type(self, entry: HarEntry) -> str:
        """The recorder's word, or `preflight` where the initiator says so: the DevTools protocol announces a
        CORS-preflight request with the type `Other`, and recorders built on it keep that."""
        if entry.initiator is not None and entry.initiator.type == "preflight":
            return "preflight"
        return sound(entry.resource_type.lower()) if entry.resource_type else ""

    def response(self, answered: HarResponse, listed: HeaderList, gaps: set[Gap]) -> Response | None:
        """The response, or None where none came (status 0: Chromium, Firefox and mitmproxy write that)."""
        status = answered.status or 0
        if status <= 0 and not listed.headers.lines:
            return None
        # An empty list is a response without headers; a recorder that keeps none writes no list, or says so.
        if not answered.headers or bytes(answered.headers) == b"null":
            gaps.add(Gap.RESPONSE_HEADERS)
        body = self.body(answered.content, gaps) if answered.content is not None else b""
        return Response(status, listed.headers, body, sound(answered.statusText or ""), version(answered.httpVersion))

    def header_list(self, raw: Piece) -> HeaderList:
        """Decode a header list, or remember it."""
        key = bytes(raw)
        known = self.lists.get(key)
        if known is None:
            if len(self.lists) >= _REMEMBERED // 4:
                self.lists.clear()
            known = self.lists[key] = self._decoded(raw)
        return known

    def _decoded(self, raw: Piece) -> HeaderList:
        kept: list[Line] = []
        authority = credentials = False
        known = self.lines
        for given in fields_of(raw):
            pair = (given.name, given.value)
            found = known.get(pair)
            if found is None:
                if len(known) >= _REMEMBERED:
                    known.clear()
                found = known[pair] = self._line(*pair)
            kept += found.headers.lines
            authority |= found.authority
            credentials |= found.credentials
        return HeaderList(Headers(kept), authority, credentials)

    def _line(self, name: str, value: str) -> HeaderList:
        low = name.lower()
        # HTTP/2 pseudo-headers are no headers
        lines = () if low.startswith(":") or not low else lines_of(name, value, from_browser=self.from_browser)
        return HeaderList(Headers(lines), low in _HOSTS, low in {"cookie", "set-cookie", "authorization"})

    def body(self, holder: Content | PostData, gaps: set[Gap]) -> bytes:
        """The body, where it is short enough to be kept; what is left out becomes a gap."""
        raw = holder.text
        if not raw and isinstance(holder, Content) and holder.file is not None and holder.file in self.attached:
            return self.attached[holder.file]
        if not raw:
            size = holder.size if isinstance(holder, Content) else None
            if size is not None and size > 0:
                gaps.add(Gap.BODY)
            return b""
        if self.body_limit is not None and memoryview(raw).nbytes > self.body_limit:
            gaps.add(Gap.BODY)
            return b""
        text = text_of(raw)
        if not text:
            return b""
        if holder.encoding == "base64":
            try:
                data = base64.b64decode(text, validate=False)
            except (binascii.Error, ValueError):
                gaps.add(Gap.BODY)
                return b""
        else:
            data = text.encode("utf-8", "surrogatepass")
        if len(self.bodies) >= _REMEMBERED:
            self.bodies.clear()
        return self.bodies.setdefault(data, data)


def sound(text: str) -> str:
    """`text` without lone surrogates, which JSON can spell and no encoding can write."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def version(text: str | None) -> str:
    """An HTTP version as the start line writes it; empty where the recorder does not know (`""`, `unknown`)."""
    if not text:
        return ""
    known = _VERSIONS.get(text.lower())
    return text if known is None else known


def seconds(text: str | None) -> float:
    """`startedDateTime` as seconds since the epoch; 0 for none, or one that is no date."""
    if not text:
        return 0.0
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        try:
            number = float(text)
        except ValueError:
            return 0.0
        # milliseconds since the epoch, as some exporters write
        return (number / 1000 if number > 1e11 else number) if math.isfinite(number) else 0.0
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (OverflowError, ValueError):
        return 0.0
