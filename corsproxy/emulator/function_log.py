"""What a function writes to its standard output and error, line by line, each with its request."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
from collections.abc import Callable

# a line longer than this is cut into several: a function may write without ever ending a line
MOST_LINE = 64 * 1024
# read at one go at most: a function that never stops writing must not keep the loop from serving others
MOST_AT_ONCE = 1024 * 1024

# what a terminal would obey: colours may stay, cursor movements, titles and clipboard writes may not
_CONTROL = re.compile(
    r"\x1b(?!\[[0-9;]*m)(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)?|[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f]"
)


def printable(line: str) -> str:
    """A line as it may be shown in a terminal."""
    return _CONTROL.sub("", line)


class LinePipe:
    """A pipe whose write end a process gets, and whose lines come to `on_line`.

    `drain` reads all that has been written so far: what a handler flushed before it posted its result is then
    known to have been read before the result is passed on.
    """

    def __init__(self, on_line: Callable[[str], None]) -> None:
        self._read_end, self.write_end = os.pipe()
        os.set_blocking(self._read_end, False)
        self._on_line = on_line
        self._rest = b""
        self._open = True
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._read_end, self.drain)

    def drain(self) -> None:
        """Read what is there, without waiting."""
        read = 0
        while self._open and read < MOST_AT_ONCE:
            try:
                piece = os.read(self._read_end, 65536)
            except BlockingIOError:
                return
            except OSError:
                piece = b""
            if not piece:
                self._end()
                return
            read += len(piece)
            *lines, self._rest = (self._rest + piece).split(b"\n")
            for line in lines:
                self._say(line)
            if len(self._rest) > MOST_LINE:
                self._say_rest()

    def finish(self) -> None:
        """Read what is there, and tell a last line that has no end too: an invocation is over."""
        self.drain()
        self._say_rest()

    def _say(self, line: bytes) -> None:
        # AWS's own runtime clients part the lines of one message by carriage returns
        for part in line.decode("utf-8", "replace").rstrip("\r").split("\r"):
            self._on_line(printable(part))

    def _say_rest(self) -> None:
        if self._rest:
            self._say(self._rest)
            self._rest = b""

    def _end(self) -> None:
        if self._open:
            self._open = False
            self._loop.remove_reader(self._read_end)
            os.close(self._read_end)
            self._say_rest()

    def close_write_end(self) -> None:
        """Close our copy of the write end, once the process has its own."""
        with contextlib.suppress(OSError):
            os.close(self.write_end)

    def close(self) -> None:
        """Read what is left and close."""
        self.drain()
        self._end()
