"""The hand-chosen second set of recordings: `python -m tests.fetch.truth_curated [measure]`.

Rows whose page did something that no ScriptRequest says (several calls in one script, workers, forms) are left
out, and so is the one that the HTTP cache answered.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from typing import Any

from corsproxy.fetch.browser import CHROME, FIREFOX, Browser
from corsproxy.fetch.journey import Failure, ScriptRequest, Send, advance, begin
from corsproxy.fetch.page_fetch import Credentials, Mode, RedirectMode
from corsproxy.fetch.preflight_cache import EMPTY
from corsproxy.fetch.safelist import combined
from corsproxy.fetch.verdict import Outcome, Phase
from corsproxy.http.headers import Headers, Line
from corsproxy.http.message import Response
from tests.fetch.truth import ENGINES, INITIATORS, OURS, RECORDED, RENDERERS, Case, Tally, first_difference

PAGES = {
    "4": ("http://vm:9001", "http://runsc:9002"),
    "6": ("https://127.0.0.1:9543", "https://localhost:9544"),
}
PAGE = ("http://127.0.0.1:9001", "http://localhost:9002")
ORIGINS = {
    "A": "http://127.0.0.1:9001",
    "B": "http://localhost:9002",
    "C": "http://localhost:9003",
    "D": "http://127.0.0.1:9004",
}
# what a row's script amounts to
SCRIPTS: dict[str, Case] = {
    "a-url-creds": {"userinfo": True},
    "b-body-urlsearchparams": {
        "init": {"method": "POST", "body": "a=1"},
        "type": "application/x-www-form-urlencoded;charset=UTF-8",
    },
    "b-body-blob-json": {"init": {"method": "POST", "body": "{}"}, "type": "application/json"},
    "a-xhr-url-creds": {"userinfo": True, "xhr": {}},
    "b-img-anon-noacao": {"api": "img"},
    "b-script-anon-noacao": {"api": "script"},
    "b-module-noacao": {"api": "module"},
    "b-import-noacao": {"api": "module"},
    "b-font-noacao": {"api": "font"},
    "b-eventsource-noacao": {"api": "eventsource"},
    "b-css-anon-noacao": {"api": "style"},
    "d-img-anon": {"api": "img"},
    "b-eventsource": {"api": "eventsource", "init": {"credentials": "include"}},
}
FROM_THE_HTTP_CACHE = {"m-cors-then-other-cred"}
# Firefox sends a request again, up to ten times, when the connection drops; a redirect to itself has no end
RETRIED = {"h-pre-close", "h-xhr-pre-close", "h-actual-close", "h-redirect-empty-loc"}
# Chromium's renderer, not its network process, refuses these: no status for the protocol
WITHOUT_STATUS = RENDERERS | {"NoCorsRedirectModeNotFollow"}


def script_of(case: Case, request: Case) -> ScriptRequest:
    page, target = PAGES.get(case["set"], PAGE)
    init = dict(request.get("init") or {})
    xhr = request.get("xhr")
    given = xhr if xhr is not None else init
    lines: list[Line] = [*(init.get("headers") or {}).items(), *((xhr or {}).get("headers") or {}).items()]
    if init.get("headerList"):  # a Headers object, which script iterates over combined and sorted
        lines += sorted(combined((name, as_bytes(value)) for name, value in init["headerList"]))
    if given.get("body") is not None and not any(name.lower() == "content-type" for name, _ in lines):
        lines.append(("Content-Type", request.get("type", "text/plain;charset=UTF-8")))
    url = fill(request.get("url") or f"{target}/t/{case['id']}/0", case, None)
    include = (xhr or {}).get("withCredentials")
    return ScriptRequest(
        "null" if "sandbox" in case["request"] else page,
        given.get("method", "GET"),
        url.replace("//", "//user:pw@") if request.get("userinfo") else url,
        Headers(lines),
        (given.get("body") or "").encode(),
        Mode(init.get("mode", "cors")),
        Credentials("include" if include else init.get("credentials", "same-origin")),
        RedirectMode(init.get("redirect", "follow")),
        INITIATORS[request.get("api", "xhr" if xhr is not None else "fetch")],
        bool((xhr or {}).get("upload")),
        page_url=f"{page}/runner",
        cache=init.get("cache", "default"),
    )


def as_bytes(text: str) -> str:
    return text if all(ord(char) < 256 for char in text) else text.encode().decode("latin-1")


def fill(text: str, case: Case, send: Send | None) -> str:
    page, _ = PAGES.get(case["set"], PAGE)
    asked = send.request.headers if send else Headers()
    words = {
        **ORIGINS,
        "O": page,
        "T": f"/t/{case['id']}",
        "ORIGIN": asked.get("origin") or "",
        "ACRM": asked.get("access-control-request-method") or "",
        "ACRH": asked.get("access-control-request-headers") or "",
    }
    return as_bytes(re.sub(r"\{([A-Z]+)\}", lambda found: words.get(found.group(1), found.group(0)), text))


def answer(case: Case, send: Send, nth: int) -> Response | Failure:
    if "9099" in send.request.url:
        return Failure("net::ERR_CONNECTION_REFUSED")
    preflight = send.phase is Phase.PREFLIGHT
    hop = case["hops"][send.hop] if send.hop < len(case["hops"]) else {}
    scripted = hop.get("pre" if preflight else "res")
    if isinstance(scripted, list):
        scripted = scripted[min(nth, len(scripted) - 1)]
    if scripted is None:
        asked = send.request.headers
        lines = [
            ("Access-Control-Allow-Origin", asked.get("origin") or "*"),
            ("Access-Control-Allow-Credentials", "true"),
        ]
        if preflight:
            lines.append(("Access-Control-Allow-Methods", asked.get("access-control-request-method") or ""))
            lines.append(("Access-Control-Allow-Headers", asked.get("access-control-request-headers") or ""))
        return Response(204 if preflight else 200, Headers(lines))
    if not scripted.get("status"):
        return Failure("net::ERR_EMPTY_RESPONSE")
    given = [(name, fill(value, case, send)) for name, value in scripted.get("headers", [])]
    return Response(scripted["status"], Headers(given), reason="X")


def requests_of(case: Case) -> list[Case] | None:
    """The row's calls in order, or None where no ScriptRequest says what its script did."""
    request = case["request"]
    if case["id"] in FROM_THE_HTTP_CACHE:
        return None
    if "js" in request:
        return [SCRIPTS[case["id"]]] if case["id"] in SCRIPTS else None
    if "sandbox" in request:
        plain = re.fullmatch(r"return await doFetch\(url(,\{credentials:'include'\})?\)", request["sandbox"])
        return None if plain is None else [{"init": {"credentials": "include"} if plain.group(1) else {}}]
    return list(request["steps"]) if "steps" in request else [request]


def compare_row(case: Case, record: Case, browser: Browser, tally: Tally, requests: list[Case]) -> None:
    cache, now = EMPTY, 0.0
    seen: Counter[tuple[Phase, int]] = Counter()
    outcomes, preflights, console, errors = [], [], [], []
    for request in requests:
        now += request.get("sleep", 0) / 1000
        if "sleep" in request:
            continue
        move = begin(script_of(case, request), browser, cache=cache, now=now)
        while isinstance(move, Send):
            if move.phase is Phase.PREFLIGHT:
                preflights.append(asked_in(move.request.headers))
            place = (move.phase, move.hop)
            move = advance(move, answer(case, move, seen[place]), now=now)
            seen[place] += 1
        cache = move.cache
        outcomes.append(move.verdict.outcome is not Outcome.BLOCKED)
        console += move.verdict.console
        errors += [str(move.verdict.error)] if move.verdict.error else []
    labelled = {**case, "family": case["set"], "title": case["note"]}
    results = record["result"] if isinstance(record["result"], list) else [record["result"]]
    theirs = [asked_in(Headers([tuple(line) for line in sent["headers"]])) for sent in record["wire"] if sent["pre"]]
    if browser is not FIREFOX or case["id"] not in RETRIED:
        tally.compare("outcome", labelled, outcomes, [bool(result and result.get("ok")) for result in results])
        tally.compare("preflights", labelled, preflights, theirs)
        tally.compare("console", labelled, console, record["console"])
    if browser is CHROME:
        codes = [status["corsError"] for status in record.get("corsError", [])]
        known = [error for error in errors if error not in OURS and (codes or error not in WITHOUT_STATUS)]
        tally.compare("code", labelled, known, codes)


def asked_in(headers: Headers) -> tuple[str | None, ...]:
    return headers.pick(("access-control-request-method", "access-control-request-headers", "origin"))


def run() -> dict[str, Tally]:
    with gzip.open(RECORDED / "curated.json.gz", "rt", encoding="utf-8") as file:
        rows: list[Any] = json.load(file)["cases"]
    tallies = {engine: Tally() for engine in ENGINES}
    for case in rows:
        requests = requests_of(case)
        for engine, browser in ENGINES.items():
            if requests is not None and engine in case["engines"]:
                compare_row(case, case["engines"][engine], browser, tallies[engine], requests)
    return tallies


def main(argv: list[str]) -> int:
    for engine, tally in run().items():
        print(engine, ", ".join(f"{measure} {tally.right[measure]}/{tally.seen[measure]}" for measure in tally.seen))
        for measure, row, title, ours, theirs in tally.differences:
            if measure in argv:
                one, other = first_difference(ours, theirs)
                print(f"  {measure} {row} {title}\n    ours   {str(one)[:300]}\n    theirs {str(other)[:300]}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
