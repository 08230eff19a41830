"""What one rendering of a mapping template may cost: its steps and its output are counted."""

from __future__ import annotations

from dataclasses import dataclass

MAX_STEPS = 200_000
MAX_TEXT = 2_000_000


class Failed(Exception):
    """A template that cannot be parsed or rendered; the text says why."""


class Out:
    """A stream with a bound; airspeed asks for `write` and `stop`."""

    __slots__ = ("parts", "run", "stop")

    def __init__(self, run: Run) -> None:
        self.run = run
        self.parts: list[str] = []
        self.stop = False

    def write(self, text: str) -> None:
        if not self.stop:
            self.run.spend(1, len(text))
            self.parts.append(text)

    def getvalue(self) -> str:
        return "".join(self.parts)


@dataclass(slots=True)
class Run:
    """One rendering's budget. It travels as airspeed's `loader`, which every node hands on."""

    steps: int = MAX_STEPS
    text: int = MAX_TEXT
    depth: int = 0

    def spend(self, steps: int, text: int = 0) -> None:
        self.steps -= steps + text // 200
        self.text -= text
        if self.steps < 0:
            raise Failed("it runs too long")
        if self.text < 0:
            raise Failed("it writes too much")
