"""The proxy's lines on standard output: one a page fetch for pipes, laid out to the width where a person reads.

Lines that come at once are written at once: a page makes many fetches, and each write wakes the terminal.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Iterator
from typing import TextIO

import click

_COLOURS = {"cors:ok": "green", "cors:blocked": "red", "cors:unknown": "yellow"}
_GAP = "  "
_INDENT = " " * 14  # below what stands behind the verdict's word
_TOGETHER_SECONDS = 0.03


class Lines:
    """Where lines go. A terminal gets colours (without NO_COLOR) and as many lines a fetch as its width asks for."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._terminal = out.isatty()
        self._held: list[str] = []
        self._later: asyncio.TimerHandle | None = None

    def say(self, line: str) -> None:
        """Write this line soon."""
        self._held.append(line)
        if self._later is None:
            try:
                self._later = asyncio.get_running_loop().call_later(_TOGETHER_SECONDS, self.flush)
            except RuntimeError:  # nobody would write it later
                self.flush()

    def flush(self) -> None:
        """Write what is held."""
        if self._later is not None:
            self._later.cancel()
            self._later = None
        held, self._held = self._held, []
        if not held:
            return
        if self._terminal:
            width = shutil.get_terminal_size().columns
            held = [part for line in held for part in laid_out(line, width)]
            if not os.environ.get("NO_COLOR"):
                held = [_coloured(part) for part in held]
        self._out.write("\n".join(held) + "\n")
        self._out.flush()


def laid_out(line: str, width: int) -> Iterator[str]:
    """The line on as many lines as it takes; host and path stay whole, a long query is cut."""
    if len(line) <= width or not line.startswith("cors:") or "->" not in line:
        yield line
        return
    word, _, rest = line.partition(" ")
    status, asked, *more = rest.strip().split(_GAP)
    origin, _, wanted = asked.partition(" -> ")
    yield cut(f"{word:<12}{_GAP}{status}{_GAP}{wanted}", width)
    row = f"from {origin}"
    for part in more:
        if len(_INDENT) + len(row) + len(_GAP) + len(part) > width:
            yield _INDENT + row
            row = part
        else:
            row += _GAP + part
    yield _INDENT + row


def cut(text: str, width: int) -> str:
    """Cut the query of the URL at the end of the text, where the text is too long with it."""
    before, mark, _ = text.partition("?")
    if len(text) <= width or not mark:
        return text
    return text[: max(width - 1, len(before) + 1)] + "…"


def _coloured(line: str) -> str:
    head, blank, rest = line.partition(" ")
    if head in _COLOURS:
        return f"{click.style(head, fg=_COLOURS[head], bold=True)}{blank}{rest}"
    return click.style(line, fg="yellow") if line.startswith("    simulated") else line
