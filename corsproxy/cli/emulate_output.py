"""What `corsproxy emulate` prints: the APIs and what they serve, a line per request, the functions' logs."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from corsproxy.emulator.access_log import access_line

if TYPE_CHECKING:
    from corsproxy.emulator.server import Running
    from corsproxy.gateway.answer import Answer
    from corsproxy.http.message import Exchange

FLUSH_SECONDS = 0.02
_Line = tuple[str, dict[str, Any], str]
"""What is styled, how (click's keywords), and what follows it plain."""
_pending: list[_Line] = []
_COLOURS = {"2": "green", "3": "cyan", "4": "yellow", "5": "red", "-": "red"}


def _print(text: str, rest: str = "", **how: Any) -> None:
    """Print a line, soon: a write for each line would cost more than the answer it is about."""
    _pending.append((text, how, rest))
    if len(_pending) == 1:
        try:
            asyncio.get_running_loop().call_later(FLUSH_SECONDS, flush)
        except RuntimeError:  # before the loop runs, and after it
            flush()


def flush() -> None:
    """Write what is pending; in colours for a terminal that wants them: https://no-color.org/"""
    if not _pending:
        return
    coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    lines = [f"{click.style(text, **how) if how and coloured else text}{rest}" for text, how, rest in _pending]
    _pending.clear()
    text = "\n".join(lines)
    # a reader that has gone away (`corsproxy emulate | head`) is no reason to stop serving
    try:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    except (BrokenPipeError, ValueError):
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 -- for the rest of the run


def greet(running: Running, notes_: Sequence[str]) -> None:
    """Print each API with its URLs and its routes, and what a person should know of them."""
    from corsproxy.emulator.address import id_of
    from corsproxy.emulator.listing import rows, title

    urls = running.urls
    for api in (*running.apis, *running.function_urls):
        _print(title(api), bold=True)
        _print(f"  {urls[id_of(api)]}", fg="blue")
        for url in running.by_host(api):
            _print(f"  {url}")
        table = rows(api)
        widths = [
            max((len(row.method) for row in table), default=0),
            max((len(row.path) for row in table), default=0),
        ]
        last = max((len(row.answered_by) for row in table), default=0)
        for row in table:
            line = f"    {row.method:<{widths[0]}}  {row.path:<{widths[1]}}  {row.answered_by:<{last}}"
            _print(f"{line}  {row.authorized_by}".rstrip())
        _print("")
    notes(running, notes_)
    _print(f"Ready at {running.origin}. Stop with Ctrl+C.")
    flush()


def notes(running: Running, loaded: Sequence[str]) -> None:
    """Print what loading left open, and which functions cannot run as they are defined."""
    for note in (*loaded, *running.outside.functions.problems((*running.apis, *running.function_urls))):
        say(note)


def say(line: str) -> None:
    """One line of ours, not of a request or a function."""
    _print(f"  !  {line}", fg="magenta")


def request(exchange: Exchange, answer: Answer | None) -> None:
    """The access log's line."""
    line = access_line(exchange, answer)
    _print(line[:3], line[3:], fg=_COLOURS.get(line[:1], "white"))


def log(function: str, request_id: str, line: str) -> None:
    """A line that a function wrote; the first part of its request's id tells requests apart."""
    _print(f"  |  {function} {request_id[:8] or 'starting'}  {line}", dim=True)
