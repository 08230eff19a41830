"""What `corsproxy emulate` prints: the APIs and what they serve, a line per request, the functions' logs."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from corsproxy.emulator.server import Running
    from corsproxy.gateway.answer import Answer
    from corsproxy.http.message import Exchange

FLUSH_SECONDS = 0.02
_pending: list[str] = []
_COLOURS = {"2": "green", "3": "cyan", "4": "yellow", "5": "red", "-": "red"}


def _styled(text: str, **how: object) -> str:
    """Colours for a terminal that wants them: https://no-color.org/"""
    if os.environ.get("NO_COLOR") or not sys.stdout.isatty():
        return text
    return click.style(text, **how)  # type: ignore[arg-type]  # click's own keywords, passed on


def _print(text: str) -> None:
    """Print a line, soon: a write for each line would cost more than the answer it is about."""
    _pending.append(text)
    if len(_pending) == 1:
        try:
            asyncio.get_running_loop().call_later(FLUSH_SECONDS, flush)
        except RuntimeError:  # before the loop runs, and after it
            flush()


def flush() -> None:
    """Write what is pending."""
    text = "\n".join(_pending)
    if not _pending:
        return
    _pending.clear()
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
        _print(_styled(title(api), bold=True))
        _print(f"  {_styled(urls[id_of(api)], fg='blue')}")
        _print(f"  {running.by_host(api)}")
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
    _print(_styled(f"  !  {line}", fg="magenta"))


def request(exchange: Exchange, answer: Answer | None) -> None:
    """The access log's line."""
    from corsproxy.emulator.access_log import access_line

    line = access_line(exchange, answer)
    _print(f"{_styled(line[:3], fg=_COLOURS.get(line[:1], 'white'))}{line[3:]}")


def log(function: str, request_id: str, line: str) -> None:
    """A line that a function wrote; the first part of its request's id tells requests apart."""
    _print(_styled(f"  |  {function} {request_id[:8] or 'starting'}  {line}", dim=True))
