"""Log lines come whole, in order, and harmless to a terminal."""

from __future__ import annotations

import os

import pytest

from corsproxy.emulator.function_log import MOST_LINE, LinePipe, printable
from tests.emulator.apis import eventually


async def test_lines_are_told_when_they_are_whole_and_the_rest_at_the_end() -> None:
    lines: list[str] = []
    pipe = LinePipe(lines.append)
    os.write(pipe.write_end, b"one\r\ntw")
    pipe.drain()
    assert lines == ["one"]
    os.write(pipe.write_end, b"o\nthree \xff")
    pipe.close_write_end()
    pipe.close()
    assert lines == ["one", "two", "three �"]


async def test_a_line_without_an_end_is_told_when_its_invocation_is_over() -> None:
    lines: list[str] = []
    pipe = LinePipe(lines.append)
    os.write(pipe.write_end, b"one\ntwo")
    pipe.finish()
    assert lines == ["one", "two"]
    pipe.close_write_end()
    pipe.close()
    assert lines == ["one", "two"]


async def test_carriage_returns_part_lines_too() -> None:
    lines: list[str] = []
    pipe = LinePipe(lines.append)
    os.write(pipe.write_end, b"[ERROR] x\rTraceback\r  File\n")
    pipe.finish()
    assert lines == ["[ERROR] x", "Traceback", "  File"]
    pipe.close_write_end()
    pipe.close()


async def test_lines_come_by_themselves() -> None:
    lines: list[str] = []
    pipe = LinePipe(lines.append)
    os.write(pipe.write_end, b"one\n")
    await eventually(lambda: bool(lines))
    pipe.close_write_end()
    pipe.close()
    assert lines == ["one"]


async def test_a_line_that_never_ends_is_cut() -> None:
    lines: list[str] = []
    pipe = LinePipe(lines.append)
    for _ in range(MOST_LINE // 4096 + 1):
        os.write(pipe.write_end, b"x" * 4096)
        pipe.drain()
    assert lines
    pipe.close_write_end()
    pipe.close()


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("plain ✓\ttab", "plain ✓\ttab"),
        ("\x1b[31mred\x1b[0m", "\x1b[31mred\x1b[0m"),
        ("\x1b[2Jgone", "gone"),
        ("\x1b]0;title\x07x", "x"),
        ("\x1b]52;c;aGk=\x1b\\x", "x"),
        ("a\x08b\x00\x7f", "ab"),
    ],
)
def test_colours_may_stay_and_commands_may_not(line: str, shown: str) -> None:
    assert printable(line) == shown
