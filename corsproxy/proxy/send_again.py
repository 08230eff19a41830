"""A page fetch sent again: the requests that were on the wire, through mitmproxy's own client replay.

https://docs.mitmproxy.org/stable/overview/features/#client-side-replay
"""

from __future__ import annotations

from mitmproxy import connection, ctx, http

from corsproxy.diagnose.sighting import Sighting
from corsproxy.http.message import Exchange
from corsproxy.http.url import parse


def send_again(sighting: Sighting) -> str:
    """Queue the fetch's requests, in their order; says what is sent. Raises ValueError where it cannot be."""
    exchanges = [
        exchange for hop in sighting.fetch.hops for exchange in (hop.preflight, hop.actual) if exchange is not None
    ]
    flows = [request_flow(exchange) for exchange in exchanges]
    if not flows:
        raise ValueError("nothing of this fetch was on the wire")
    ctx.master.commands.call("replay.client", flows)
    sent = " and ".join(flow.request.method for flow in flows)
    if exchanges[-1].request.method == "OPTIONS" and sighting.fetch.method != "OPTIONS":
        method = sighting.fetch.method
        return f"Sent {sent} again. The browser never sent {method}: reload the page to see whether it does now."
    return f"Sent {sent} again."


def request_flow(exchange: Exchange) -> http.HTTPFlow:
    """A flow that holds this exchange's request and nothing else."""
    asked = exchange.request
    url = parse(asked.url)
    if url is None:
        raise ValueError("its URL cannot be read")
    length = asked.headers.get("content-length") or "0"
    if length.isdigit() and int(length) != len(asked.body):
        raise ValueError("its body was not kept whole; reload the page instead")
    fields = [
        (name.encode("latin-1", "replace"), value.encode("latin-1", "replace")) for name, value in asked.headers
    ]
    request = http.Request.make(asked.method, asked.url, asked.body)
    request.headers = http.Headers(fields)
    client = connection.Client(peername=("127.0.0.1", 0), sockname=("127.0.0.1", 0))
    return _flow(client, request)


def _flow(client: connection.Client, request: http.Request) -> http.HTTPFlow:
    flow = http.HTTPFlow(client, connection.Server(address=(request.host, request.port)))
    flow.request = request
    return flow
