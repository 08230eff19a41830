"""`corsproxy analyze` on a long HAR, against what msgspec needs to decode the same file into typed structs.

`python -m tests.bench har` makes 50 MB; CORSPROXY_BENCH_MB=500 makes the 500 MB (100,000 entries) that the target
is stated for: at most 5 times the decoding, peak memory at most 1.5 times the file. The file is generated into a
temporary directory and deleted; CORSPROXY_BENCH_WORDS=1 gives every item of the API a name of its own, so that no
two fetches are alike. Each measurement runs in a process of its own, so that peaks do not mix.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FORMATS = ("text", "json")
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"
API = "https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/prod"
PAGE = "https://app.example.com"

DECODE = """
import sys, time, msgspec
class Field(msgspec.Struct):
    name: str
    value: str
class Content(msgspec.Struct):
    text: str = ""
class Request(msgspec.Struct):
    method: str
    url: str
    headers: list[Field]
class Response(msgspec.Struct):
    status: int
    headers: list[Field]
    content: Content
class Entry(msgspec.Struct):
    startedDateTime: str
    request: Request
    response: Response
class Log(msgspec.Struct):
    entries: list[Entry]
class Har(msgspec.Struct):
    log: Log
data = open(sys.argv[1], "rb").read()
start = time.perf_counter()
har = msgspec.json.decode(data, type=Har)
print(time.perf_counter() - start)
"""

ANALYZE = """
import resource, sys, time
from corsproxy.cli.main import run
start = time.perf_counter()
try:
    run(["analyze", sys.argv[1], "--format", sys.argv[2], "-o", sys.argv[3]])
except SystemExit:
    pass
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
"""


WORDS = bool(os.environ.get("CORSPROXY_BENCH_WORDS"))


def _word(number: int) -> str:
    letters = ""
    for _ in range(6):
        number, rest = divmod(number, 26)
        letters += chr(97 + rest)
    return letters


def _fields(lines: dict[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in lines.items()]


def _entry(
    number: int, method: str, path: str, status: int, asked: dict[str, str], answered: dict[str, str], text: str
) -> bytes:
    """One entry, with the ids and dates that make each response a little different."""
    request = {
        "Host": API.partition("://")[2].partition("/")[0],
        "Accept": "*/*",
        "Accept-Encoding": "gzip, deflate, br, zstd",
        "Accept-Language": "en-US,en;q=0.9",
        "Origin": PAGE,
        "Referer": f"{PAGE}/",
        "Sec-Fetch-Dest": "empty",
        "Sec-Fetch-Mode": "cors",
        "Sec-Fetch-Site": "cross-site",
        "User-Agent": AGENT,
        **asked,
    }
    response = {
        "Date": f"Sun, 22 Nov 2026 {number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02} GMT",
        "Content-Type": "application/json",
        "x-amzn-RequestId": f"{random.getrandbits(128):032x}",
        "x-amz-apigw-id": f"{random.getrandbits(64):016x}=",
        **answered,
    }
    value = {
        "startedDateTime": f"2026-11-22T{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}.{number % 1000:03}Z",
        "time": 12.5,
        "request": {
            "method": method, "url": f"{API}{path}", "httpVersion": "HTTP/2", "cookies": [], "queryString": [],
            "headers": _fields(request), "headersSize": -1, "bodySize": 0,
        },
        "response": {
            "status": status, "statusText": "", "httpVersion": "HTTP/2", "cookies": [], "headers": _fields(response),
            "content": {"size": len(text), "mimeType": "application/json", "text": text},
            "redirectURL": "", "headersSize": -1, "bodySize": len(text),
        },
        "cache": {},
        "timings": {"send": 0, "wait": 12, "receive": 0.5},
        "_resourceType": "preflight" if method == "OPTIONS" else "fetch",
    }  # fmt: skip
    return json.dumps(value).encode()


def entries(number: int) -> list[bytes]:
    """The next entries of the made-up session: reads, writes with preflights, and three ways to fail."""
    kind = number % 10
    path = f"/items/{_word(number)}" if WORDS else f"/items/{number % 40}"
    filler = json.dumps([{"id": each, "name": "item " * 6} for each in range(90)])
    granted = {"access-control-allow-origin": PAGE, "vary": "Origin"}
    if kind < 4:
        return [_entry(number, "GET", path, 200, {}, granted, filler)]
    wants = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "authorization,content-type"}
    sent = {"authorization": "Bearer eyJhbGciOi.eyJzdWIiOiI.c2lnbmF0dXJl", "content-type": "application/json"}
    grants = {
        **granted,
        "access-control-allow-methods": "GET,PUT,OPTIONS",
        "access-control-allow-headers": "authorization,content-type",
    }
    if kind < 8:
        return [
            _entry(number, "OPTIONS", path, 204, wants, grants, ""),
            _entry(number, "PUT", path, 200, sent, granted, filler),
        ]
    if kind == 8:
        refused = {"x-amzn-ErrorType": "MissingAuthenticationTokenException"}
        return [_entry(number, "OPTIONS", path, 403, wants, refused, '{"message":"Missing Authentication Token"}')]
    gone = {"x-amzn-ErrorType": "InternalServerErrorException"}
    return [
        _entry(number, "OPTIONS", path, 204, wants, grants, ""),
        _entry(number, "PUT", path, 502, sent, gone, '{"message": "Internal server error"}'),
    ]


def generate(path: Path, size: int) -> tuple[int, int]:
    """Write a HAR of about `size` bytes; give its size and its number of entries."""
    random.seed(1)
    count = number = 0
    with path.open("wb") as file:
        file.write(
            b'{"log":{"version":"1.2","creator":{"name":"WebInspector","version":"537.36"},"pages":[],"entries":[\n'
        )
        while file.tell() < size:
            for entry in entries(number):
                file.write(b",\n" + entry if count else entry)
                count += 1
            number += 1
        file.write(b"\n]}}\n")
        return file.tell(), count


def _run(code: str, *arguments: str) -> list[float]:
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    return [float(word) for word in done.stdout.split()]


def main() -> None:
    """Generate, decode, analyse, compare."""
    megabytes = int(os.environ.get("CORSPROXY_BENCH_MB", "50"))
    with tempfile.TemporaryDirectory() as folder:
        har = Path(folder) / "long.har"
        start = time.perf_counter()
        size, count = generate(har, megabytes * 1_000_000)
        print(f"{size / 1e6:.0f} MB, {count:,} entries ({time.perf_counter() - start:.0f} s to make)")
        decode = min(_run(DECODE, str(har))[0] for _ in range(3))
        print(f"msgspec into typed structs: {decode:.2f} s ({size / 1e6 / decode:.0f} MB/s)")
        for form in FORMATS:
            took, peak = _run(ANALYZE, str(har), form, str(Path(folder) / "out"))
            print(
                f"analyze --format {form}: {took:.2f} s, {took / decode:.1f} times the decoding (target 5); "
                f"peak {peak / 1e6:.0f} MB, {peak / size:.2f} times the file (target 1.5)"
            )


if __name__ == "__main__":
    main()
