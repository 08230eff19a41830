"""The way between the emulator and a process that runs our own bootstrap: the Runtime API's messages, without TCP.

A function's process is at one invocation at a time. Others that wait for it may lie in the line already, so that it
finds the next one where it would have to sleep and be woken: between two small handlers that costs more than both.
Each event is a packet of its own, and the kernel gives a packet to one reader only: to the process, which then begins
with it, or to us, who take it back for another process that has become free. So nothing is done twice, and nothing
waits behind a slow invocation for longer than it would without.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sys
from collections import deque

AVAILABLE = sys.platform == "linux"
"""Whether there are such sockets here, and processes that inherit them; elsewhere it is the Runtime API over TCP."""
MOST_AHEAD = 4
"""Events that lie in the line at most; Linux by itself lets ten packets wait."""
_PACKET = 64 * 1024
MOST_EVENT = _PACKET - 1024
"""Bytes of an event that is one packet, with its headers."""


class Line:
    """Events go out in packets; `results` is the process's end of the stream that brings back what came of them."""

    def __init__(self, results: socket.socket) -> None:
        self.results = results
        self._ours, self._theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._ours.setblocking(False)
        self._coming: deque[bytes] = deque()

    @property
    def inherited(self) -> tuple[int, int]:
        """The open files that the process gets: where its events come from, and where its results go."""
        return self._theirs.fileno(), self.results.fileno()

    def handed_over(self) -> None:
        """The process has its end of the stream; ours of it goes, so that its end shows."""
        self.results.close()

    def send(self, message: bytes) -> None:
        """Send one event's message, at once or as soon as the process has read what is before it."""
        idle = not self._coming
        self._coming.extend(message[start : start + _PACKET] for start in range(0, len(message), _PACKET))
        if idle and not self._sent():
            asyncio.get_running_loop().add_writer(self._ours, self._go_on)

    def _sent(self) -> bool:
        try:
            while self._coming:
                self._ours.send(self._coming[0])
                self._coming.popleft()
        except BlockingIOError:
            return False
        except OSError:
            self._coming.clear()  # the process is gone
        return True

    def _go_on(self) -> None:
        if self._sent():
            asyncio.get_running_loop().remove_writer(self._ours)

    def take_back(self) -> list[bytes]:
        """The packets that nobody has read, in order; they are ours again."""
        packets = []
        with contextlib.suppress(BlockingIOError):
            while packet := self._theirs.recv(_PACKET, socket.MSG_DONTWAIT):
                packets.append(packet)
        return packets

    def close(self) -> None:
        """Hang up."""
        if self._coming:
            self._coming.clear()
            asyncio.get_running_loop().remove_writer(self._ours)
        for one in (self._ours, self._theirs, self.results):
            one.close()
