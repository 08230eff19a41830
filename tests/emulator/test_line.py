"""The line to a process: what it brings arrives whole and once, and what nobody has read can be taken back."""

from __future__ import annotations

import asyncio
import socket

import pytest

from corsproxy.emulator.line import AVAILABLE, MOST_AHEAD, Line

pytestmark = pytest.mark.skipif(not AVAILABLE, reason="there are no such sockets here")


class Ends:
    """A line and the process's end of its events."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        ours.close()
        self.line = Line(theirs)
        self.process = socket.fromfd(self.line.inherited[0], socket.AF_UNIX, socket.SOCK_SEQPACKET)

    def close(self) -> None:
        self.line.close()
        self.process.close()


async def test_what_is_not_read_is_taken_back_and_the_rest_is_not() -> None:
    ends = Ends()
    messages = [f"event {number}".encode() for number in range(MOST_AHEAD)]
    for message in messages:
        ends.line.send(message)
    assert ends.process.recv(65536) == messages[0]
    assert ends.line.take_back() == messages[1:]
    assert ends.line.take_back() == []
    ends.line.send(b"again")
    assert ends.process.recv(65536) == b"again"
    ends.close()


async def test_a_message_of_many_packets_arrives_whole_however_slowly_it_is_read() -> None:
    ends = Ends()
    message = bytes(range(256)) * 24 * 1024
    ends.line.send(message)
    ends.line.send(b"and one more")
    got = b""
    while len(got) < len(message) + len(b"and one more"):
        got += await asyncio.to_thread(ends.process.recv, 262144)
        await asyncio.sleep(0)
    assert got == message + b"and one more"
    ends.close()


async def test_a_process_that_is_gone_is_no_trouble() -> None:
    ends = Ends()
    ends.line.send(b"x" * 2_000_000)
    ends.close()
    ends = Ends()
    ends.process.close()
    ends.line.send(b"for nobody")
    ends.line.close()
