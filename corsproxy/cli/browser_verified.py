"""What Chromium says of its own fetches beside what we say: matched by method, URL and order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corsproxy.http.secrets import redact_url

if TYPE_CHECKING:
    from corsproxy.diagnose.assess import Assessment
    from corsproxy.diagnose.ruling import Ruling
    from corsproxy.proxy.launch.devtools import Seen


@dataclass(frozen=True, slots=True)
class Pair:
    """One fetch: the browser's own CORS error (empty for none), and the errors that we hold possible."""

    method: str
    url: str
    browser: str
    ours: frozenset[str]

    @property
    def agree(self) -> bool:
        """True when the browser's error is one that we named (one only, unless the wire leaves it open)."""
        return self.browser in self.ours


def errors(ruling: Ruling) -> frozenset[str]:
    """Every error that the ruling holds possible; the empty text stands for none."""
    verdicts = list(ruling.conditions.values()) or [ruling.verdict]
    return frozenset(verdict.error.value if verdict.error is not None else "" for verdict in verdicts)


# Errors of ours that Chromium has no CorsError for: there its protocol reports a failure without a CORS status.
WITHOUT_STATUS = frozenset(
    {
        "NetworkFailure",
        "TooManyRedirects",
        "RedirectModeError",
        "RedirectToNonHttpScheme",
        "InvalidRedirectLocation",
        "CorpBlocked",
    }
)


class Comparison:
    """Collects both sides."""

    def __init__(self) -> None:
        self._said: dict[str, Assessment] = {}
        self._seen: tuple[Seen, ...] = ()

    def judged(self, assessment: Assessment) -> None:
        """Take in a verdict, or a newer one for the same fetch."""
        self._said[assessment.sighting.id] = assessment

    def listened(self, seen: Sequence[Seen]) -> None:
        """Take in what the browser said; its preflights are part of the requests that they were made for."""
        self._seen = tuple(one for one in seen if one.resource_type != "Preflight")

    def pairs(self) -> list[Pair]:
        """Every fetch that both sides know of, in the order in which we heard of them."""
        waiting: dict[tuple[str, str], list[Seen]] = defaultdict(list)
        for request in self._seen:
            waiting[request.method, request.url.partition("#")[0]].append(request)
        found = []
        for assessment in self._said.values():
            fetch, ruling = assessment.sighting.fetch, assessment.rulings.get("chrome")
            same = waiting.get((fetch.method, fetch.url))
            if not same or ruling is None:
                continue
            ours = frozenset("" if error in WITHOUT_STATUS else error for error in errors(ruling))
            found.append(Pair(fetch.method, fetch.url, same.pop(0).error, ours))
        return found

    def differences(self) -> list[Pair]:
        """Those where browser and we name different errors."""
        return [pair for pair in self.pairs() if not pair.agree]

    def lines(self) -> Iterator[str]:
        """What to print: each difference, then a closing line."""
        pairs = self.pairs()
        for pair in pairs:
            if not pair.agree:
                ours = " or ".join(sorted(error or "no CORS error" for error in pair.ours))
                theirs = pair.browser or "no CORS error"
                yield f"{pair.method} {redact_url(pair.url)}: the browser says {theirs}, corsproxy says {ours}"
        wrong = sum(not pair.agree for pair in pairs)
        count = f"{wrong or 'no'} difference{'' if wrong == 1 else 's'}"
        yield f"{len(pairs)} fetches compared with the browser's own errors: {count}."
