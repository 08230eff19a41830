"""What the page can ask for that other rooms do: the roof hands these in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from corsproxy.diagnose.sighting import Sighting

FORMATS: Mapping[str, tuple[str, str]] = {
    "har": ("application/json", "corsproxy.har"),
    "json": ("application/json", "corsproxy.json"),
    "html": ("text/html; charset=utf-8", "corsproxy.html"),
}
"""What can be exported: content type and file name."""


class Refused(Exception):
    """What was asked for cannot be done; the text says why, to the user."""


class Simulation(Protocol):
    """The switch of the simulation. `state` is JSON-able: `policy` (text, empty when off), `summary` and
    `remedies` (what to change to have it deployed, as in the report's JSON)."""

    def state(self) -> dict[str, object]:
        """What is simulated now."""

    def switch(self, policy: str) -> None:
        """Simulate this policy from now on; nothing when it is empty. Raises `Refused`."""

    def drafted(self, policy: str) -> dict[str, object]:
        """The state as it would be with this policy, nothing switched. Raises `Refused`."""


@dataclass(frozen=True, slots=True)
class Actions:
    """None where this start of the page cannot do it. `replay` sends a fetch again and says what it did; `export`
    writes page fetches in one of `FORMATS`, secrets struck out, and may take its time (it runs in a thread). `hint`
    says to people how their pages' fetches come here, in one line, and the command that does it (may be empty)."""

    replay: Callable[[Sighting], Awaitable[str]] | None = None
    export: Callable[[Sequence[Sighting], str], bytes] | None = None
    simulation: Simulation | None = None
    hint: Callable[[], tuple[str, str]] | None = None
