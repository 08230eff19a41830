"""What decides a flow's verdict, as a key that is cheap to make: from the header bytes, nothing parsed twice.

Most of a page's traffic repeats: the same header lines to the same origin, the same grant in answer. What a browser
decides of a fetch with one URL follows from these alone, not from path, body, tokens or time. Two flows with equal
keys get equal verdicts; a flow without a key has to be looked at whole.
"""

from __future__ import annotations

from collections.abc import Hashable
from itertools import count
from typing import NamedTuple, TypeVar

from mitmproxy import http

Fields = tuple[tuple[bytes, bytes], ...]
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

# Their values decide nothing in any browser, as long as they are ASCII; that they were sent may, so names stay.
_VALUE_IS_NO_MATTER = frozenset(
    {
        b"cookie", b"authorization", b"referer", b"content-length", b"x-api-key", b"x-amz-date",
        b"x-amz-security-token", b"x-amzn-trace-id", b"x-request-id", b"x-correlation-id", b"x-csrf-token",
        b"x-xsrf-token", b"traceparent", b"tracestate", b"baggage", b"sentry-trace", b"idempotency-key",
    }
)  # fmt: skip
# Revalidated later by a 304, whose verdict is that of what is stored now; or a redirect: more than one exchange.
_MORE_THAN_ONE = frozenset({b"etag", b"last-modified", b"location"})
_DECISIVE = (b"access-control-", b"cross-origin-")
_MOST = 1024


class Asked(NamedTuple):
    """A kind of request: `number` is equal for requests whose headers decide alike. `announces` is the method that a
    preflight announces (None where it is none), `origin` the Origin header."""

    number: int
    origin: str
    announces: str | None


class Key(NamedTuple):
    """What decides. `request` and `response` are the hashable evidence; the rest is read off on the way."""

    request: Hashable
    response: Hashable
    asked: Asked
    url: str
    method: str


class Keys:
    """Makes keys, and remembers what it has read of recurring header lists; in bounded memory."""

    def __init__(self) -> None:
        self._numbers = count()
        self._asked: dict[Fields, Asked | None] = {}
        self._by_reduced: dict[Fields, Asked | None] = {}
        self._before_path: dict[Hashable, str | None] = {}
        self._decisive_at: dict[tuple[bytes, ...], tuple[int, ...] | None] = {}

    def of(self, flow: http.HTTPFlow) -> Key | None:
        """The flow's key, or None where more than these few values may decide."""
        response = flow.response
        if response is None or flow.error is not None:
            return None
        # the raw values behind mitmproxy's properties, which decode anew each time
        sent, answered = flow.request.data, response.data
        if 300 <= answered.status_code < 400:
            return None
        fields = sent.headers.fields
        asked = self._asked.get(fields)
        if asked is None:
            asked = self._read(fields)
            if asked is None:
                return None
        if sent.method == b"OPTIONS" and asked.announces is None:
            return None
        request = (asked.number, sent.method, sent.scheme, sent.host, sent.port, sent.authority, sent.http_version)
        before = self._before_path.get(request)
        if before is None:
            before = _before_path(flow.request)
            if before is None:
                return None
            _keep(self._before_path, request, before)
        path = sent.path
        if path[:1] != b"/" or b"#" in path or not path.isascii():
            return None
        decided = self._answered(answered.headers.fields)
        if decided is None:
            return None
        method = sent.method.decode("ascii", "replace")
        preflight = asked.announces is not None and method == "OPTIONS"
        return Key(
            request,
            (answered.status_code, decided),
            asked if preflight or asked.announces is None else asked._replace(announces=None),
            before + path.decode("ascii"),
            asked.announces if preflight and asked.announces is not None else method,
        )

    def _read(self, fields: Fields) -> Asked | None:
        reduced = tuple(
            [
                (name, b"" if name.lower() in _VALUE_IS_NO_MATTER and value.isascii() else value)
                for name, value in fields
            ]
        )
        asked = self._by_reduced.get(reduced)
        if asked is None:
            origin = announces = None
            for name, value in fields:
                low = name.lower()
                if low == b"origin":
                    if origin is not None:
                        return None
                    origin = value
                elif low == b"access-control-request-method":
                    if announces is not None:
                        return None
                    announces = value
                elif low == b"upgrade":
                    return None
            if origin is None:
                return None
            told = announces.decode("latin-1").strip("\t ") if announces is not None else None
            asked = Asked(next(self._numbers), origin.decode("latin-1").strip("\t "), told)
            _keep(self._by_reduced, reduced, asked)
        _keep(self._asked, fields, asked)
        return asked

    def _answered(self, fields: Fields) -> Hashable | None:
        names = tuple([name for name, _ in fields])
        if names not in self._decisive_at:
            _keep(self._decisive_at, names, _decisive_at(names))
        at = self._decisive_at[names]
        if at is None:
            return None
        values = b"".join([value for _, value in fields])
        if b"\n" in values or b"\r" in values or b"\0" in values:
            return None  # such a line may hide others
        # with the names as spelled: Firefox counts those
        return tuple([fields[index] for index in at])


def exact_of(flow: http.HTTPFlow, key: Key) -> Hashable | None:
    """All that may be told of a flow that is refused: URL, header lines, body. None where that is too much.

    Only what changes with each response of the same writer is left out, by its shape alone.
    """
    sent, answered = flow.request, flow.response
    body = answered.raw_content if answered is not None else None
    if (
        answered is None
        or body is None
        or len(body) > 4096
        or sent.raw_content is None
        or len(sent.raw_content) > 4096
    ):
        return None
    lines = tuple(
        [
            (name, (len(value), value[-1:]) if name.lower() in EACH_TIME_ANOTHER else value)
            for name, value in answered.headers.fields
        ]
    )
    return (
        key.request,
        key.response,
        key.url,
        sent.headers.fields,
        sent.raw_content,
        lines,
        answered.reason,
        answered.http_version,
        body,
    )


EACH_TIME_ANOTHER = frozenset(
    {b"date", b"x-amzn-requestid", b"apigw-requestid", b"x-amz-apigw-id", b"x-amzn-trace-id", b"x-amz-cf-id"}
)


def _decisive_at(names: tuple[bytes, ...]) -> tuple[int, ...] | None:
    """Where in these header names the decisive ones stand; None where one of them needs a closer look."""
    found = []
    for index, name in enumerate(names):
        low = name.lower()
        if low in _MORE_THAN_ONE or not low.isascii() or b"\0" in low or low != low.strip():
            return None
        if low.startswith(_DECISIVE):
            found.append(index)
    return tuple(found)


def _before_path(request: http.Request) -> str | None:
    whole, path = request.pretty_url, request.path
    return whole.removesuffix(path) if path.startswith("/") and whole.endswith(path) else None


def _keep(held: dict[K, V], name: K, value: V) -> None:
    if len(held) >= _MOST:
        held.clear()
    held[name] = value
