"""One case: what a page asks for, and what each server of the chain answers."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

Lines = tuple[tuple[str, str], ...]

ROLES = ("A", "B", "C", "D")
"""A is the page's own origin; A, B and D are ports of localhost, C is one of 127.0.0.1: another site."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One scripted response. `{page}`, `{echo-origin}`, `{echo-acrm}` and `{echo-acrh}` in values are filled in."""

    status: int = 200
    headers: Lines = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One URL of the chain: whose it is, what a preflight and what the request itself gets there."""

    role: str
    preflight: Answer
    response: Answer


@dataclass(frozen=True, slots=True)
class Case:
    """What script asks for (`api` is `fetch` or `xhr`, `context` is `window` or `sandbox`), and the chain."""

    id: str
    family: str
    steps: tuple[Step, ...]
    api: str = "fetch"
    method: str = "GET"
    headers: Lines = ()
    credentials: str = "same-origin"
    mode: str = "cors"
    redirect: str = "follow"
    body: str | None = None
    upload_listener: bool = False
    context: str = "window"

    def path(self, hop: int) -> str:
        """The path of one URL of the chain."""
        return f"/t/{self.id}/{hop}"


@dataclass(slots=True)
class Seen:
    """What one engine did with one case. `wire` holds (hop, is preflight, method or announced method, announced
    names, Origin) for each request as the server saw it."""

    outcome: str = ""
    status: int = 0
    kind: str = ""
    readable: tuple[str, ...] = ()
    wire: list[tuple[int, bool, str, str, str | None]] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    code: str = ""

    def plain(self) -> dict[str, Any]:
        """As JSON holds it."""
        return asdict(self)
