"""CPU time per proxied request with our addon, beside the same mitmdump with an empty addon.

All processes run all the time and get the same rounds of requests alternately, so that whatever else the machine does
hits each: mitmdump with an empty addon and with ours (`-s`), and `corsproxy proxy` without and with its page open.
CPU time is the processes' own (user and system), not the clock's. The mix is a browser's at a single-page
application: fetches with a preflight, fetches whose preflight is cached, and what is not CORS at all.

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


def mix(host: str, blocked: bool) -> list[bytes]:
    """The requests of one turn: two preflights, six fetches, two that are not CORS; or all that are blocked."""
    preflight = "Access-Control-Request-Method: PUT\r\nAccess-Control-Request-Headers: content-type\r\n" + CORS
    json = "Content-Type: application/json\r\nContent-Length: 2\r\n" + CORS
    plain = "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: image\r\n"
    lines = [
        ("OPTIONS", "/a", preflight, ""), ("PUT", "/a", json, "{}"), ("GET", "/b", CORS, ""), ("GET", "/c?x=1", CORS, ""),
        ("GET", "/logo.png", plain, ""), ("OPTIONS", "/d", preflight, ""), ("PUT", "/d", json, "{}"), ("GET", "/b", CORS, ""),
        ("PUT", "/a", json, "{}"), ("GET", "/style.css", plain, ""),
    ]  # fmt: skip
    if blocked:
        lines = [("GET", f"/no/{number}", CORS, "") for number in range(8)]
        lines += [("OPTIONS", f"/no/{number}", preflight, "") for number in (8, 9)]
    return [
        f"{method} http://{host}{path} HTTP/1.1\r\nHost: {host}\r\n{COMMON}{extra}\r\n{body}".encode()
        for method, path, extra, body in lines
    ]


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """The API: every request is granted, but those below /no."""
    granted = (
        f"Access-Control-Allow-Origin: {ORIGIN}\r\nAccess-Control-Allow-Methods: PUT\r\nVary: Origin\r\n"
        "Access-Control-Allow-Headers: content-type\r\nApigw-Requestid: JKJaXmPLvHcESHA=\r\n"
    )
    ok = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(BODY)}\r\n{granted}\r\n".encode()
    refused = b"HTTP/1.1 403 Forbidden\r\nx-amzn-RequestId: 3b5c\r\nx-amzn-ErrorType: ForbiddenException\r\n"
    refused += b'Content-Length: 23\r\n\r\n{"message":"Forbidden"}'
    none = f"HTTP/1.1 204 No Content\r\n{granted}\r\n".encode()
    try:
        while head := await reader.readuntil(b"\r\n\r\n"):
            if b"Content-Length: 2" in head:
                await reader.readexactly(2)
            if b"/no/" in head.partition(b"\r\n")[0]:
                writer.write(refused)
            else:
                writer.write(none if head.startswith(b"OPTIONS") else ok + BODY)
    except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
        writer.close()  # cancelled with the loop, at the benchmark's end


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
        elif head.startswith(b"HTTP/1.1 403"):
            await reader.readexactly(23)
        took.append(time.perf_counter() - started)
    writer.close()
    return took


def cpu_seconds(pid: int) -> float:
    """The process's time on a processor so far."""
    threads = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9


def memory(pid: int) -> float:
    """Resident megabytes."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def start(script: str, port: int) -> subprocess.Popen[bytes]:
    """A mitmdump with this script."""
    mitmdump = str(Path(sys.executable).with_name("mitmdump"))
    return spawn(mitmdump, "-q", "-p", str(port), "-s", script)


def spawn(*command: str) -> subprocess.Popen[bytes]:
    """A process that says nothing."""
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


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


async def watch(page: int) -> asyncio.StreamWriter:
    """Keep the live page open, as a browser's tab does: its stream of changes is read and thrown away."""
    reader, writer = await asyncio.open_connection("127.0.0.1", page)
    writer.write(f"GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:{page}\r\nAccept: text/event-stream\r\n\r\n".encode())

    async def read() -> None:
        while await reader.read(1 << 16):
            pass

    asyncio.get_running_loop().create_task(read()).add_done_callback(lambda _: None)
    return writer


async def measured(folder: Path, blocked: bool) -> None:
    """Run the rounds and print what they cost."""
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    requests = mix(f"127.0.0.1:{server.sockets[0].getsockname()[1]}", blocked)
    (folder / "empty.py").write_text(EMPTY)
    names = ("empty", "-s addon", "no page", "live page")
    ports = {name: free_port() for name in names}
    page = free_port()
    ours = (sys.executable, "-m", "corsproxy", "proxy")
    running = {
        "empty": start(str(folder / "empty.py"), ports["empty"]),
        "-s addon": start(str(ROOT / "addons" / "corsproxy_addon.py"), ports["-s addon"]),
        "no page": spawn(*ours, "-p", str(ports["no page"]), "--no-live-page"),
        "live page": spawn(*ours, "-p", str(ports["live page"]), "--page-port", str(page)),
    }
    cost: dict[str, list[float]] = {name: [] for name in names}
    latency: dict[str, list[float]] = {name: [] for name in names}
    watching = None
    try:
        for port in (*ports.values(), page):
            await listening(port)
        watching = await watch(page)
        each = REQUESTS // CONNECTIONS
        for turn in range(-2, ROUNDS):
            for name in sorted(names, reverse=bool(turn % 2)):
                before = cpu_seconds(running[name].pid)
                took = await asyncio.gather(*(drive(ports[name], requests, each) for _ in range(CONNECTIONS)))
                if turn >= 0:  # the first rounds warm up
                    cost[name].append((cpu_seconds(running[name].pid) - before) / (each * CONNECTIONS))
                    latency[name] += [one for part in took for one in part]
        resident = {name: memory(process.pid) for name, process in running.items()}
    finally:
        if watching is not None:
            watching.close()
        for process in running.values():
            process.terminate()
            process.wait()
        server.close()
    print("what is blocked" if blocked else "what is allowed, preflights included")
    for name in names:
        p99 = statistics.quantiles(latency[name], n=100)[98]
        # each round beside the empty addon's of the same moment: what else the machine does falls out
        extra = statistics.median(mine - base for mine, base in zip(cost[name], cost["empty"], strict=True))
        base = statistics.median(cost["empty"])
        print(
            f"  {name:<10} {1e6 * statistics.median(cost[name]):6.0f} us CPU/request ({1e6 * extra:+5.0f} us,"
            f" {100 * extra / base:+5.1f} %)   p99 {1e3 * p99:6.2f} ms   {resident[name]:4.0f} MB"
        )


def main() -> None:
    """Run the benchmark."""
    for blocked in (False, True):
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(measured(Path(folder), blocked))
    print("aim: at most +7 %")
