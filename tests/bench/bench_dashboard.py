"""What a row of the live page costs, and what proxy and page hold after 100,000 flows.

What the page costs each request beside an empty addon is `python -m tests.bench proxy`'s business.
"""

from __future__ import annotations

import asyncio
import sys
import time

from corsproxy.capture.flows import exchange_of
from corsproxy.cli.live_page import striking
from corsproxy.dashboard.row import encoded
from corsproxy.dashboard.store import Item, Store
from corsproxy.diagnose.pages import page_fetches
from tests.bench.bench_proxy import CONNECTIONS, answer, drive, free_port, listening, memory, mix, spawn, watch
from tests.proxy.traffic import GRANTED, flow, preflight

FLOWS = 100_000
STEPS = 4
ROUNDS = 20
_KINDS = {
    "allowed": [flow("GET", answered=GRANTED)],
    "allowed, with its preflight": [preflight(answered=GRANTED), flow("PUT", answered=GRANTED, at=1_700_000_000.01)],
    "blocked": [flow("GET", status=403, body=b'{"message":"Forbidden"}')],
}


def rows() -> None:
    """The time to judge a page fetch and write its row: the least of many rounds."""
    for name, flows in _KINDS.items():
        exchanges = [exchange_of(one, index=index) for index, one in enumerate(flows)]
        (sighting,) = page_fetches(exchanges)
        best = float("inf")
        for _ in range(ROUNDS):
            began = time.perf_counter()
            for number in range(50):
                encoded(Item(f"f{number}", number, number, sighting), striking)
            best = min(best, (time.perf_counter() - began) / 50)
        print(f"a row of what is {name}: {best * 1e6:.0f} us")


async def flat() -> None:
    """The memory of a proxy with its page open, by the number of flows that went through it."""
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port, page = free_port(), free_port()
    requests = mix(f"127.0.0.1:{server.sockets[0].getsockname()[1]}", blocked=False)
    process = spawn(sys.executable, "-m", "corsproxy", "proxy", "-p", str(port), "--page-port", str(page))
    sizes = []
    try:
        for one in (port, page):
            await listening(one)
        watching = await watch(page)
        for _ in range(STEPS):
            each = FLOWS // STEPS // CONNECTIONS
            await asyncio.gather(*(drive(port, requests, each) for _ in range(CONNECTIONS)))
            sizes.append(f"{memory(process.pid):.0f}")
        watching.close()
    finally:
        process.terminate()
        process.wait()
        server.close()
    print(
        f"proxy with its page open, each {FLOWS // STEPS:,} flows: {', '.join(sizes)} MB (limit {Store().limit:,} fetches)"
    )


def main() -> None:
    """Run the benchmark."""
    rows()
    asyncio.run(flat())
