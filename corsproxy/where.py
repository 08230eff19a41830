"""Places in the user's files, and the user's mistakes at them.

`Unusable` is the one exception type for input a person has to change: it carries every mistake found,
each with its place and what to write instead. Whatever else escapes a command is our bug.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a file of the user's: `file` as the user named it, `line` and `column` from 1."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        """Render as `file:line:column`, the form that editors and terminals make clickable."""
        parts = [self.file, *(str(n) for n in (self.line, self.column) if n is not None)]
        return ":".join(parts)


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing a person has to change: what is wrong, where, and what to write instead."""

    problem: str
    where: Where | None = None
    instead: str | None = None

    def __str__(self) -> str:
        """Render as one line: place, problem, and the mend."""
        place = f"{self.where}: " if self.where else ""
        if not self.instead:
            return f"{place}{self.problem}"
        stop = "" if self.problem.endswith((".", "!", "?", ":")) else "."
        return f"{place}{self.problem}{stop} {self.instead}"


class Unusable(Exception):
    """Input that cannot be used; `mistakes` holds every one found, in the order of the file."""

    def __init__(self, mistakes: Mistake | Iterable[Mistake]) -> None:
        self.mistakes: tuple[Mistake, ...] = (mistakes,) if isinstance(mistakes, Mistake) else tuple(mistakes)
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))
