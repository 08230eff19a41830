"""One walk over the demo's page: what the page experienced beside what we said, case by case."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corsproxy.cli.demo_cases import Case

if TYPE_CHECKING:
    from corsproxy.diagnose.assess import Assessment
    from corsproxy.proxy.launch.devtools import Seen


@dataclass(slots=True)
class Outcome:
    """A case with all that is known of it. `page` is `ok`, `blocked` or empty; `status` what the page could read."""

    case: Case
    url: str
    assessment: Assessment | None = None
    page: str = ""
    status: int = 0
    message: str = ""
    devtools: Seen | None = None


class Run:
    """The outcomes of the current walk. The page walks in order, so the first open case of a URL is the one meant.

    Written by the proxy's thread and by the page server's; every method takes the lock.
    """

    def __init__(self, cases: Sequence[Case], emulator_port: int) -> None:
        self._lock = threading.Lock()
        self._cases, self._port = tuple(cases), emulator_port
        self._fetch_of: dict[str, Outcome] = {}
        self.outcomes: list[Outcome] = []
        self.finished = threading.Event()
        self.begin()

    def use(self, cases: Sequence[Case], emulator_port: int) -> None:
        """Walk these cases from now on."""
        self._cases, self._port = tuple(cases), emulator_port
        self.begin()

    def begin(self) -> None:
        """Start over: the page was loaded anew."""
        with self._lock:
            self.outcomes = [Outcome(case, case.url(self._port)) for case in self._cases]
            self._fetch_of = {}
            self.finished.clear()

    def judged(self, assessment: Assessment) -> Outcome | None:
        """Take in a verdict; the outcome that it belongs to, or None where it belongs to no case."""
        fetch = assessment.sighting.fetch
        with self._lock:
            found = self._fetch_of.get(assessment.sighting.id) or next(
                (
                    one
                    for one in self.outcomes
                    if one.assessment is None and one.case.method == fetch.method and one.url == fetch.url
                ),
                None,
            )
            if found is not None:
                found.assessment = assessment
                self._fetch_of[assessment.sighting.id] = found
            return found

    def experienced(self, results: Sequence[Any]) -> None:
        """Take in what the page's JavaScript reports: objects with id, outcome, status and message."""
        with self._lock:
            by_id = {one.case.id: one for one in self.outcomes}
            for result in results:
                if isinstance(result, dict) and (one := by_id.get(str(result.get("id")))) is not None:
                    one.page = "ok" if result.get("outcome") == "ok" else "blocked"
                    status = result.get("status")
                    one.status = status if isinstance(status, int) else 0
                    one.message = str(result.get("message", ""))[:300]
            if all(one.page for one in self.outcomes):
                self.finished.set()

    def agreed(self, browser: str) -> bool:
        """True when every case was walked and nobody differs."""
        with self._lock:
            return bool(self.outcomes) and not any(disagreement(one, browser) for one in self.outcomes)

    def listened(self, seen: Sequence[Seen]) -> None:
        """Take in what the browser's own protocol said."""
        with self._lock:
            for request in seen:
                # a preflight is a request of its own there, and its actual one says how it ended
                if request.resource_type == "Preflight":
                    continue
                for one in self.outcomes:
                    if one.devtools is None and one.case.method == request.method and one.url == request.url:
                        one.devtools = request
                        break


def says(outcome: Outcome, browser: str) -> tuple[str, str]:
    """Our verdict for a browser as the page would experience it (`ok`, `blocked`, or why neither), and the error."""
    if outcome.assessment is None:
        return "no verdict", ""
    ruling = outcome.assessment.rulings.get(browser)
    if ruling is None:
        return "no verdict", ""
    mode = "include" if outcome.case.credentials == "include" else "omit"
    told = ruling.conditions.get(mode)
    if told is not None:  # what the wire left open, the page knows: it is ours
        return ("blocked", told.error.value) if told.error is not None else ("ok", "")
    match ruling.standing.value:
        case "allowed" | "not-cors":
            return "ok", ""
        case "blocked":
            return "blocked", ruling.verdict.error.value if ruling.verdict.error is not None else ""
        case other:
            return other, ""


def disagreement(outcome: Outcome, browser: str) -> str:
    """Where page, browser and we differ, as a sentence; empty when all agree."""
    said, error = says(outcome, browser)
    if not outcome.page:
        return "the page reported nothing"
    if said != outcome.page:
        return f"the page experienced {outcome.page}, corsproxy says {said}"
    if outcome.devtools is not None and outcome.devtools.error != error:
        return f"{browser} reports {outcome.devtools.error or 'no CORS error'}, corsproxy says {error or 'none'}"
    return ""
