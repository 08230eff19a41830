"""A HAR file cut into its entries, without decoding them.

A whole file is cut by msgspec at about 2 GB/s: each entry stays a view of the mapped file. A broken or
truncated one is cut by its brackets, one pass, so that every entry that is whole is found.
"""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

Piece = msgspec.Raw | memoryview


@dataclass(frozen=True, slots=True)
class Cut:
    """The entries in their order, and what stands beside them.

    `log` is the `log` object without its entries (possibly empty). An entry that is None lies in a part of
    the file that is no JSON; `damage` says in one sentence what is wrong with the file, empty when nothing.
    """

    entries: Sequence[Piece | None]
    log: dict[str, object]
    damage: str = ""


class _Log(msgspec.Struct):
    entries: list[msgspec.Raw]
    version: msgspec.Raw = msgspec.Raw()
    creator: msgspec.Raw = msgspec.Raw()
    browser: msgspec.Raw = msgspec.Raw()
    pages: msgspec.Raw = msgspec.Raw()
    comment: msgspec.Raw = msgspec.Raw()


class _Document(msgspec.Struct):
    log: _Log


_ENTRIES = re.compile(rb'"entries"\s*:\s*\[')
# Strings are matched whole, so that a bracket in one does not count; one that never ends runs to the end.
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[{}\[\]]', re.DOTALL)
# Keys that recorders write first in an entry. In a JSON string these quotes would be escaped, so a match is
# the start of an entry whatever broke before it.
_FIRST_KEYS = (
    b"startedDateTime|pageref|_initiator|_connectionId|_fromCache|_priority|_resourceType|_requestId"
    b"|_webSocketMessages|_fetchedViaServiceWorker|_isHTTPS|_serverPort|connection|cache|request|response|time|comment"
)
_KEY = re.compile(rb'\s*\{\s*"([^"\\]{1,80})"\s*:')
_BETWEEN = re.compile(rb"[\s,]*")


def _value(raw: Piece) -> object:
    try:
        return msgspec.json.decode(raw) if raw else None
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


def _log_of(log: _Log) -> dict[str, object]:
    named = {name: _value(getattr(log, name)) for name in ("version", "creator", "browser", "pages", "comment")}
    return {name: value for name, value in named.items() if value is not None}


def body_of(data: mmap.mmap | bytes) -> memoryview:
    """The JSON text: what follows a byte order mark (Fiddler and Internet Explorer write one)."""
    view = memoryview(data)
    return view[3:] if bytes(view[:3]) == b"\xef\xbb\xbf" else view


def cut(data: mmap.mmap | bytes) -> Cut | None:
    """Cut the text of a HAR file; None when it holds nothing like `"entries": [`."""
    view = body_of(data)
    try:
        document = msgspec.json.decode(view, type=_Document)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        bare = _bare_log(view)
        return bare if bare is not None else _cut_by_brackets(view, str(error))
    return Cut(document.log.entries, _log_of(document.log))


def _bare_log(view: memoryview) -> Cut | None:
    """The log without an object around it, as Firefox and Chrome hand it to extensions (devtools.network.getHAR)."""
    try:
        log = msgspec.json.decode(view, type=_Log)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    return Cut(log.entries, _log_of(log))


def _end_of_value(view: memoryview, start: int, limit: int) -> int | None:
    """Where the object that starts at `start` ends, if it does before `limit`."""
    depth = 0
    for token in _TOKEN.finditer(view, start, limit):
        first = view[token.start()]
        if first in b"{[":
            depth += 1
        elif first in b"}]":
            depth -= 1
            if depth <= 0:
                return token.end()
    return None


def _spans(view: memoryview, start: int) -> Iterator[tuple[int, int, bool]]:
    """Start, end and wholeness of each entry from `start` on, in one pass over the text."""
    head = _KEY.match(view, start)
    keys = _FIRST_KEYS + (b"|" + re.escape(head.group(1)) if head else b"")
    mark = re.compile(rb'\}\s*,\s*(\{\s*"(?:' + keys + rb')"\s*:)')
    size = len(view)
    position = start
    marked = -1
    while True:
        between = _BETWEEN.match(view, position)
        position = between.end() if between else position
        if position >= size or view[position] != ord("{"):
            return
        if marked <= position:
            found = mark.search(view, position + 1)
            marked = found.start(1) if found else size
        end = _end_of_value(view, position, marked)
        if end is None:
            yield position, marked, False
            position = marked
        else:
            yield position, end, True
            position = end


def _cut_by_brackets(view: memoryview, trouble: str) -> Cut | None:
    opened = _ENTRIES.search(view)
    if opened is None:
        return None
    found = list(_spans(view, opened.end()))
    truncated = bool(found) and not found[-1][2] and found[-1][1] == len(view)
    if truncated:
        found.pop()
        damage = f"the file ends in the middle of entry {len(found)}; the {len(found)} before it were read."
    else:
        damage = f"the file is not a well-formed HAR ({trouble}); its entries were found by their brackets."
    entries = [view[start:end] if whole else None for start, end, whole in found]
    # What stands before the entries, closed: enough for the recorder's name and the pages.
    head = bytes(view[: opened.start()]).rstrip().removesuffix(b",")
    closed = _value(memoryview(head + b"}}")) or _value(memoryview(head + b"}"))
    log = closed.get("log", closed) if isinstance(closed, dict) else None
    return Cut(entries, log if isinstance(log, dict) else {}, damage)
