"""Which headers of a request its author set, told from those that the browser, or a proxy on the way, added."""

from __future__ import annotations

from functools import lru_cache

from corsproxy.http.headers import NO_HEADERS, Headers, Line
from corsproxy.http.message import Exchange

# Added below script by every browser, or by what stands between it and the recorder. Names that a script
# could set as well count as the browser's unless a preflight announced them.
_NOT_THE_AUTHORS = frozenset(
    {
        "accept-charset", "accept-encoding", "access-control-request-headers", "access-control-request-method",
        "alt-used", "cache-control", "client-ip", "connection", "content-length", "cookie", "cookie2", "date", "dnt",
        "expect", "forwarded", "host", "http2-settings", "if-modified-since", "if-none-match", "keep-alive", "origin",
        "pragma", "priority", "purpose", "referer", "te", "trailer", "transfer-encoding", "upgrade",
        "upgrade-insecure-requests", "user-agent", "via", "x-client-data", "x-forwarded-for", "x-forwarded-host",
        "x-forwarded-port", "x-forwarded-proto", "x-purpose", "x-real-ip", "x-amzn-trace-id", "x-amz-cf-id",
    }
)  # fmt: skip
_NOT_THE_AUTHORS_PREFIXES = ("sec-", "proxy-", ":", "cloudfront-", "cf-")
_MAY_BE_SAFELISTED = frozenset({"accept", "accept-language", "content-language", "content-type", "range"})
_CLIENT_HINTS = frozenset(
    {"save-data", "device-memory", "dpr", "downlink", "width", "viewport-width", "rtt", "ect", "intervention"}
)
# A refused preflight announces names, never values. These stand in for them: values such as authors write,
# which the standard does not safelist.
_STAND_IN = {
    "content-type": "application/json",
    "accept": '"',
    "accept-language": '"',
    "content-language": '"',
    "range": "bytes=-1",
    "save-data": "on",
    "device-memory": "8",
    "dpr": "1",
    "downlink": "10",
    "width": "1",
    "viewport-width": "1",
    "rtt": "50",
    "ect": "4g",
    "intervention": "x",
}


def announced(preflight: Exchange | None) -> tuple[str, ...]:
    """The names in Access-Control-Request-Headers, lower case, in its order."""
    value = preflight.request.headers.get("access-control-request-headers") if preflight else None
    return _names(value) if value else ()


@lru_cache(maxsize=1024)
def _names(value: str) -> tuple[str, ...]:
    return tuple(name for part in value.split(",") if (name := part.strip().lower()))


def stand_in(name: str, browser: str) -> str:
    """A value for an announced header whose value nobody saw. Chromium announces a client hint only when its
    value is not one that it safelists."""
    if browser == "chrome" and name in _CLIENT_HINTS:
        return '"'
    return _STAND_IN.get(name, "?")


def author_headers(preflight: Exchange | None, actual: Exchange | None, browser: str) -> Headers:
    """The header lines that script asked for, at the first hop of a fetch.

    With a preflight in sight its announcement settles which CORS-unsafe names are the author's. Without one
    (safelisted, answered from the preflight cache, or not recorded) every line is the author's that no browser
    and no proxy adds.
    """
    names = announced(preflight)
    if actual is None:
        return Headers((name, stand_in(name, browser)) for name in names) if names else NO_HEADERS
    found: list[Line] = []
    seen: set[str] = set()
    for line in actual.request.headers.lines:
        low = line[0].lower()
        if low in names:
            seen.add(low)
            found.append(line)
        elif low in _MAY_BE_SAFELISTED:
            found.append(line)
        elif preflight is not None:
            if low in _CLIENT_HINTS:
                found.append(line)
        elif low not in _NOT_THE_AUTHORS and not low.startswith(_NOT_THE_AUTHORS_PREFIXES):
            found.append(line)
    # announced and not seen: struck out by a sanitising exporter
    found += [(name, stand_in(name, browser)) for name in names if name not in seen]
    return Headers(found) if found else NO_HEADERS
