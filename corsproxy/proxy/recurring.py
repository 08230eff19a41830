"""Page fetches that are as others before: recognised by what decides them, without judging them again.

What is remembered is what was written on the flows then, with the URL taken out. Only what leaves nothing open is
remembered; whatever is not in one of these small classes goes the whole way.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from functools import lru_cache
from typing import Any, NamedTuple

from mitmproxy import http

from corsproxy.diagnose.pairing import could_follow
from corsproxy.diagnose.ruling import Ruling, Standing
from corsproxy.diagnose.sighting import Role, Sighting
from corsproxy.http.secrets import redact_url
from corsproxy.proxy.evidence_key import EACH_TIME_ANOTHER, Key
from corsproxy.proxy.ledger import Entered
from corsproxy.proxy.verdict_text import Progress, Word, one_line, printable, word_of

_MOST = 2048
_TO_COME = (Progress.PREFLIGHT_PASSED, Progress.PREFLIGHT_OPEN)
_URL_MARK = "\0"
_INDEX_MARK = "\1"

shown_url = lru_cache(maxsize=2048)(redact_url)
"""`redact_url`, remembered."""


class Known(NamedTuple):
    """What is written on a flow and told of it; the URL and an earlier preflight's index are filled in."""

    machine: dict[str, Any]
    line: str

    def about(self, key: Key, fetch_id: str, earlier: int | None) -> tuple[dict[str, Any], str]:
        """The machine verdict and the line for this fetch."""
        shown = shown_url(key.url)
        machine = {**self.machine, "id": fetch_id, "url": shown}
        if earlier is not None:
            machine["notes"] = [note.replace(_INDEX_MARK, str(earlier)) for note in machine["notes"]]
        return machine, self.line.replace(_URL_MARK, printable(shown))


class Memory:
    """Known verdicts by what decides them; the least used is forgotten first."""

    def __init__(self) -> None:
        self._known: OrderedDict[Hashable, Known] = OrderedDict()

    def find(self, key: Hashable) -> Known | None:
        """What is known of this key."""
        known = self._known.get(key)
        if known is not None:
            self._known.move_to_end(key)
        return known

    def learn(self, key: Hashable, known: Known) -> None:
        """Remember."""
        self._known[key] = known
        if len(self._known) > _MOST:
            self._known.popitem(last=False)

    def clear(self) -> None:
        """Forget everything."""
        self._known.clear()

    def __len__(self) -> int:
        return len(self._known)


def passing_preflight(entered: Entered, machine: dict[str, Any]) -> Known | None:
    """A preflight that stands alone, passed (at least without credentials), and whose request is still to come."""
    sighting = entered.assessment.sighting
    if entered.progress not in _TO_COME or len(sighting.entries) != 1 or _open(sighting, 0):
        return None
    return _without_url(machine, "", sighting)


def fine(entered: Entered, machine: dict[str, Any], earlier: int | None) -> Known | None:
    """A fetch of one URL, with its preflight or without, that is allowed in every browser with nothing left open.

    `earlier` is the index of an earlier preflight for the same request: one note says so, and no other may.
    """
    assessment = entered.assessment
    sighting = assessment.sighting
    if (
        entered.progress is not Progress.COMPLETE
        or word_of(assessment) is not Word.OK
        or assessment.findings
        or not all(_allowed(ruling) for ruling in assessment.rulings.values())
        or [entry.role for entry in sighting.entries] not in ([Role.ACTUAL], [Role.PREFLIGHT, Role.ACTUAL])
        or _open(sighting, 0 if earlier is None else 1)
        or not _carries(sighting)
    ):
        return None
    if earlier is not None:
        entry = f"(entry {earlier})"
        if not all(entry in note for note in machine["notes"]):
            return None
        machine = {**machine, "notes": [note.replace(entry, f"(entry {_INDEX_MARK})") for note in machine["notes"]]}
    return _without_url(machine, one_line(assessment), sighting)


def refused(entered: Entered, machine: dict[str, Any], flow: http.HTTPFlow) -> Known | None:
    """A single exchange that is blocked, where nothing that is said of it quotes what changes each time."""
    sighting = entered.assessment.sighting
    if (
        entered.progress is not Progress.COMPLETE
        or word_of(entered.assessment) is not Word.BLOCKED
        or len(sighting.entries) != 1
        or len(sighting.fetch.hops) != 1
        or _open(sighting, 0)
        or flow.response is None
        or _may_be_followed(sighting)
    ):
        return None
    line = one_line(entered.assessment)
    said = repr(machine) + line
    for name, value in flow.response.headers.fields:
        if name.lower() in EACH_TIME_ANOTHER and value.decode("latin-1") in said:
            return None
    shown = redact_url(sighting.fetch.url)
    return Known(machine, line.replace(printable(shown), _URL_MARK, 1))


def _may_be_followed(sighting: Sighting) -> bool:
    """True for a preflight after which one browser or another might send its request at any later time."""
    preflight = sighting.fetch.hops[0].preflight
    return preflight is not None and could_follow(preflight)


def _allowed(ruling: Ruling) -> bool:
    return ruling.standing is Standing.ALLOWED and not ruling.conditions


def _open(sighting: Sighting, notes: int) -> bool:
    return bool(sighting.unknown) or len(sighting.notes) != notes


def _carries(sighting: Sighting) -> bool:
    """True when the request carries what its preflight announced, so that the two belong together for that alone."""
    hop = sighting.fetch.hops[0]
    if hop.preflight is None or hop.actual is None:
        return True
    names = hop.preflight.request.headers.get("access-control-request-headers") or ""
    return all(not name or name in hop.actual.request.headers for name in map(str.strip, names.split(",")))


def _without_url(machine: dict[str, Any], line: str, sighting: Sighting) -> Known | None:
    """None where the URL is quoted anywhere but in its place."""
    url = sighting.fetch.url
    rest = {name: value for name, value in machine.items() if name != "url"}
    path = url.partition("://")[2].partition("/")[2]
    if url in repr(rest) or (len(path) > 1 and path in repr(rest["headline"])):
        return None
    shown = printable(redact_url(url))
    return Known(machine, line.replace(shown, _URL_MARK, 1))
