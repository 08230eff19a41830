"""Pairing a long capture into page fetches, and assessing them: microseconds of processor time an entry.

The capture is made up: of five entries two are a PUT with its CORS-preflight, one an image of the page's own, two
GETs, half of them blocked. Every round starts from header lines that nobody has looked at.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import replace

from corsproxy.diagnose.assess import assess
from corsproxy.diagnose.pages import page_fetches
from corsproxy.http.headers import Headers
from corsproxy.http.message import Exchange
from tests.diagnose.traffic import API, GRANTED, OPEN, PAGE, actual, preflight

ENTRIES = 100_000
ROUNDS = 3
_SENT = {
    "Host": "api.example.net", "Connection": "keep-alive", "Referer": f"{PAGE}/", "Accept-Encoding": "gzip, deflate, br",
    "Accept-Language": "en-US,en;q=0.9", "sec-ch-ua": '"Chromium";v="156"', "sec-ch-ua-mobile": "?0",
    "sec-ch-ua-platform": '"Linux"',
}  # fmt: skip


def capture(count: int) -> list[Exchange]:
    """A made-up capture of `count` entries."""
    made: list[Exchange] = []
    while len(made) < count:
        index = len(made)
        at = 1.0 + index * 0.03
        url = f"{API}/{index}"
        json = {"content-type": "application/json"}
        made += [
            preflight(url, names="content-type", at=at, index=index),
            actual("PUT", url, at=at + 0.02, index=index + 1, headers={**_SENT, **json}, answer={**GRANTED, **json}),
            actual("GET", f"{PAGE}/{index}.png", origin=None, site="same-origin", at=at + 0.03, index=index + 2,
                   headers=_SENT, answer={"content-type": "image/png"}),
            actual("GET", f"{API}?page={index % 50}", at=at + 0.04, index=index + 3, headers=_SENT, answer={**OPEN, **json}),
            actual("GET", f"{API}?item={index % 50}", at=at + 0.05, index=index + 4, headers=_SENT, answer=json),
        ]  # fmt: skip
    return made[:count]


def fresh(made: list[Exchange]) -> list[Exchange]:
    """The same exchanges with header lines that nobody has looked at."""
    return [
        replace(
            each,
            request=replace(each.request, headers=Headers(each.request.headers.lines)),
            response=replace(each.response, headers=Headers(each.response.headers.lines)) if each.response else None,
        )
        for each in made
    ]


def main() -> None:
    """Measure and print."""
    made = capture(ENTRIES)
    pairing, assessing = [], []
    for _ in range(ROUNDS):
        exchanges = fresh(made)
        began = time.process_time()
        found = page_fetches(exchanges)
        paired = time.process_time()
        for sighting in found:
            assess(sighting)
        assessed = time.process_time()
        pairing.append((paired - began) / ENTRIES * 1e6)
        assessing.append((assessed - paired) / len(found) * 1e6)
    print(f"pairing {ENTRIES} entries: {statistics.median(pairing):.1f} us an entry")
    print(f"assessing for three browsers, findings included: {statistics.median(assessing):.1f} us a page fetch")


if __name__ == "__main__":
    main()
