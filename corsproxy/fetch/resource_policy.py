"""Cross-Origin-Resource-Policy: a gate that looks like CORS and guards what CORS does not."""

from __future__ import annotations

from corsproxy.fetch.leg import Leg
from corsproxy.fetch.network_gate import is_loopback
from corsproxy.http.headers import Headers
from corsproxy.http.url import parse


def is_blocked_by_resource_policy(leg: Leg, headers: Headers) -> bool:
    """https://fetch.spec.whatwg.org/#cross-origin-resource-policy-check, for a no-cors request.

    Several lines or any other value count as none.
    """
    match headers.get("cross-origin-resource-policy"):
        case "same-origin":
            return not leg.at_home
        case "same-site":
            return not _schemelessly_same_site(leg.script.page_origin, leg.url.host) or (
                leg.url.scheme == "https" and not leg.script.page_origin.startswith("https:")
            )
        case _:
            return False


def _schemelessly_same_site(page_origin: str, host: str) -> bool:
    """https://html.spec.whatwg.org/#schemelessly-same-site

    A registrable domain is taken for the last two labels; the Public Suffix List is not consulted.
    """
    page = parse(page_origin)
    if page is None or page_origin == "null":
        return False
    if page.host == host:
        return True
    if any(is_loopback(name) or name.rpartition(".")[2].isdigit() or ":" in name for name in (page.host, host)):
        return False
    return page.host.split(".")[-2:] == host.split(".")[-2:]
