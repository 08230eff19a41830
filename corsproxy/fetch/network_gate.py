"""What keeps a request from being sent although CORS would have let it: mixed content, local networks."""

from __future__ import annotations

import ipaddress
from functools import lru_cache

from corsproxy.fetch.error import Error
from corsproxy.fetch.fault import Fault
from corsproxy.fetch.leg import Leg
from corsproxy.fetch.page_fetch import Initiator, Mode
from corsproxy.http.url import parse


def network_gate(leg: Leg) -> Fault | None:
    """The fault that stops this leg before any byte of it is sent, or None."""
    return _mixed_content(leg) or _local_network(leg)


def _mixed_content(leg: Leg) -> Fault | None:
    """https://w3c.github.io/webappsec-mixed-content/#should-block-fetch"""
    script = leg.script
    if leg.url.scheme != "http" or not script.page_origin.startswith("https:") or script.mode is Mode.NAVIGATE:
        return None
    if script.mixed_content_went_out:
        return None  # what was answered was sent, whatever the standard says
    # images and media without CORS are not blocked but asked for by https instead, where the network allows
    if script.mode is Mode.NO_CORS and script.initiator in (Initiator.IMAGE, Initiator.MEDIA):
        return None
    # WebKit does not take loopback for potentially trustworthy
    if is_loopback(leg.url.host) and not leg.browser.blocks_loopback_as_mixed_content:
        return None
    return Fault(Error.MIXED_CONTENT, culprit=leg.url.scheme, target=leg.url.without_fragment)


def _local_network(leg: Leg) -> Fault | None:
    """https://wicg.github.io/local-network-access/: a public page, a private target, and nobody to ask."""
    if not leg.browser.guards_local_network or leg.at_home:
        return None
    space = address_space(leg.url.host)
    claimed = leg.script.target_address_space
    if claimed and claimed != space:
        return Fault(Error.INVALID_LOCAL_NETWORK_ACCESS, culprit=leg.url.host, value=space, token=claimed)
    if not leg.script.page_is_public:
        return None
    if space == "public":
        return None
    if not _is_secure(leg.script.page_origin):
        return Fault(Error.INSECURE_LOCAL_NETWORK, culprit=leg.url.host, value=space)
    return Fault(Error.LOCAL_NETWORK_ACCESS_PERMISSION_DENIED, culprit=leg.url.host, value=space)


def _is_secure(origin: str) -> bool:
    """https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy"""
    page = parse(origin)
    return page is not None and (page.scheme == "https" or is_loopback(page.host))


@lru_cache(maxsize=1024)
def is_loopback(host: str) -> bool:
    """https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy, the host's part of it."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    address = _address(host)
    return address is not None and address.is_loopback


@lru_cache(maxsize=1024)
def address_space(host: str) -> str:
    """`loopback`, `local` or `public`, as far as the host itself tells (names are not resolved)."""
    if is_loopback(host):
        return "loopback"
    address = _address(host)
    if address is None:
        return "public"
    if address.is_unspecified:
        return "loopback"
    return "local" if address.is_private or address.is_link_local or address in _CARRIER_NAT else "public"


_CARRIER_NAT = ipaddress.ip_network("100.64.0.0/10")


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None
