"""Answers of a CORS configuration, remembered: the same preflight gets the same bytes, but for date and id.

The model is a pure function of the arrival, and what a CORS configuration answers depends on nothing in it but the
request. Pages send the same preflight over and over, so its whole answer is kept ready, cut where the date and the
request's id stand. Nothing else is remembered: other answers may depend on the time, on counters, on the world.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from email.utils import formatdate
from functools import lru_cache

from corsproxy.emulator.wire import serialise
from corsproxy.gateway.answer import Answer, Layer
from corsproxy.gateway.arrival import Arrival
from corsproxy.http.headers import Headers
from corsproxy.http.message import Request, Response

MOST_ANSWERS = 2048

# the request line's method and target, the header block, and whether the connection is secure
Key = tuple[str, str, tuple[tuple[bytes, bytes], ...], bool]


@lru_cache(maxsize=4)
def http_date(second: int) -> str:
    """The Date header's value for that second since the epoch."""
    return formatdate(second, usegmt=True)


@dataclass(frozen=True, slots=True)
class Ready:
    """An answer ready to be sent; `pieces` stand around the date and the id, whose lines are at those indices."""

    request: Request
    answer: Answer
    pieces: tuple[bytes, bytes, bytes]
    date_at: int
    id_at: int

    def head(self, at: float, extended_id: str) -> bytes:
        """The bytes of the whole answer, at `at` (seconds since the epoch) and with that id."""
        before, between, after = self.pieces
        return b"".join((before, http_date(int(at)).encode(), between, extended_id.encode(), after))

    def stamped(self, at: float, extended_id: str) -> Answer:
        """The same answer as a value."""
        lines = list(self.answer.response.headers.lines)
        lines[self.date_at] = (lines[self.date_at][0], http_date(int(at)))
        lines[self.id_at] = (lines[self.id_at][0], extended_id)
        answer = self.answer
        return Answer(Response(answer.response.status, Headers(lines)), answer.author, answer.because)


class Remembered:
    """Ready answers by what was asked; the oldest is forgotten first."""

    def __init__(self) -> None:
        self._ready: OrderedDict[Key, Ready] = OrderedDict()

    def get(self, key: Key) -> Ready | None:
        """The ready answer to exactly that request."""
        return self._ready.get(key)

    def put(self, key: Key, arrival: Arrival, answer: Answer) -> None:
        """Remember `answer`, if it is one that may be."""
        if answer.author.layer is not Layer.CORS_CONFIGURATION or arrival.request.body:
            return
        head, body, closes = serialise(answer.response, head_only=False)
        date, extended_id = http_date(int(arrival.at)).encode(), arrival.extended_id.encode()
        before, found_date, rest = head.partition(b"Date: " + date)
        between, found_id, after = rest.partition(extended_id)
        if not (found_date and found_id) or body or closes:
            return
        pieces = (before + b"Date: ", between, after)
        values = [value for _, value in answer.response.headers]
        places = values.index(date.decode()), values.index(arrival.extended_id)
        self._ready[key] = Ready(arrival.request, answer, pieces, *places)
        if len(self._ready) > MOST_ANSWERS:
            self._ready.popitem(last=False)

    def clear(self) -> None:
        """Forget everything: the definition has changed."""
        self._ready.clear()
