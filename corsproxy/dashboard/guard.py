"""Who may ask: this machine's own page and nobody else's.

A page of a stranger's can make this browser send requests here (cross-site), and can make its own name resolve to
this machine (DNS rebinding). Both show in headers that no script can forge: Host, Origin and Sec-Fetch-Site.
"""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Mapping

TOKEN_HEADER = "X-Corsproxy-Token"  # noqa: S105 -- the header's name, not a token
_NAMES = ("localhost", "127.0.0.1", "[::1]")

SECURITY_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def hosts(port: int) -> frozenset[str]:
    """The Host values that name this page."""
    named = {f"{name}:{port}" for name in _NAMES}
    return frozenset(named | set(_NAMES) if port == 80 else named)


def refusal(headers: Mapping[str, str], hosts_given: list[str], target: str, port: int, *, page: bool) -> str:
    """Why this request is refused; empty when it may be answered.

    `hosts_given` are the values of all its Host headers, `target` is its request target as it stood on the wire.
    `page` says that a link may lead here from anywhere: the page itself, which changes nothing and tells nothing to
    whoever linked to it.
    """
    own = hosts(port)
    # https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2: the absolute form is for proxies
    if not target.startswith("/"):
        return "this is no proxy"
    if len(hosts_given) != 1 or hosts_given[0].strip().lower() not in own:
        return "the Host header does not name this page; open it as http://localhost"
    origin = headers.get("Origin")
    if origin is not None and not _is_own(origin, own):
        return "the request comes from another origin"
    site = headers.get("Sec-Fetch-Site", "none").lower()
    if site in ("same-origin", "none"):
        return ""
    navigates = (
        headers.get("Sec-Fetch-Mode", "").lower() == "navigate"
        and headers.get("Sec-Fetch-Dest", "").lower() == "document"
    )
    if page and navigates and origin is None:
        return ""
    return "the request comes from another site"


def _is_own(origin: str, own: frozenset[str]) -> bool:
    scheme, mark, host = origin.partition("://")
    return scheme.lower() == "http" and bool(mark) and host.lower() in own


def knows_token(headers: Mapping[str, str], token: str) -> bool:
    """True when the request carries the token, compared in constant time."""
    given = headers.get(TOKEN_HEADER, "")
    return hmac.compare_digest(given.encode("utf-8", "replace"), token.encode())


def is_loopback(host: str) -> bool:
    """True for the addresses that the page may listen on."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
