"""HAR 1.2 in, as Chrome, Edge, Firefox, Safari, Playwright, mitmproxy, Charles, Fiddler and others write it.

http://www.softwareishard.com/blog/har-12-spec/ The file is mapped and its entries are decoded one by one; what
has been decoded is given back, so that memory stays near the size of what is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from corsproxy.capture.capture import Capture
from corsproxy.capture.har_exchange import Maker
from corsproxy.capture.har_fields import Unreadable, entry_of
from corsproxy.capture.har_split import Cut, Piece, body_of, cut
from corsproxy.capture.source import Source, open_source
from corsproxy.http.message import Exchange, Gap
from corsproxy.where import Mistake, Unusable, Where

Progress = Callable[[int, int], None]

# Recorders inside a browser: they join header lines with a line feed and show sketches of unsent requests.
_BROWSERS = re.compile(
    r"web ?inspector|firefox|safari|chrome|chromium|edge|playwright|puppeteer|browsertime|sitespeed|devtools",
    re.IGNORECASE,
)
# Chrome's DevTools (the name is WebKit's of old). Since version 130 its plain export leaves cookies and
# authorization out; "Export HAR (with sensitive data)" keeps them, and nothing in the file tells which it was.
_DEVTOOLS = "WebInspector"
_RELEASE_EVERY = 16 << 20
_REPORT_EVERY = 2_000
_NAMED_AT_MOST = 10


def recorder_of(log: Mapping[str, object]) -> str:
    """The name in `log.creator`, empty where the file has none."""
    creator = log.get("creator")
    name = creator.get("name") if isinstance(creator, dict) else None
    return name if isinstance(name, str) else ""


def not_a_har(source: Source) -> Unusable:
    """What to tell the user about a file that is no HAR: the place where it stops being one."""
    view = body_of(source.data)
    start = bytes(view[:64]).lstrip()
    if start[:1] not in {b"{", b"["}:
        problem = "this is neither a HAR file nor a mitmproxy flow file."
    else:
        problem = 'this is JSON, but not a HAR file: it holds no "log" with "entries".'
    return Unusable(
        Mistake(
            problem,
            Where(source.name, 1),
            "Export the network log as HAR (DevTools: Network panel, Export HAR), or save flows with "
            "`mitmdump -w FILE`.",
        )
    )


def read_har(
    path: str | Path | bytes,
    *,
    body_limit: int | None = None,
    progress: Progress | None = None,
) -> Capture:
    """Read a HAR file, `-` for standard input, or its bytes. Raises `Unusable` when it is no HAR at all.

    `body_limit` drops longer bodies (the exchange then has a gap); `progress(done, total)` is called with
    bytes now and then.
    """
    return read_source(open_source(path), body_limit=body_limit, progress=progress)


def read_source(source: Source, *, body_limit: int | None = None, progress: Progress | None = None) -> Capture:
    """`read_har` for an open source."""
    pieces = cut(source.data)
    if pieces is None:
        raise not_a_har(source)
    recorder = recorder_of(pieces.log)
    maker = Maker(bool(_BROWSERS.search(recorder)), body_limit, source.attached)
    exchanges, bad = _read_entries(source, pieces, maker, progress)
    notes = [*source.notes]
    if pieces.damage:
        notes.append(f"{source.name}: {pieces.damage}")
    notes += bad
    if not pieces.entries:
        notes.append(f"{source.name}: the capture holds no entries.")
    if recorder == _DEVTOOLS and exchanges and not maker.credentials_seen:
        exchanges = [replace(each, gaps=each.gaps | {Gap.CREDENTIALS}) for each in exchanges]
        notes.append(
            f"{source.name}: no cookie and no Authorization header in the whole capture: Chrome's plain export "
            "leaves them out, so whether a request carried credentials is unknown. Export it with sensitive data."
        )
    return Capture(
        tuple(exchanges),
        tuple(notes),
        name=source.name,
        recorder=recorder,
        source=source,
        lines_of=partial(_lines, source, pieces.entries),
    )


def _read_entries(
    source: Source, pieces: Cut, maker: Maker, progress: Progress | None
) -> tuple[list[Exchange], list[str]]:
    exchanges: list[Exchange] = []
    bad: list[tuple[int, str]] = []
    done = released = 0
    total = len(source.data)
    for index, piece in enumerate(pieces.entries):
        if piece is None:
            bad.append((index, "is not valid JSON"))
            continue
        try:
            exchanges.append(maker.exchange(entry_of(piece), index))
        except Unreadable as problem:
            bad.append((index, str(problem)))
        done += memoryview(piece).nbytes
        if done - released > _RELEASE_EVERY:
            source.release(done)
            released = done
        if progress is not None and index % _REPORT_EVERY == 0:
            progress(done, total)
    if progress is not None:
        progress(total, total)
    return exchanges, _notes(source.name, bad)


def _notes(name: str, bad: list[tuple[int, str]]) -> list[str]:
    notes = [f"{name}: entry {index} {problem}; it was left out." for index, problem in bad[:_NAMED_AT_MOST]]
    if len(bad) > _NAMED_AT_MOST:
        others = ", ".join(str(index) for index, _ in bad[_NAMED_AT_MOST : _NAMED_AT_MOST * 4])
        more = ", …" if len(bad) > _NAMED_AT_MOST * 4 else ""
        notes.append(f"{name}: {len(bad) - _NAMED_AT_MOST} more entries were left out: {others}{more}.")
    return notes


def _lines(source: Source, pieces: Sequence[Piece | None], wanted: Sequence[int]) -> dict[int, int]:
    """The line of each wanted entry: entries stand in order, so each is looked for behind the one before."""
    found: dict[int, int] = {}
    text = source.data
    line = 1
    counted = position = released = 0
    asked = set(wanted)
    last = max(asked, default=-1)
    for index, piece in enumerate(pieces[: last + 1]):
        if piece is None:
            continue
        raw = memoryview(piece)
        start = text.find(bytes(raw[:400]), position)
        if start < 0:
            break
        if index in asked:
            line += text[counted:start].count(b"\n")
            counted = start
            found[index] = line
        position = start + raw.nbytes
        if position - released > _RELEASE_EVERY:
            source.release(position)
            released = position
    return found
