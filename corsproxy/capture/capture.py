"""What reading a file of recorded traffic gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from corsproxy.capture.source import Source
from corsproxy.http.message import Exchange


def _no_lines(wanted: Sequence[int]) -> dict[int, int]:
    return {}


@dataclass(frozen=True, slots=True)
class Capture:
    """The exchanges of one file in its order, and notes on what could not be read and what is missing.

    `Exchange.index` is the position in the file (HAR: in `log.entries`), so it has holes where an entry
    was unreadable. `lines_of` answers, for some of those indices in rising order, the line (from 1) of the
    file where each entry begins; it is empty for formats without lines. `name` is the file as the user
    named it, `recorder` the program that wrote it, as far as the file says so. `source` is the mapped file, for
    whoever writes it out again.
    """

    exchanges: tuple[Exchange, ...]
    notes: tuple[str, ...] = ()
    name: str = ""
    recorder: str = ""
    source: Source | None = field(default=None, compare=False, repr=False)
    lines_of: Callable[[Sequence[int]], dict[int, int]] = field(default=_no_lines, compare=False)
