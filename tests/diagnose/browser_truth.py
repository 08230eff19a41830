"""What real browsers did, where that data lies beside the repository: read, never copied.

A small reader of its own: the evaluation must not depend on the reader under test elsewhere.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from corsproxy.http.headers import Headers
from corsproxy.http.message import Exchange, Request, Response

TRUTH = Path(__file__).parents[3] / "shared" / "browser-truth"
ENGINES = {"chromium": "chrome", "firefox": "firefox", "webkit": "safari"}


@dataclass(frozen=True, slots=True)
class Recorded:
    """One engine's record: exchanges with the (case, step) of each, what script saw, and the console."""

    exchanges: list[Exchange]
    belongs: dict[int, tuple[str, int]]
    truth: dict[str, dict[str, Any]]


def _bytes(text: str) -> str:
    """Header values as the HAR has them: one character per byte already, or UTF-8 read as such."""
    return text if all(ord(c) < 256 for c in text) else text.encode().decode("latin-1")


def _exchange(entry: dict[str, Any], index: int) -> Exchange:
    asked, answered = entry["request"], entry["response"]
    started = datetime.fromisoformat(entry["startedDateTime"]).timestamp()
    return Exchange(
        Request(
            asked["method"],
            asked["url"],
            Headers((h["name"], _bytes(h["value"])) for h in asked["headers"]),
            asked.get("postData", {}).get("text", "").encode(),
            asked["httpVersion"],
        ),
        Response(answered["status"], Headers((h["name"], _bytes(h["value"])) for h in answered["headers"]))
        if answered["status"]
        else None,
        started=started,
        ended=started + entry["time"] / 1000,
        index=index,
    )


def lines(name: str) -> list[dict[str, Any]]:
    """The records of one `.jsonl.gz` file."""
    with gzip.open(TRUTH / name, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def cases() -> dict[str, dict[str, Any]]:
    """Every case by its id."""
    return {case["id"]: case for case in lines("cases.jsonl.gz")}


def recorded(engine: str) -> Recorded:
    """What one engine did."""
    with gzip.open(TRUTH / f"{engine}.har.gz", "rt", encoding="utf-8") as file:
        entries = json.load(file)["log"]["entries"]
    exchanges = [_exchange(entry, index) for index, entry in enumerate(entries)]
    belongs = {index: (entry["_case"]["id"], entry["_case"]["step"]) for index, entry in enumerate(entries)}
    return Recorded(exchanges, belongs, {record["id"]: record for record in lines(f"truth-{engine}.jsonl.gz")})
