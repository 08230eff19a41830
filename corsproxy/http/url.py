"""URLs as browsers parse them: https://url.spec.whatwg.org/

The parser is ada's, through can_ada, in this one file. What it accepts and how it serialises is the URL
standard's; the rest of the house asks the questions below and never touches the library.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import can_ada

DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443, "ftp": 21}


@dataclass(frozen=True, slots=True)
class Url:
    """A parsed URL. `href` is its serialisation; `host` is empty and `port` None where it has none.

    `port` is the effective one (443 for https without a port). `path` starts with "/" for http(s);
    `query` is without its "?"; `origin` is the serialised origin, `"null"` for opaque ones.
    """

    href: str
    scheme: str
    username: str
    password: str
    host: str
    port: int | None
    path: str
    query: str
    fragment: str
    origin: str

    @property
    def has_userinfo(self) -> bool:
        """True when a user name or a password is part of the URL."""
        return bool(self.username or self.password)

    @property
    def without_fragment(self) -> str:
        """The serialisation that goes over the wire and into messages."""
        return self.href.partition("#")[0]


def _value(parsed: can_ada.URL) -> Url:
    scheme = parsed.protocol[:-1]
    port = int(parsed.port) if parsed.port else DEFAULT_PORTS.get(scheme)
    return Url(
        href=parsed.href,
        scheme=scheme,
        username=parsed.username,
        password=parsed.password,
        host=parsed.hostname,
        port=port,
        path=parsed.pathname,
        query=parsed.search[1:],
        fragment=parsed.hash[1:],
        origin=parsed.origin,
    )


@lru_cache(maxsize=8192)
def parse(text: str, base: str | None = None) -> Url | None:
    """Parse `text`, against `base` where it is relative; None where the URL parser returns failure."""
    try:
        return _value(can_ada.parse(text) if base is None else can_ada.parse(base) + text)
    except (ValueError, TypeError):  # TypeError: a lone surrogate, which is not a string to the library
        return None


def origin_of(text: str) -> str:
    """The serialised origin of an absolute URL; `"null"` for opaque ones and for what does not parse."""
    url = parse(text)
    return url.origin if url else "null"
