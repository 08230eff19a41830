"""The moves of a walk through one fetch: what the browser would send next, or how it ended."""

from __future__ import annotations

from dataclasses import dataclass

from corsproxy.fetch.browser import Browser
from corsproxy.fetch.fault import Fault, Mark
from corsproxy.fetch.leg import Leg
from corsproxy.fetch.preflight_question import Question
from corsproxy.fetch.script_request import ScriptRequest
from corsproxy.fetch.verdict import Phase
from corsproxy.http.message import Response

Trail = tuple[tuple[Phase, int, tuple[Mark, ...]], ...]


@dataclass(frozen=True, slots=True)
class Failure:
    """Nothing came back: `reason` in the observer's words (`net::ERR_CONNECTION_REFUSED`)."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class AskPreflight:
    """The browser would send this CORS-preflight now."""

    leg: Leg
    asked: Question
    trail: Trail


@dataclass(frozen=True, slots=True)
class AskActual:
    """The browser would send the request itself now."""

    leg: Leg
    trail: Trail


@dataclass(frozen=True, slots=True)
class End:
    """The walk is over: refused with `fault` in `phase`, or script gets `response`.

    `late` tells that the fault was found after a later hop's preflight.
    """

    leg: Leg | None
    script: ScriptRequest
    browser: Browser
    trail: Trail
    fault: Fault | None = None
    phase: Phase = Phase.ACTUAL
    response: Response | None = None
    complete: bool = True
    late: bool = False


Move = AskPreflight | AskActual | End
