"""Judging a page fetch for three browsers, against decoding its two HAR entries with typed structs.

The page fetch is a PUT with its CORS-preflight, as Chrome's DevTools export them. Every round decodes afresh
and judges header lines that nobody has looked at before, so that no work of an earlier round is at hand but
what the caches of pure functions keep; `steps` and `console` are looked at in a second figure.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import replace

import msgspec

from corsproxy.fetch.browser import BROWSERS
from corsproxy.fetch.judge import judge
from corsproxy.fetch.page_fetch import Credentials, Hop, PageFetch
from corsproxy.http.headers import Headers
from corsproxy.http.message import Exchange, Request, Response

ORIGIN = "https://app.example.com"
URL = "https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com/prod/orders/4711?expand=lines"
ROUNDS = 5
REPEATS = 3000
"""Of each thing, in each round."""


class Named(msgspec.Struct):
    """A header, cookie or query parameter."""

    name: str
    value: str


class HarRequest(msgspec.Struct):
    """What judging needs of an entry's request."""

    method: str
    url: str
    headers: list[Named]
    httpVersion: str = ""


class Content(msgspec.Struct):
    """The response's body, as far as it was kept."""

    size: int = 0
    text: str = ""


class HarResponse(msgspec.Struct):
    """What judging needs of an entry's response."""

    status: int
    statusText: str
    headers: list[Named]
    content: Content


class Entry(msgspec.Struct):
    """One entry of `log.entries`."""

    startedDateTime: str
    time: float
    request: HarRequest
    response: HarResponse


_AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
_ASKING = [
    ("accept", "*/*"),
    ("accept-encoding", "gzip, deflate, br, zstd"),
    ("accept-language", "en-US,en;q=0.9,de;q=0.8"),
    ("access-control-request-headers", "authorization,content-type,x-api-key"),
    ("access-control-request-method", "PUT"),
    ("origin", ORIGIN),
    ("priority", "u=1, i"),
    ("referer", f"{ORIGIN}/"),
    ("sec-fetch-dest", "empty"),
    ("sec-fetch-mode", "cors"),
    ("sec-fetch-site", "cross-site"),
    ("user-agent", _AGENT),
]
_ASKED = [
    ("access-control-allow-credentials", "true"),
    ("access-control-allow-headers", "authorization,content-type,x-api-key,x-amz-date,x-amz-security-token"),
    ("access-control-allow-methods", "GET,POST,PUT,DELETE,OPTIONS"),
    ("access-control-allow-origin", ORIGIN),
    ("access-control-max-age", "600"),
    ("apigw-requestid", "bGciOiJIUzI1Ni="),
    ("content-length", "0"),
    ("date", "Sun, 22 Nov 2026 13:00:00 GMT"),
    ("vary", "Origin"),
]
_AUTHOR = [("authorization", "Bearer " + "x" * 700), ("content-type", "application/json"), ("x-api-key", "k" * 40)]
_SENDING = [
    *_AUTHOR,
    ("accept", "application/json, text/plain, */*"),
    ("accept-encoding", "gzip, deflate, br, zstd"),
    ("accept-language", "en-US,en;q=0.9,de;q=0.8"),
    ("content-length", "164"),
    ("cookie", "session=" + "c" * 120),
    ("origin", ORIGIN),
    ("priority", "u=1, i"),
    ("referer", f"{ORIGIN}/"),
    ("sec-ch-ua", '"Chromium";v="140", "Not=A?Brand";v="24", "Google Chrome";v="140"'),
    ("sec-ch-ua-mobile", "?0"),
    ("sec-ch-ua-platform", '"Linux"'),
    ("sec-fetch-dest", "empty"),
    ("sec-fetch-mode", "cors"),
    ("sec-fetch-site", "cross-site"),
    ("sec-fetch-storage-access", "active"),
    ("user-agent", _AGENT),
]
_SENT = [
    ("access-control-allow-credentials", "true"),
    ("access-control-allow-origin", ORIGIN),
    ("access-control-expose-headers", "etag,x-amzn-requestid"),
    ("apigw-requestid", "bGciOiJIUzI1Nj="),
    ("content-length", "412"),
    ("content-type", "application/json"),
    ("date", "Sun, 22 Nov 2026 13:00:00 GMT"),
    ("etag", '"33a64df5"'),
    ("vary", "Origin"),
    ("x-amzn-requestid", "5f3c1f0e-0000-4000-8000-000000000000"),
]


def entry(kind: str, method: str, asked: list[tuple[str, str]], status: int, sent: list[tuple[str, str]]) -> bytes:
    """One entry as Chrome's DevTools export it, members and all."""

    def named(lines: list[tuple[str, str]]) -> list[dict[str, str]]:
        return [{"name": name, "value": value} for name, value in lines]

    frame = {"functionName": "save", "scriptId": "12", "url": f"{ORIGIN}/assets/index-4f2a.js", "lineNumber": 41}
    body = json.dumps({"order": 4711, "lines": [{"sku": f"sku-{n}", "amount": n} for n in range(10)]})
    actual = kind != "preflight"
    value = {
        "_connectionId": "4213",
        "_initiator": {"type": "script", "stack": {"callFrames": [dict(frame, columnNumber=n) for n in range(4)]}}
        if actual
        else {"type": "preflight", "url": URL},
        "_priority": "High",
        "_resourceType": kind,
        "cache": {},
        "connection": "443",
        "pageref": "page_1",
        "request": {
            "method": method,
            "url": URL,
            "httpVersion": "http/2.0",
            "headers": named([(":authority", "a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com"), *asked]),
            "queryString": [{"name": "expand", "value": "lines"}],
            "cookies": [{"name": "session", "value": "c" * 120, "path": "/", "secure": True}] if actual else [],
            "headersSize": -1,
            "bodySize": 164 if actual else 0,
            **({"postData": {"mimeType": "application/json", "text": body[:164]}} if actual else {}),
        },
        "response": {
            "status": status,
            "statusText": "",
            "httpVersion": "http/2.0",
            "headers": named(sent),
            "cookies": [],
            "content": {"size": len(body), "mimeType": "application/json", "text": body} if actual else {"size": 0},
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": -1,
            "_transferSize": 640,
            "_error": None,
        },
        "serverIPAddress": "18.66.0.1",
        "startedDateTime": "2026-11-22T13:00:00.000Z",
        "time": 41.2,
        "timings": {"blocked": 1.2, "dns": -1, "ssl": -1, "connect": -1, "send": 0.2, "wait": 39.1, "receive": 0.7},
    }
    return json.dumps(value).encode()


def page_fetch() -> PageFetch:
    """The same two entries as exchanges whose header lines nobody has looked at."""
    preflight = Exchange(Request("OPTIONS", URL, Headers(_ASKING)), Response(204, Headers(_ASKED)))
    actual = Exchange(Request("PUT", URL, Headers(_SENDING), b"{}"), Response(200, Headers(_SENT)))
    return PageFetch(
        ORIGIN,
        "PUT",
        URL,
        (Hop(URL, preflight, actual),),
        headers=Headers(_AUTHOR),
        credentials=Credentials.INCLUDE,
    )


def best(work: Callable[[], object]) -> float:
    """The median over rounds of one call's seconds."""
    rounds = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for _ in range(REPEATS):
            work()
        rounds.append((time.perf_counter() - began) / REPEATS)
    return statistics.median(rounds)


def judging(look: Callable[[PageFetch], object], *, alike: bool = True) -> float:
    """The median seconds of judging one fresh page fetch; unless `alike`, each is from a page never seen before."""
    rounds = []
    for turn in range(ROUNDS):
        fetches = [page_fetch() for _ in range(REPEATS)]
        if not alike:
            fetches = [replace(fetch, page_origin=f"{ORIGIN}:{turn}{n}") for n, fetch in enumerate(fetches)]
        began = time.perf_counter()
        for fetch in fetches:
            look(fetch)
        rounds.append((time.perf_counter() - began) / REPEATS)
    return statistics.median(rounds)


def verdicts(fetch: PageFetch) -> None:
    """Three verdicts, their words left unsaid."""
    for browser in BROWSERS:
        judge(fetch, browser)


def verdicts_told(fetch: PageFetch) -> None:
    """Three verdicts, every step and line of them."""
    for browser in BROWSERS:
        verdict = judge(fetch, browser)
        _ = verdict.steps, verdict.console, verdict.readable_headers


def main() -> None:
    """Print the figures."""
    entries = [entry("preflight", "OPTIONS", _ASKING, 204, _ASKED), entry("fetch", "PUT", _SENDING, 200, _SENT)]
    decoder = msgspec.json.Decoder(Entry)

    def decode() -> None:
        for raw in entries:
            decoder.decode(raw)

    size = sum(map(len, entries))
    decoded, judged, told = best(decode), judging(verdicts), judging(verdicts_told)
    print(f"decoding two HAR entries ({size} bytes): {decoded * 1e6:.1f} µs, {size / decoded / 1e6:.0f} MB/s")
    print(f"three verdicts: {judged * 1e6:.1f} µs, {judged / decoded:.2f} times the decoding (at most 2)")
    strange = judging(verdicts, alike=False)
    print(f"three verdicts on values that were never seen before: {strange * 1e6:.1f} µs")
    print(f"three verdicts with steps, words and names: {told * 1e6:.1f} µs")


if __name__ == "__main__":
    main()
