"""Where a request really goes, decided before anything is dialled, while the flow keeps the URL that the page used.

Names under `.localhost` are loopback, whatever the resolver says (RFC 6761, section 6.3): browsers resolve them by
themselves, but behind a proxy it is the proxy that has to. And no page may reach mitmweb's own interface through the
proxy: mitmproxy before 11.1.2 asks nobody there for a password (CVE-2025-23217).
"""

from __future__ import annotations

import ipaddress

from mitmproxy import http
from mitmproxy.connection import Server
from mitmproxy.net.http.url import hostport
from mitmproxy.options import Options
from mitmproxy.proxy.mode_specs import ReverseMode

DIVERTED = "corsproxy-diverted"
REFUSAL = "corsproxy refuses proxied connections to mitmweb's own port"


def divert(flow: http.HTTPFlow, host: str, port: int, scheme: str) -> None:
    """Send the request elsewhere, under the name that the page used; `undivert` shows the page's URL again.

    The address of the connection itself must not be changed instead: mitmproxy finds connections again by it, opens
    a new one for each request when it differs, and waits for ever once five are open.
    """
    request = flow.request
    name = request.host_header or request.pretty_host
    flow.metadata[DIVERTED] = [request.host, request.port, request.scheme]
    request.host, request.port, request.scheme = host, port, scheme
    request.host_header = name


def undivert(flow: http.HTTPFlow) -> bool:
    """Show the URL that the page used; True when the flow had been diverted."""
    real = flow.metadata.pop(DIVERTED, None)
    if real is None:
        return False
    request = flow.request
    name = request.host_header
    request.host, request.port, request.scheme = real
    request.host_header = name
    return True


def find_at_home(flow: http.HTTPFlow) -> None:
    """Send a request for a name under `.localhost` to this machine. `CONNECT` requests too."""
    request = flow.request
    mode = flow.client_conn.proxy_mode
    if isinstance(mode, ReverseMode) and is_under_localhost(mode.address[0]):
        # `dial` has led the connection home, and mitmproxy named the request after where it leads
        if request.host_header == hostport(mode.scheme, "localhost", mode.address[1]):
            request.host_header = hostport(mode.scheme, *mode.address)
        return
    if not is_under_localhost(request.host):
        return
    if request.method == "CONNECT":
        request.host = "localhost"
    else:
        divert(flow, "localhost", request.port, request.scheme)


def is_under_localhost(host: str) -> bool:
    """True for names below localhost, not for localhost itself: that one the resolver knows."""
    return host.lower().rstrip(".").endswith(".localhost")


def dial(server: Server, options: Options) -> None:
    """Redirect or refuse the connection that is about to be opened."""
    address = server.address
    if address is None:
        return
    host, port = address[0], address[1]
    if is_under_localhost(host):  # a reverse proxy's own upstream: there is one connection, found again as it is
        host = "localhost"
        server.address = (host, port)
    if "web_port" in options and port == options.web_port and is_this_machine(host):
        server.error = REFUSAL


def is_this_machine(host: str) -> bool:
    """True for loopback and unspecified addresses in every spelling, and for names under localhost.

    A name that a stranger's DNS server resolves to loopback is not seen here; mitmweb refuses those itself,
    by their Host header.
    """
    name = host.lower().rstrip(".").strip("[]")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return _is_loopback_shorthand(name)
    mapped = getattr(address, "ipv4_mapped", None) or address
    return bool(mapped.is_loopback or mapped.is_unspecified)


def _is_loopback_shorthand(name: str) -> bool:
    """`127.1`, `0x7f000001`, `2130706433`, `0`: the C library takes them for addresses, `ipaddress` does not."""
    parts = name.split(".")
    if len(parts) > 4:
        return False
    try:
        numbers = [
            int(part, 16 if part.startswith("0x") else 8 if part.startswith("0") and part != "0" else 10)
            for part in parts
        ]
    except ValueError:
        return False
    value = numbers[0] << 24 if len(numbers) > 1 else numbers[0]
    return value == 0 or (value >> 24) == 127
