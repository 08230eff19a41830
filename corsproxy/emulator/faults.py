"""Faults on demand: an outcome chosen by name instead of asking the world. The rest of the conversation is real.

A fault is the name of a supposition of the gateway model (`throttled`, `function-timed-out`, …), chosen per route by
configuration (`GET /items=throttled`), or for one request by the header `x-corsproxy-fault`, which the model
never sees. In a browser use the configuration: a page that adds a header of its own makes a preflight out of a
request that had none, and the preflight asks for a header that no API allows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from corsproxy.gateway.turn import Outcome, Turn
from corsproxy.http.message import Request

HEADER = "x-corsproxy-fault"


@dataclass(frozen=True, slots=True)
class Fault:
    """Requests of `method` (`ANY` for all) whose path behind the stage matches `path` get the outcome `name`.

    `path` is written like a route: `/items/{id}`, `/{proxy+}`; `$default` or `*` means any path. `api_id` empty
    means any API.
    """

    name: str
    method: str = "ANY"
    path: str = "*"
    api_id: str = ""

    def covers(self, api_id: str, method: str, path: str) -> bool:
        """True when this fault is meant for that request."""
        if self.api_id and self.api_id != api_id:
            return False
        return self.method in {"ANY", method} and re.fullmatch(_pattern(self.path), path) is not None


def _pattern(path: str) -> str:
    if path in {"*", "$default"}:
        return ".*"
    pieces = re.split(r"(\{[^{}]*\}|\*)", path)
    # a parameter of an HTTP API takes an empty segment too: `/{proxy+}` is the root's route as well
    return "".join(
        ".*"
        if piece.endswith("+}")
        else "[^/]*"
        if piece.startswith("{")
        else ".*"
        if piece == "*"
        else re.escape(piece)
        for piece in pieces
    )


def parse_fault(text: str) -> Fault | None:
    """Read `GET /items/{id}=throttled`, `/items=throttled` or `throttled` (for everything); None if it is neither."""
    route, equals, name = text.rpartition("=")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", name):
        return None
    if not equals:
        return Fault(name)
    words = route.split()
    match words:
        case [path] if path.startswith("/") or path in {"$default", "*"}:
            return Fault(name, path=path)
        case [method, path] if path.startswith("/") or path == "*":
            return Fault(name, method.upper(), path)
        case _:
            return None


def taken_from(request: Request) -> tuple[Request, str | None]:
    """The request without the fault header, and the fault it asked for."""
    name = request.headers.get(HEADER)
    if name is None:
        return request, None
    rest = Request(request.method, request.url, request.headers.without(HEADER), request.body, request.http_version)
    return rest, name.strip().lower()


def chosen(turn: Turn, name: str) -> Outcome | None:
    """The outcome of `turn` that is called `name`, or None when the turn has none of that name."""
    from corsproxy.gateway.supposition import suppositions

    return next((one.outcome for one in suppositions(turn) if one.name == name), None)


def names_of(turn: Turn) -> tuple[str, ...]:
    """What the outcomes of `turn` are called."""
    from corsproxy.gateway.supposition import suppositions

    return tuple(one.name for one in suppositions(turn))
