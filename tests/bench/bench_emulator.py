"""The emulator against a bare aiohttp server that answers 204 with the same headers, interleaved on one machine.

What must hold: auto-preflight at least 85 % of the bare server's throughput, a Lambda-backed GET at least 25 %, ready
within 0.7 s of process start, under 80 MB at rest, memory flat over 200,000 requests.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROUNDS = 5
SECONDS = 2.0
CONNECTIONS = 16
FLAT_REQUESTS = 200_000

DEFINITION = """
functions:
  hello: {code: ., handler: app.handler, runtime: "%s"}
apis:
  - http-api: bench
    id: bench00001
    cors: {origins: [https://app.example], methods: [GET, POST], headers: [content-type], max_age: 300}
    routes:
      GET /hello: hello
"""
HANDLER = """
def handler(event, context):
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": '{"hello": "world"}'}
"""
BARE = """
import asyncio, sys
from aiohttp import web
HEADERS = {headers!r}
async def answer(request):
    return web.Response(status=204, headers=HEADERS)
async def main():
    server = web.Server(answer, access_log=None)
    listening = await asyncio.get_running_loop().create_server(server, "127.0.0.1", 0)
    print(listening.sockets[0].getsockname()[1], flush=True)
    await asyncio.Event().wait()
asyncio.run(main())
"""
LOAD = """
import selectors, socket, sys, time
port, connections, seconds, most = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
request = sys.stdin.buffer.read()
waiting = selectors.DefaultSelector()
for _ in range(connections):
    one = socket.create_connection(("127.0.0.1", port))
    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    waiting.register(one, selectors.EVENT_READ, bytearray())
    one.sendall(request)
done, began = 0, time.perf_counter()
until = began + seconds
spent = []
while time.perf_counter() < until and done < most:
    for key, _ in waiting.select(1.0):
        got = key.data
        piece = key.fileobj.recv(65536)
        if not piece:
            sys.exit("the server hung up")
        got += piece
        end = got.find(b"\\r\\n\\r\\n")
        if end < 0:
            continue
        head = bytes(got[:end]).lower()
        at = head.find(b"content-length: ")
        length = int(head[at + 16 :].split(b"\\r", 1)[0]) if at >= 0 else 0
        if len(got) < end + 4 + length:
            continue
        if not head.startswith((b"http/1.1 20",)):
            sys.exit(repr(bytes(got)))
        del got[: end + 4 + length]
        done += 1
        key.fileobj.sendall(request)
print(done / (time.perf_counter() - began))
"""
PREFLIGHT = (
    b"OPTIONS /hello HTTP/1.1\r\nHost: localhost:4000\r\nOrigin: https://app.example\r\n"
    b"Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: content-type\r\n"
    b"User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36\r\n"
    b"Accept: */*\r\nAccept-Encoding: gzip, deflate, br\r\nSec-Fetch-Mode: cors\r\nReferer: https://app.example/\r\n\r\n"
)
GET = PREFLIGHT.replace(b"OPTIONS", b"GET").replace(
    b"Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: content-type\r\n", b""
)


def main() -> None:
    """Measure and print the ratios."""
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory)
        runtime = f"python{sys.version_info.major}.{sys.version_info.minor}"
        (place / "bench.yaml").write_text(DEFINITION % runtime, encoding="utf-8")
        (place / "app.py").write_text(HANDLER, encoding="utf-8")
        starts = []
        for _ in range(5):
            with emulator(place) as (_, _, took):
                starts.append(took)
        print(
            f"ready after {statistics.median(starts):.3f} s (of {', '.join(f'{s:.3f}' for s in starts)}); 0.7 wanted"
        )
        with emulator(place) as (port, pid, _):
            print(f"at rest {rss(pid):.1f} MB; 80 wanted")
            headers = headers_of(port)
            with bare(headers) as (bare_port, bare_pid):
                throughput((port, pid), (bare_port, bare_pid))
            memory(port, pid)


Server = tuple[int, int]
"""Port and process id."""


def throughput(ours: Server, theirs: Server) -> None:
    """Interleave the three loads, and print the median of the rounds' ratios.

    The same ratio in CPU time of the server's process alone is what a busy machine disturbs less.
    """
    load(ours[0], GET, 0.5)
    preflights, gets, bares = [], [], []
    for _ in range(ROUNDS):
        bares.append(measured(theirs, PREFLIGHT))
        preflights.append(measured(ours, PREFLIGHT))
        gets.append(measured(ours, GET))
    for name, rounds, wanted in (("auto-preflight", preflights, 85), ("Lambda GET", gets, 25)):
        ratio = statistics.median(one[0] / base[0] for one, base in zip(rounds, bares, strict=True)) * 100
        cpu = statistics.median(base[1] / one[1] for one, base in zip(rounds, bares, strict=True)) * 100
        rate = statistics.median(one[0] for one in rounds)
        print(f"{name}: {rate:,.0f}/s, {ratio:.0f} % of the bare server's ({cpu:.0f} % by CPU time); {wanted} wanted")
    print(f"bare aiohttp server: {statistics.median(one[0] for one in bares):,.0f}/s")


def measured(server: Server, request: bytes) -> tuple[float, float]:
    """Requests a second, and the seconds of the server's own CPU time for each."""
    port, pid = server
    before = cpu_seconds(pid)
    rate = load(port, request, SECONDS)
    return rate, (cpu_seconds(pid) - before) / (rate * SECONDS)


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(port: int, pid: int) -> None:
    """Send 200,000 preflights in two halves; what grows in the second half is a leak."""
    load(port, PREFLIGHT, 600, FLAT_REQUESTS // 2)
    half = rss(pid)
    load(port, PREFLIGHT, 600, FLAT_REQUESTS // 2)
    print(f"after {FLAT_REQUESTS:,} requests {rss(pid):.1f} MB, {rss(pid) - half:+.1f} MB in the second half")


def load(port: int, request: bytes, seconds: float, most: int = 10**9) -> float:
    """Requests a second that `port` answers, from a client process of its own."""
    arguments = [sys.executable, "-c", LOAD, str(port), str(CONNECTIONS), str(seconds), str(most)]
    done = subprocess.run(arguments, input=request, capture_output=True, check=False)
    if done.returncode:
        sys.exit(done.stderr.decode())
    return float(done.stdout)


@contextmanager
def emulator(place: Path) -> Iterator[tuple[int, int, float]]:
    """`corsproxy emulate` as users run it: its port, its process id, and the seconds until it answered."""
    port = free_port()
    command = [sys.executable, "-m", "corsproxy", "emulate", str(place / "bench.yaml"), "--port", str(port)]
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 0.2).close()
                break
            except OSError:
                time.sleep(0.002)
        headers_of(port)
        yield port, process.pid, time.perf_counter() - began
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)


@contextmanager
def bare(headers: dict[str, str]) -> Iterator[tuple[int, int]]:
    """The bare server, in a process of its own: its port and process id."""
    process = subprocess.Popen([sys.executable, "-c", BARE.format(headers=headers)], stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline()), process.pid
    finally:
        process.kill()
        process.wait()


def headers_of(port: int) -> dict[str, str]:
    """The headers of the emulator's preflight answer, for the bare server to send."""
    with socket.create_connection(("127.0.0.1", port), 5) as one:
        one.sendall(PREFLIGHT)
        got = b""
        while b"\r\n\r\n" not in got:
            got += one.recv(65536)
    lines = got.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")[1:]
    return dict(line.split(": ", 1) for line in lines if not line.lower().startswith(("date:", "connection:")))


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def rss(pid: int) -> float:
    """The resident memory of a process in MB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    match = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(match[1]) / 1024 if match else 0.0


if __name__ == "__main__":
    os.environ.setdefault("PYTHONHASHSEED", "0")
    print(json.dumps({"python": sys.version.split()[0]}))
    main()
