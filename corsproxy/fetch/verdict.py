"""What a browser makes of a page fetch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, NamedTuple, TypeVar, overload

from corsproxy.fetch.error import Error

T = TypeVar("T")


class Outcome(StrEnum):
    """`not-cors`: no CORS check applies (same origin, no-cors, navigation, WebSocket)."""

    ALLOWED = "allowed"
    BLOCKED = "blocked"
    NOT_CORS = "not-cors"


class Phase(StrEnum):
    """Where in the fetch the browser refused."""

    PREFLIGHT = "preflight"
    ACTUAL = "actual"
    REDIRECT = "redirect"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the standard as it was taken: what was looked at, what was found, how it went.

    `title` names it in the standard's terms, `detail` quotes the values, `spec` links to it.
    `passed` is None for a step that decides nothing by itself. `hop` counts the URLs of the chain from 0.
    """

    title: str
    detail: str
    passed: bool | None
    phase: Phase
    hop: int
    spec: str


class Telling(NamedTuple):
    """What a verdict has to say at length; each part is described at `Verdict`."""

    console: tuple[str, ...] = ()
    readable_headers: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


class Told(Generic[T]):
    """A field of `Telling`, composed when somebody first looks.

    Most verdicts of a long capture are counted and never read; their words are not composed for nobody.
    """

    def __init__(self, otherwise: T) -> None:
        self.otherwise = otherwise

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, obj: None, owner: type) -> T: ...
    @overload
    def __get__(self, obj: object, owner: type) -> T: ...
    def __get__(self, obj: Any, owner: type) -> T:
        if obj is None:
            return self.otherwise
        members = obj.__dict__
        if self.name not in members:
            members.update(members[_TELL]()._asdict())
            members.pop(_TELL, None)
        return members[self.name]  # type: ignore[no-any-return]  # what __set__ or `Telling` put there

    def __set__(self, obj: Any, value: T) -> None:
        obj.__dict__[self.name] = value


_TELL = "tell"


@dataclass(frozen=True)
class Verdict:
    """One browser's decision on one page fetch.

    `browser` is a profile's name. `culprit` is the header name, method or value at fault where one is;
    `parameter` what Chromium gives as `failedParameter`. `console` holds every line this browser prints,
    exactly. `readable_headers` are the lower-case names script may read (empty when blocked).
    `steps` is the path through the standard; the last step of a blocked fetch is the deciding one.
    `complete` is False when the capture ends before the fetch did: nothing seen so far forbids it.
    """

    browser: str
    outcome: Outcome
    error: Error | None = None
    phase: Phase | None = None
    hop: int = 0
    culprit: str | None = None
    parameter: str = ""
    console: Told[tuple[str, ...]] = Told(())
    readable_headers: Told[tuple[str, ...]] = Told(())
    steps: Told[tuple[Step, ...]] = Told(())
    complete: bool = True

    def told_by(self, tell: Callable[[], Telling]) -> Verdict:
        """The same decision, what it has to say coming from `tell` when first looked at."""
        verdict = object.__new__(Verdict)
        members = verdict.__dict__
        members.update(self.__dict__)
        if _TELL not in members:
            for name in Telling._fields:
                members.pop(name, None)
        members[_TELL] = tell
        return verdict
