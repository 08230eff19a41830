"""Header names that script may not set: dropped silently, never the cause of a preflight."""

from __future__ import annotations

from functools import lru_cache

from corsproxy.fetch.method import FORBIDDEN as FORBIDDEN_METHODS

_FORBIDDEN = frozenset(
    {
        "accept-charset",
        "accept-encoding",
        "access-control-request-headers",
        "access-control-request-method",
        "connection",
        "content-length",
        "cookie",
        "cookie2",
        "date",
        "dnt",
        "expect",
        "host",
        "keep-alive",
        "origin",
        "referer",
        "set-cookie",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "via",
    }
)
_METHOD_OVERRIDES = frozenset({"x-http-method", "x-http-method-override", "x-method-override"})


@lru_cache(maxsize=4096)
def is_forbidden_request_header(name: str, value: str) -> bool:
    """https://fetch.spec.whatwg.org/#forbidden-request-header"""
    low = name.lower()
    if low in _FORBIDDEN or low.startswith(("proxy-", "sec-")):  # steps 1 and 2
        return True
    if low in _METHOD_OVERRIDES:  # step 3
        return any(method.strip("\t ").upper() in FORBIDDEN_METHODS for method in value.split(","))
    return False
