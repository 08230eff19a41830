"""What three real engines did with scripted requests, walked again by `corsproxy.fetch.journey`.

The recordings are no part of this repository; `python -m tests.fetch.truth` prints how many of their cases
the walk reproduces, and the test beside this file holds the figures. Nothing happens without the recordings.
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from corsproxy.fetch.browser import CHROME, FIREFOX, SAFARI, Browser
from corsproxy.fetch.journey import Finished, ScriptRequest, Send, advance, begin
from corsproxy.fetch.judge import judge
from corsproxy.fetch.page_fetch import Credentials, Hop, Initiator, Mode, PageFetch, RedirectMode
from corsproxy.fetch.preflight_cache import EMPTY
from corsproxy.fetch.verdict import Outcome, Phase, Verdict
from corsproxy.http.headers import Headers
from corsproxy.http.message import Exchange, Request, Response

RECORDED = Path(__file__).parents[3] / "shared" / "browser-truth"
ENGINES = {"chromium": CHROME, "firefox": FIREFOX, "webkit": SAFARI}
MEASURES = ("outcome", "wire", "code", "parameter", "console", "headers", "judged")

INITIATORS = {
    "fetch": Initiator.FETCH,
    "xhr": Initiator.XHR,
    "img": Initiator.IMAGE,
    "script": Initiator.SCRIPT,
    "module": Initiator.MODULE,
    "style": Initiator.STYLE,
    "font": Initiator.FONT,
    "eventsource": Initiator.EVENT_SOURCE,
    "beacon": Initiator.BEACON,
}

Case = dict[str, Any]


@dataclass
class Tally:
    """Cases looked at and cases right, by measure; the first differences as sentences."""

    seen: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    differences: list[tuple[str, str, str, Any, Any]] = field(default_factory=list)

    def compare(self, measure: str, case: Case, ours: Any, theirs: Any) -> None:
        self.seen[measure] += 1
        if ours == theirs:
            self.right[measure] += 1
        else:
            self.differences.append((measure, case["id"], f"{case['family']}: {case['title']}", ours, theirs))


def lines_of(name: str) -> Iterator[Any]:
    with gzip.open(RECORDED / name, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def cases() -> list[Case]:
    return list(lines_of("cases.jsonl.gz"))


def truth(engine: str) -> dict[str, Case]:
    return {record["id"]: record for record in lines_of(f"truth-{engine}.jsonl.gz")}


def roles() -> dict[str, str]:
    return dict(json.loads((RECORDED / "meta.json").read_text(encoding="utf-8"))["roles"])


def content_type_of(body: dict[str, Any] | None) -> str | None:
    """The Content-Type that a body brings along: https://fetch.spec.whatwg.org/#concept-bodyinit-extract"""
    match body and body["type"]:
        case "string":
            return "text/plain;charset=UTF-8"
        case "urlsearchparams":
            return "application/x-www-form-urlencoded;charset=UTF-8"
        case "formdata":
            return "multipart/form-data; boundary=----x"
        case "blob":
            return (body or {}).get("mime")
        case _:
            return None


class Stage:
    """One case: its server, its script requests."""

    def __init__(self, case: Case, origins: dict[str, str], harness: str) -> None:
        self.case = case
        self.origins = origins
        self.page = origins[case["page"]["role"]]
        self.dir = ("/n/" if case.get("jar") == "empty" else "/t/") + case["id"]
        self.opaque = case["page"]["context"] in ("sandbox", "data")
        self.harness = harness

    def script(self, request: Case, context: str) -> ScriptRequest:
        page = "null" if self.opaque else self.page
        if context.startswith("frame:"):
            page = self.origins[context.removeprefix("frame:")]
        lines = [(name, value) for name, value in request["headers"]]
        body = request["body"]
        content_type = content_type_of(body)
        if content_type and not any(name.lower() == "content-type" for name, _ in lines):
            lines.append(("Content-Type", content_type))
        target = self.origins[self.case["target"]["role"]]
        return ScriptRequest(
            page_origin=page,
            method=request["method"],
            url=f"{target}{self.dir}/0",
            headers=Headers(lines),
            body=(body["value"].encode() if body else b""),
            mode=Mode(request["mode"]),
            credentials=Credentials(request["credentials"]),
            redirect=RedirectMode(request["redirect"]),
            initiator=INITIATORS[request["api"]],
            force_preflight=bool(request.get("upload_listener")),
            page_url=self.harness,
            cache=request.get("cache", "default"),
            page_is_public=True if self.case["page"]["context"] == "public" else None,
        )

    def answer(self, send: Send, step: Case) -> Response:
        """What the scripted server sends."""
        chain = self.case.get("redirect_chain") or []
        hop = send.hop
        location = None
        if send.phase is Phase.PREFLIGHT:
            scripted = step.get("preflight_response") or self.case["preflight_response"]
            if hop:
                scripted = chain[hop - 1].get("preflight_response") or scripted
        elif hop < len(chain):
            scripted = chain[hop]
            location = scripted.get("location", f"{self.origins[scripted['to']]}{self.dir}/{hop + 1}")
        else:
            scripted = step.get("response") or self.case["response"]
        lines = [(name, self.fill(value, send)) for name, value in scripted["headers"]]
        # the server leaves out a header whose echo is empty because nothing was asked
        lines = [
            line
            for line, (_, text) in zip(lines, scripted["headers"], strict=True)
            if line[1] or "{echo-" not in text
        ]
        if location is not None:
            lines.append(("Location", self.fill(location, send)))
        status = scripted["status"]
        names = {name.lower() for name, _ in lines}
        if send.phase is not Phase.PREFLIGHT and "content-length" not in names and status not in (204, 304):
            lines.append(("Content-Length", "2"))
        return Response(status, Headers(lines), reason=reason(status))

    def fill(self, text: str, send: Send) -> str:
        asked = send.request.headers

        def of(match: re.Match[str]) -> str:
            word = match.group(1)
            match word:
                case "page":
                    return "null" if self.opaque else self.page
                case "echo-origin":
                    return asked.get("origin") or ""
                case "echo-acrm":
                    return asked.get("access-control-request-method") or ""
                case "echo-acrh":
                    return asked.get("access-control-request-headers") or ""
                case "dir":
                    return self.dir
                case _ if word.startswith("host:"):
                    return self.origins[word[5:]].partition("://")[2]
                case _ if word.startswith("port:"):
                    return self.origins[word[5:]].rpartition(":")[2]
                case _ if word in self.origins:
                    return self.origins[word]
                case _:
                    return match.group(0)

        return re.sub(r"\{([a-zA-Z:-]+)\}", of, text)


def reason(status: int) -> str:
    return reasons().get(status, "Status")


@lru_cache(maxsize=1)
def reasons() -> dict[int, str]:
    """The reason phrases that the recorded server sent."""
    found: dict[int, str] = {}
    for record in lines_of("truth-chromium.jsonl.gz"):
        for note in record["notes"]:
            text = re.search(r"with a status of (\d+) \((.*)\)$", note.get("text", ""))
            if text:
                found[int(text.group(1))] = text.group(2)
    return found


def as_judged(verdict: Verdict) -> tuple[Any, ...]:
    words = tuple(line for line in verdict.console if not line.startswith("Refused to set"))
    return verdict.outcome, verdict.error, verdict.phase, verdict.hop, words, verdict.readable_headers


def wire_line(preflight: bool, method: str, url: str, headers: Headers) -> tuple[Any, ...]:
    return (
        "PREFLIGHT" if preflight else method,
        url,
        headers.get("origin"),
        headers.get("access-control-request-method") if preflight else None,
        headers.get("access-control-request-headers") if preflight else None,
    )


NOT_ON_THE_WIRE = {
    "vary": "answered from the browser's HTTP cache",
}
NOISE = re.compile(
    "Unable to get image data from canvas|Failed to decode downloaded font|OTS parsing error|downloadable font:"
)
"""Lines about what the harness's pages did with a response, not about its fetch."""


def captured(case: Case, record: Case, step: int, script: ScriptRequest) -> PageFetch:
    """The step as a capture shows it: what script asked for, and the wire's exchanges by hop."""
    hops: dict[int, Hop] = {}
    for seen in record["wire"]:
        if seen["step"] != step:
            continue
        response = Response(
            seen["response"]["status"],
            Headers([tuple(line) for line in seen["response"]["headers"]]),
            reason=reason(seen["response"]["status"]),
        )
        request = Request(seen["method"], seen["url"], Headers([tuple(line) for line in seen["headers"]]))
        exchange = Exchange(request, response)
        hop = hops.get(seen["hop"], Hop(seen["url"], None, None))
        if seen["preflight"]:
            hops[seen["hop"]] = Hop(hop.url, exchange, hop.actual)
        elif hop.actual is None:
            hops[seen["hop"]] = Hop(hop.url, hop.preflight, exchange)
    return PageFetch(
        script.page_origin,
        script.method,
        script.url,
        tuple(hops[n] for n in sorted(hops)),
        script.headers,
        script.mode,
        script.credentials,
        script.redirect,
        script.initiator,
        script.force_preflight,
        script.page_url,
    )


def compare_case(case: Case, record: Case, browser: Browser, tally: Tally, origins: dict[str, str]) -> None:
    texts = [note["text"] for note in record["notes"] if note["kind"] == "console"]
    harness = next((m.group(1) for text in texts if (m := re.search(r"(http\S*/h/\S*html\S*)", text))), "")
    page = harness.rstrip(".") or f"{origins[case['page']['role']]}/h/harness.html"
    stage = Stage(case, origins, page)
    outcomes, headers, wire, console, errors, judged, walked = [], [], [], [], [], [], []
    steps = [case, *({**case, **follow} for follow in case.get("followups", []))]
    cache, now = EMPTY, 0.0
    for step in steps:
        now += step.get("delay_ms", 0) / 1000
        move = begin(stage.script(step["request"], step.get("context", "")), browser, cache=cache, now=now)
        while isinstance(move, Send):
            wire.append(
                wire_line(move.phase is Phase.PREFLIGHT, move.request.method, move.request.url, move.request.headers)
            )
            move = advance(move, stage.answer(move, step), now=now)
        assert isinstance(move, Finished)
        cache = move.cache
        verdict = move.verdict
        script = stage.script(step["request"], step.get("context", ""))
        page_fetch = captured(case, record, steps.index(step), script)
        if page_fetch.hops:
            judged.append(as_judged(judge(page_fetch, browser)))
            walked.append(as_judged(verdict))
        outcomes.append("error" if verdict.outcome is Outcome.BLOCKED else "ok")
        headers.append(verdict.readable_headers)
        console.extend(verdict.console)
        if verdict.error:
            errors.append((str(verdict.error), verdict.parameter))
    tally.compare("judged", case, judged, walked)
    theirs = ["error" if step["outcome"] != "ok" else "ok" for step in record["steps"]]
    if case["request"]["api"] == "font":
        return  # the harness serves bytes that are no font, and WebKit fetches fonts its own way
    tally.compare("outcome", case, outcomes, theirs)
    their_wire = [
        wire_line(w["preflight"], w["method"], w["url"], Headers([tuple(line) for line in w["headers"]]))
        for w in record["wire"]
    ]
    tally.compare("wire", case, wire, their_wire)
    if browser is CHROME:
        codes = [
            (note["corsErrorStatus"]["corsError"], note["corsErrorStatus"]["failedParameter"])
            for note in record["notes"]
            if note["kind"] == "issue" and "corsErrorStatus" in note
        ]
        if codes or outcomes == theirs:
            known = [error for error in errors if error[0] not in OURS]
            if not codes:
                # Chromium's renderer refuses some redirects itself, without a status for the protocol
                known = [error for error in known if error[0] not in RENDERERS]
            tally.compare("code", case, [code for code, _ in known], [code for code, _ in codes])
            tally.compare("parameter", case, [parameter for _, parameter in known], [given for _, given in codes])
    tally.compare("console", case, console, [as_printed(text) for text in texts if not NOISE.match(text)])
    if all(step["outcome"] == "ok" and "headers" in step for step in record["steps"]) and outcomes == theirs:
        read = [tuple(sorted(name for name, _ in step["headers"])) for step in record["steps"]]
        tally.compare("headers", case, headers, read)


def as_printed(text: str) -> str:
    """The line without what is made up anew each time: the identifier of an opaque principal."""
    return re.sub(r"moz-nullprincipal:\{[0-9a-f-]*\}", "moz-nullprincipal:{" + str(UUID(int=0)) + "}", text)


RENDERERS = {"DisallowedByMode", "CorsDisabledScheme", "RedirectContainsCredentials"}
OURS = {
    "NetworkFailure",
    "TooManyRedirects",
    "RedirectModeError",
    "RedirectToNonHttpScheme",
    "InvalidRedirectLocation",
    "CorpBlocked",
    "MixedContent",
    "InvalidRequest",
}


def run() -> dict[str, Tally]:
    everything, origins = cases(), roles()
    tallies = {}
    for engine, browser in ENGINES.items():
        records = truth(engine)
        tally = tallies[engine] = Tally()
        for case in everything:
            if case["family"] in NOT_ON_THE_WIRE:
                continue
            compare_case(case, records[case["id"]], browser, tally, origins)
    return tallies


def first_difference(ours: Any, theirs: Any) -> tuple[Any, Any]:
    """Where two lists part, so that a person sees it at once."""
    for a, b in zip(ours, theirs, strict=False):
        if a != b:
            return a, b
    return f"{len(ours)}: {ours[len(theirs) :]}", f"{len(theirs)}: {theirs[len(ours) :]}"


def main(argv: list[str]) -> int:
    if not RECORDED.exists():
        print(f"no recordings at {RECORDED}")
        return 0
    for engine, tally in run().items():
        figures = ", ".join(f"{m} {tally.right[m]}/{tally.seen[m]}" for m in MEASURES if tally.seen[m])
        print(f"{engine}: {figures}")
        wanted = [d for d in tally.differences if not argv or d[0] in argv]
        shown = Counter[str]()
        for measure, case_id, title, ours, theirs in wanted:
            if shown[measure] < (int(argv[1]) if len(argv) > 1 else 12 if argv else 0):
                ours, theirs = first_difference(ours, theirs)
                print(f"  {measure} {case_id} {title}\n    ours   {str(ours)[:400]}\n    theirs {str(theirs)[:400]}")
            shown[measure] += 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
