"""The header names that WebKit knows by heart (HTTPHeaderNames.in).

It keeps them apart from all others: it spells them its own way, and looks at them first.
"""

from __future__ import annotations

from collections.abc import Iterable

CANONICAL = {
    name.lower(): name
    for name in (
        "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Accept-Ranges", "Age", "Authorization",
        "Cache-Control", "Connection", "Content-Disposition", "Content-Encoding", "Content-Language",
        "Content-Length", "Content-Location", "Content-Range", "Content-Type", "Cookie", "Cookie2", "Date", "DNT",
        "Expires", "Host", "If-Match", "If-Modified-Since", "If-None-Match", "If-Range", "If-Unmodified-Since",
        "Keep-Alive", "Last-Event-ID", "Last-Modified", "Link", "Location", "Origin", "Ping-From", "Ping-To",
        "Pragma", "Proxy-Authorization", "Purpose", "Range", "Referer", "Referrer-Policy", "Refresh", "Server",
        "Set-Cookie", "Set-Cookie2", "SourceMap", "TE", "Timing-Allow-Origin", "Trailer", "Transfer-Encoding",
        "Upgrade", "Upgrade-Insecure-Requests", "User-Agent", "Vary", "Via", "X-Content-Type-Options",
        "X-DNS-Prefetch-Control", "X-Frame-Options", "X-SourceMap", "X-Temp-Tablet", "X-XSS-Protection",
    )
}  # fmt: skip


def lookup_order(names: Iterable[str], author_wrote: Iterable[str]) -> tuple[str, ...]:
    """Lower-case `names` as WebKit comes upon them: known ones first, then by the author's order."""
    place = {name.lower(): index for index, name in reversed(list(enumerate(author_wrote)))}
    return tuple(sorted(names, key=lambda name: (name not in CANONICAL, place.get(name, -1))))


# names whose own specifications and libraries write them in lower case
_CUSTOMARILY_LOWER = frozenset(
    {"b3", "baggage", "sentry-trace", "traceparent", "tracestate", "uber-trace-id", "x-b3-traceid", "x-b3-spanid"}
)
_ACRONYMS = frozenset({"csrf", "dpr", "ect", "http", "rtt", "xsrf"})


def customary(name: str) -> str:
    """The spelling that authors mostly give a name, for one that was only seen in lower case.

    WebKit quotes a name as the author wrote it, and a refused preflight announces it in lower case: a guess.
    """
    if name != name.lower() or name in _CUSTOMARILY_LOWER:
        return name
    if name in CANONICAL:
        return CANONICAL[name]
    parts = name.split("-")
    return "-".join(part.upper() if part in _ACRONYMS else part.capitalize() for part in parts)
