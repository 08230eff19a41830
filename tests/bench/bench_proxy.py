"""CPU time per proxied request with our addon, beside the same mitmdump with an empty addon.

Two mitmdump processes run all the time and get the same rounds of requests alternately, so that whatever else the
machine does hits both. CPU time is the processes' own (user and system), not the clock's. The mix is a browser's at a
single-page application: fetches with a preflight, fetches whose preflight is cached, and what is not CORS at all.

    python -m tests.bench proxy        BENCH_ROUNDS=20 BENCH_REQUESTS=600 to change its length
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "12"))
REQUESTS = int(os.environ.get("BENCH_REQUESTS", "400"))
CONNECTIONS = 4
EMPTY = "class Empty:\n    def response(self, flow): pass\naddons = [Empty()]\n"
ROOT = Path(__file__).parents[2]
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"
ORIGIN = "http://localhost:5173"
COMMON = f"User-Agent: {CHROME}\r\nAccept: */*\r\nAccept-Encoding: gzip, deflate\r\nAccept-Language: en\r\nReferer: {ORIGIN}/\r\n"
CORS = f"Origin: {ORIGIN}\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n"
BODY = b'{"items":[' + b'{"id":1,"name":"Garden gnome"},' * 60 + b"{}]}"


def mix(host: str) -> list[bytes]:
    """The requests of one turn: two preflights, six fetches, two that are not CORS."""
    preflight = "Access-Control-Request-Method: PUT\r\nAccess-Control-Request-Headers: content-type\r\n" + CORS
    json = "Content-Type: application/json\r\nContent-Length: 2\r\n" + CORS
    plain = "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: image\r\n"
    lines = [
        ("OPTIONS", "/a", preflight, ""), ("PUT", "/a", json, "{}"), ("GET", "/b", CORS, ""), ("GET", "/c?x=1", CORS, ""),
        ("GET", "/logo.png", plain, ""), ("OPTIONS", "/d", preflight, ""), ("PUT", "/d", json, "{}"), ("GET", "/b", CORS, ""),
        ("PUT", "/a", json, "{}"), ("GET", "/style.css", plain, ""),
    ]  # fmt: skip
    return [
        f"{method} http://{host}{path} HTTP/1.1\r\nHost: {host}\r\n{COMMON}{extra}\r\n{body}".encode()
        for method, path, extra, body in lines
    ]


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """The API: every request is granted."""
    granted = (
        f"Access-Control-Allow-Origin: {ORIGIN}\r\nAccess-Control-Allow-Methods: PUT\r\nVary: Origin\r\n"
        "Access-Control-Allow-Headers: content-type\r\nApigw-Requestid: JKJaXmPLvHcESHA=\r\n"
    )
    ok = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(BODY)}\r\n{granted}\r\n".encode()
    none = f"HTTP/1.1 204 No Content\r\n{granted}\r\n".encode()
    try:
        while head := await reader.readuntil(b"\r\n\r\n"):
            if b"Content-Length: 2" in head:
                await reader.readexactly(2)
            writer.write(none if head.startswith(b"OPTIONS") else ok + BODY)
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def drive(port: int, requests: Sequence[bytes], count: int) -> list[float]:
    """Send `count` requests over one connection, one after the other; each one's latency in seconds."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    took = []
    for number in range(count):
        started = time.perf_counter()
        writer.write(requests[number % len(requests)])
        head = await reader.readuntil(b"\r\n\r\n")
        if head.startswith(b"HTTP/1.1 200"):
            await reader.readexactly(len(BODY))
        took.append(time.perf_counter() - started)
    writer.close()
    return took


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> float:
    """Resident megabytes."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def start(script: str, port: int) -> subprocess.Popen[bytes]:
    """A mitmdump with this script."""
    mitmdump = str(Path(sys.executable).with_name("mitmdump"))
    return subprocess.Popen(
        [mitmdump, "-q", "-p", str(port), "-s", script],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


async def listening(port: int) -> None:
    """Wait until somebody listens."""
    while True:
        try:
            (await asyncio.open_connection("127.0.0.1", port))[1].close()
            return
        except OSError:
            await asyncio.sleep(0.1)


def free_port() -> int:
    """A port nobody listens on."""
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


async def measured(folder: Path) -> None:
    """Run the rounds and print what they cost."""
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    requests = mix(f"127.0.0.1:{server.sockets[0].getsockname()[1]}")
    (folder / "empty.py").write_text(EMPTY)
    scripts = {"empty": str(folder / "empty.py"), "corsproxy": str(ROOT / "addons" / "corsproxy_addon.py")}
    ports = {name: free_port() for name in scripts}
    running = {name: start(script, ports[name]) for name, script in scripts.items()}
    cost: dict[str, list[float]] = {name: [] for name in scripts}
    latency: dict[str, list[float]] = {name: [] for name in scripts}
    try:
        for port in ports.values():
            await listening(port)
        for turn in range(ROUNDS + 1):
            for name in sorted(scripts, reverse=bool(turn % 2)):
                before = cpu_seconds(running[name].pid)
                each = REQUESTS // CONNECTIONS
                took = await asyncio.gather(*(drive(ports[name], requests, each) for _ in range(CONNECTIONS)))
                if turn:  # the first round warms up
                    cost[name].append((cpu_seconds(running[name].pid) - before) / (each * CONNECTIONS))
                    latency[name] += [one for part in took for one in part]
        resident = {name: memory(process.pid) for name, process in running.items()}
    finally:
        for process in running.values():
            process.terminate()
            process.wait()
        server.close()
    for name in scripts:
        p99 = statistics.quantiles(latency[name], n=100)[98]
        print(
            f"{name:<10} {1e6 * statistics.median(cost[name]):7.0f} us CPU/request (mean {1e6 * statistics.mean(cost[name]):.0f})"
            f"   p99 {1e3 * p99:6.2f} ms   {resident[name]:5.0f} MB"
        )
    ratio = statistics.mean(cost["corsproxy"]) / statistics.mean(cost["empty"]) - 1
    extra = 1e6 * (statistics.mean(cost["corsproxy"]) - statistics.mean(cost["empty"]))
    print(f"our addon costs {100 * ratio:+.1f} % CPU, {extra:+.0f} us a request (aim: at most +7 %)")


def main() -> None:
    """Run the benchmark."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measured(Path(folder)))
