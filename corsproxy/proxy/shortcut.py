"""The short way to a verdict: flows whose like has been judged before are recognised, the others go the whole way.

A passing preflight that is recognised is put off until its request comes: the two then are recognised as a pair.
Whatever else concerns its URL first sends it the whole way after all, as of when it came; so the tracker, which
pairs by URL, sees what it would have seen, or nothing that it could miss.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from mitmproxy import http

from corsproxy.diagnose.sighting import Role
from corsproxy.proxy.evidence_key import Key, Keys, exact_of
from corsproxy.proxy.ledger import Entered, Ledger
from corsproxy.proxy.recurring import Known, Memory, fine, passing_preflight, refused

# Well within what the tracker itself allows between a preflight's answer and its request.
_TOGETHER_SECONDS = 20.0
_AT_ONCE = 0.25  # the tracker's own
# Beyond this no request is taken for one that a refused preflight announced.
_AT_ONCE_SECONDS = 0.3
_MOST_PUT_OFF = 512


class Write(NamedTuple):
    """What is to be written on this flow; `line` is empty where there is nothing to tell yet."""

    flow: http.HTTPFlow
    role: Role
    machine: dict[str, Any]
    line: str


@dataclass(frozen=True, slots=True)
class PutOff:
    """A recognised preflight whose request has not come yet, or never will where it was `blocked`."""

    flow: http.HTTPFlow
    index: int
    key: Key
    started: float
    ended: float
    blocked: bool

    def over(self, now: float) -> bool:
        """True where no request can be taken for the one that this announced any more."""
        return self.blocked and now - self.ended > _AT_ONCE_SECONDS


class Shortcut:
    """Recognises flows; learns from what went the whole way."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._keys = Keys()
        self._alone = Memory()
        self._preflights = Memory()
        self._pairs = Memory()
        self._refused = Memory()
        self._put_off: dict[tuple[str, str], list[PutOff]] = {}
        self._count = 0

    def key_of(self, flow: http.HTTPFlow) -> Key | None:
        """What decides this flow, None where it has to go the whole way."""
        return self._keys.of(flow)

    def take(self, flow: http.HTTPFlow, key: Key) -> tuple[Write, ...]:
        """What to write where the flow is recognised; empty where it is not."""
        started = flow.request.timestamp_start
        if not started:
            return ()
        waiting = self._waiting(key, started)
        if key.asked.announces is None and waiting:
            return self._paired(flow, key, waiting, started)
        if waiting and not _alike(flow, key, waiting[-1]):  # which is like those before it
            return ()
        if self._ledger.waits(key.url, key.method, started, preflight=key.asked.announces is not None):
            return ()
        if key.asked.announces is not None:
            return self._preflight(flow, key)
        earlier = self._ledger.consent(key.url, key.method, key.asked.origin)
        known = self._alone.find((key.request, key.response, earlier is not None))
        if known is None:
            known = self._find_refused(flow, key) if earlier is None else None
            if known is None:
                return ()
        fetch_id = f"r{self._ledger.number()}"
        machine, line = known.about(key, fetch_id, earlier.index if earlier is not None else None)
        self._ledger.enter_recognised((flow,), fetch_id, earlier)
        return (Write(flow, Role.ACTUAL, machine, line),)

    def _find_refused(self, flow: http.HTTPFlow, key: Key) -> Known | None:
        if not self._refused:
            return None
        exact = exact_of(flow, key)
        return self._refused.find(exact) if exact is not None else None

    def _preflight(self, flow: http.HTTPFlow, key: Key) -> tuple[Write, ...]:
        if self._count >= _MOST_PUT_OFF:
            return ()
        known = self._preflights.find((key.request, key.response))
        blocked = known is None
        if known is None:
            known = self._find_refused(flow, key)
            if known is None:
                return ()
        index = self._ledger.number()
        machine, line = known.about(key, f"r{index}", None)
        ended = flow.response.timestamp_end if flow.response is not None else None
        started = flow.request.timestamp_start or 0.0
        late = PutOff(flow, index, key, started, ended or started, blocked)
        self._put_off.setdefault((key.url, key.method), []).append(late)
        self._count += 1
        if blocked:
            self._ledger.enter_recognised((flow,), f"r{index}")
        return (Write(flow, Role.PREFLIGHT, machine, line if blocked else ""),)

    def _waiting(self, key: Key, now: float) -> list[PutOff]:
        """The preflights that this flow may go on with, those of others that ask the same way included."""
        place = (key.url, key.method)
        waiting = self._put_off.get(place)
        if waiting is None:
            return []
        if waiting[0].over(now):
            self._count -= len(waiting)
            waiting[:] = [one for one in waiting if not one.over(now)]
            self._count += len(waiting)
            if not waiting:
                del self._put_off[place]
        return waiting

    def _paired(self, flow: http.HTTPFlow, key: Key, waiting: list[PutOff], started: float) -> tuple[Write, ...]:
        # all are alike; as in the tracker, of those just answered the oldest, else the nearest
        chosen = max(waiting, key=lambda one: _rank(started - one.ended))
        asked = chosen.key
        known = self._pairs.find((asked.request, asked.response, key.request, key.response))
        if (
            known is None
            or chosen.blocked
            or not all(0 <= started - one.started <= _TOGETHER_SECONDS for one in waiting)
            or self._ledger.waits(key.url, key.method, started)
        ):
            return ()
        waiting.remove(chosen)
        self._count -= 1
        if not waiting:
            del self._put_off[key.url, key.method]
        fetch_id = f"r{chosen.index}"
        self._ledger.number()  # this flow's, as if it had gone the whole way
        machine, line = known.about(key, fetch_id, None)
        former = self._ledger.consent(key.url, key.method, asked.asked.origin)
        newest = max([chosen.index, *[one.index for one in waiting], former.index if former is not None else -1])
        self._ledger.note_consent(key.url, key.method, asked.asked.origin, newest)
        self._ledger.enter_recognised((chosen.flow, flow), fetch_id)
        return Write(chosen.flow, Role.PREFLIGHT, machine, ""), Write(flow, Role.ACTUAL, machine, line)

    def learn(self, flow: http.HTTPFlow, key: Key, entered: Entered, machine: dict[str, Any]) -> None:
        """Remember what was made of a flow that went the whole way, where it is of a kind that is remembered."""
        if (known := passing_preflight(entered, machine)) is not None:
            self._preflights.learn((key.request, key.response), known)
            return
        sighting = entered.assessment.sighting
        if len(sighting.entries) == 1:
            if (known := refused(entered, machine, flow)) is not None:
                if (exact := exact_of(flow, key)) is not None:
                    self._refused.learn(exact, known)
            elif key.asked.announces is None:
                earlier = self._ledger.consent(key.url, key.method, key.asked.origin)
                known = fine(entered, machine, earlier.index if earlier is not None else None)
                if known is not None:
                    self._alone.learn((key.request, key.response, earlier is not None), known)
            return
        if len(entered.flows) == 2 and (known := fine(entered, machine, None)) is not None:
            asked = self._keys.of(entered.flows[0][0])
            if asked is not None and (asked.url, asked.method) == (key.url, key.method):
                self._pairs.learn((asked.request, asked.response, key.request, key.response), known)

    def due(self, url: str, now: float) -> Iterator[PutOff]:
        """Take back what was put off and this URL concerns: it goes the whole way, before what comes now."""
        for place in [place for place in self._put_off if place[0] == url]:
            waiting = self._put_off.pop(place)
            self._count -= len(waiting)
            yield from [one for one in waiting if not one.over(now)]

    def overdue(self, now: float, patience: float) -> Iterator[PutOff]:
        """Take back preflights whose request has not come in time."""
        late = {
            url for (url, _), waiting in self._put_off.items() if any(now - one.ended >= patience for one in waiting)
        }
        for url in late:
            yield from self.due(url, now)

    def __bool__(self) -> bool:
        return bool(self._put_off)

    def clear(self) -> None:
        """Forget everything."""
        for memory in (self._alone, self._preflights, self._pairs, self._refused):
            memory.clear()
        self._put_off.clear()
        self._count = 0


def _alike(flow: http.HTTPFlow, key: Key, other: PutOff) -> bool:
    """True where it makes no difference which of two preflights a request is taken for: to the byte the same."""
    return (other.key.request, other.key.response) == (
        key.request,
        key.response,
    ) and other.flow.request.headers.fields == flow.request.headers.fields


def _rank(waited: float) -> float:
    return waited if waited < _AT_ONCE else -waited
