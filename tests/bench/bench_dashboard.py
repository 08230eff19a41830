"""CPU time per proxied request with the live page, closed and open, beside a mitmdump with an empty addon.

Four processes run all the time and get the same rounds of requests in turn: mitmdump with an empty addon, `corsproxy
proxy` without the page, with the page and nobody looking, and with the page open in one reader. Then the memory of a
store that 100,000 page fetches went through.

    python -m tests.bench dashboard        BENCH_ROUNDS=20 BENCH_REQUESTS=600 to change its length
"""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import tempfile
import tracemalloc
from dataclasses import replace
from pathlib import Path

from corsproxy.capture.flows import exchange_of
from corsproxy.dashboard.store import Store
from corsproxy.diagnose.pages import page_fetches
from tests.bench.bench_proxy import (
    CONNECTIONS,
    EMPTY,
    REQUESTS,
    ROOT,
    ROUNDS,
    answer,
    cpu_seconds,
    drive,
    free_port,
    listening,
    memory,
    mix,
)
from tests.proxy.traffic import flow

FETCHES = 100_000


def start(name: str, port: int, page: int, empty: str) -> subprocess.Popen[bytes]:
    """One of the four."""
    if name == "empty":
        arguments = [str(Path(sys.executable).with_name("mitmdump")), "-q", "-p", str(port), "-s", empty]
    else:
        more = ["--no-live-page"] if name == "no page" else ["--page-port", str(page)]
        arguments = [sys.executable, "-m", "corsproxy", "proxy", "-p", str(port), *more]
    return subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


async def look(port: int, counted: list[int]) -> None:
    """Read the page's stream of changes for ever."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET /api/events HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n".encode())
    while data := await reader.read(1 << 16):
        counted[0] += data.count(b'{"id":')


async def measured(folder: Path) -> None:
    """Run the rounds and print what they cost."""
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    requests = mix(f"127.0.0.1:{server.sockets[0].getsockname()[1]}")
    (folder / "empty.py").write_text(EMPTY)
    names = ("empty", "no page", "page", "page open")
    ports = {name: (free_port(), free_port()) for name in names}
    running = {name: start(name, *ports[name], str(folder / "empty.py")) for name in names}
    cost: dict[str, list[float]] = {name: [] for name in names}
    latency: dict[str, list[float]] = {name: [] for name in names}
    rows = [0]
    try:
        for proxy, _ in ports.values():
            await listening(proxy)
        await listening(ports["page open"][1])
        reading = asyncio.create_task(look(ports["page open"][1], rows))
        for turn in range(ROUNDS + 1):
            for name in names if turn % 2 else reversed(names):
                before = cpu_seconds(running[name].pid)
                each = REQUESTS // CONNECTIONS
                took = await asyncio.gather(*(drive(ports[name][0], requests, each) for _ in range(CONNECTIONS)))
                await asyncio.sleep(1.0)  # what was put off is paid for here
                if turn:  # the first round warms up
                    cost[name].append((cpu_seconds(running[name].pid) - before) / (each * CONNECTIONS))
                    latency[name] += [one for part in took for one in part]
        resident = {name: memory(process.pid) for name, process in running.items()}
        reading.cancel()
    finally:
        for process in running.values():
            process.terminate()
            process.wait()
        server.close()
    base = statistics.mean(cost["empty"])
    for name in names:
        mean = statistics.mean(cost[name])
        p99 = statistics.quantiles(latency[name], n=100)[98]
        print(
            f"{name:<10} {1e6 * mean:7.0f} us CPU/request ({1e6 * (mean - base):+5.0f} us, {100 * (mean / base - 1):+5.1f} %)"
            f"   p99 {1e3 * p99:6.2f} ms   {resident[name]:5.0f} MB"
        )
    print(f"the open page was sent {rows[0]} rows (aim: at most +7 % CPU)")


def bounded() -> None:
    """What a store holds after many page fetches."""
    store = Store()
    (one,) = page_fetches([exchange_of(flow("GET", body=b"x" * 2_000), index=0)])
    (hop,) = one.fetch.hops
    assert hop.actual is not None
    tracemalloc.start()
    marks = {}
    for number in range(FETCHES):
        own = replace(hop.actual, index=number, request=replace(hop.actual.request, body=bytes(2_000)))
        fetch = replace(one.fetch, hops=(replace(hop, actual=own),))
        store.put(replace(one, id=f"f{number}", fetch=fetch))
        if number + 1 in (store.limit, FETCHES):
            marks[number + 1] = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    print(
        "memory of the store: " + ", ".join(f"{size:.0f} MB after {count:,} fetches" for count, size in marks.items())
    )


def main() -> None:
    """Run the benchmark."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measured(Path(folder)))
    bounded()
