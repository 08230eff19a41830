"""What only a whole capture shows: origins reflected without a list, and what preflights cost.

One response that names the page's origin is what a good server sends. Several unrelated origins that each get
their own name back, with credentials, are a server that asks nobody's name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from corsproxy.diagnose.catalogue import kind
from corsproxy.diagnose.clues import clues
from corsproxy.diagnose.finding import Finding, Remedy
from corsproxy.diagnose.sighting import Role, Sighting
from corsproxy.http.message import Exchange
from corsproxy.http.url import parse

_KEPT_AT_MOST = 7200.0
"""Seconds: Chromium's cap on Access-Control-Max-Age, the one that most users meet."""
_LOCAL_SITE = "local"
_LOCAL = ("localhost", "127.0.0.1", "[::1]")


def reflecting_hosts(sightings: Iterable[Sighting]) -> dict[str, tuple[str, ...]]:
    """API hosts that gave several unrelated origins their own name back, with credentials; and those origins."""
    found: dict[str, dict[str, None]] = {}
    for sighting in sightings:
        for exchange in _answered(sighting):
            if _reflects(exchange):
                host = clues(exchange).url.host
                found.setdefault(host, {})[exchange.request.headers.get("origin") or ""] = None
    return {
        host: tuple(origins) for host, origins in found.items() if len({*map(_site, origins)} - {_LOCAL_SITE}) > 1
    }


def reflection(sighting: Sighting, hosts: dict[str, tuple[str, ...]]) -> Finding | None:
    """The warning for a page fetch of such a host."""
    for exchange in _answered(sighting):
        origins = hosts.get(clues(exchange).url.host)
        if origins and _reflects(exchange):
            entry = kind("reflected-origin-with-credentials")
            text = (
                "Keep a list of exact origins, answer with the one that asks if it is on it, and send Vary: Origin."
            )
            why = f"{', '.join(origins[:4])} each got their own name back, with credentials. {entry.why}"
            return Finding(entry, entry.severity, entry.title, why, remedies=(Remedy(f"mend-{entry.name}", text),))
    return None


def preflight_budget(sightings: Sequence[Sighting]) -> tuple[str, ...]:
    """For each API host, how many preflights were sent and how many a longer Access-Control-Max-Age would spare.

    A preflight is avoidable when the same page had asked for the same URL, method and headers within two hours and
    was let pass (https://fetch.spec.whatwg.org/#concept-cache). One note for each host that wastes any.
    """
    sent: Counter[str] = Counter()
    requests: Counter[str] = Counter()
    avoidable: Counter[str] = Counter()
    known: dict[tuple[str, ...], float] = {}
    for sighting in sightings:
        for exchange in _preflights(sighting):
            host = clues(exchange).url.host
            sent[host] += 1
            get = exchange.request.headers.get
            key = (
                exchange.request.url,
                get("origin") or "",
                get("access-control-request-method") or "",
                get("access-control-request-headers") or "",
                get("user-agent") or "",
            )
            first = known.get(key)
            if first is not None and exchange.started - first <= _KEPT_AT_MOST:
                avoidable[host] += 1
            elif exchange.response is not None and 200 <= exchange.response.status < 300:
                known[key] = exchange.started
        for entry in sighting.entries:
            if entry.role is not Role.PREFLIGHT:
                url = parse(sighting.fetch.url)
                requests[url.host if url else ""] += 1
    return tuple(
        f"{host}: {sent[host]:,} preflights for {requests[host]:,} requests; {spared:,} of them repeated one that "
        "had passed within 2 h, which Access-Control-Max-Age: 7200 would spare (S008)"
        for host, spared in avoidable.most_common()
        if spared > 1
    )


def _preflights(sighting: Sighting) -> Iterable[Exchange]:
    return [hop.preflight for hop in sighting.fetch.hops if hop.preflight is not None]


def _answered(sighting: Sighting) -> Iterable[Exchange]:
    for hop in sighting.fetch.hops:
        for exchange in (hop.preflight, hop.actual):
            if exchange is not None and exchange.response is not None:
                yield exchange


def _reflects(exchange: Exchange) -> bool:
    response = exchange.response
    origin = exchange.request.headers.get("origin")
    if response is None or origin is None or response.headers.get("access-control-allow-credentials") != "true":
        return False
    return response.headers.get("access-control-allow-origin") == origin


def _site(origin: str) -> str:
    """What makes two origins related: their last two labels; a developer's own machine is everybody's friend."""
    url = parse(origin)
    if url is None:
        return origin
    return (
        _LOCAL_SITE if url.host in _LOCAL or url.host.endswith(".localhost") else ".".join(url.host.split(".")[-2:])
    )
