"""The stream of changes: server-sent events, resumable, rendered in small batches so that the proxy is not held up.

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Callable

from corsproxy.dashboard.row import encoded
from corsproxy.dashboard.store import PATIENCE_SECONDS, Item, Store
from corsproxy.dashboard.strike import Redaction

BATCH_SECONDS = 0.2
SLICE = 4
"""Rows rendered without letting go of the event loop."""
IDLE_SECONDS = 15.0
# Of the time that passes, the part that rendering may take while traffic flows; and while a page catches up.
_SHARE_LIVE = 0.04
_SHARE_BACKLOG = 0.7


def resumed(last_event_id: str | None, store: Store) -> int:
    """The change up to which this reader has seen everything; 0 when it has to begin anew."""
    epoch, dot, number = (last_event_id or "").partition(".")
    if not dot or epoch != store.epoch or not number.isascii() or not number.isdigit() or len(number) > 15:
        return 0
    return int(number) if int(number) <= store.latest else 0


def event(name: str, data: str, number: str = "") -> bytes:
    """One event. `data` is JSON, so it has no line end."""
    head = f"id: {number}\n" if number else ""
    return f"{head}event: {name}\ndata: {data}\n\n".encode()


async def changes(
    store: Store, since: int, redaction: Redaction, extra: Callable[[], str] | None = None
) -> AsyncGenerator[bytes, None]:
    """The events from a change on, for ever. `extra` gives a text of JSON, what else the page shows; it is sent
    whenever it differs from before."""
    said = ""
    under_way: dict[str, Item] = {}
    resuming = since > 0
    yield event("hello", json.dumps({"epoch": store.epoch, "limit": store.limit, "fresh": not resuming}))
    with store.watched() as changed:
        share = _SHARE_BACKLOG
        seen = store.latest
        while True:
            changed.clear()
            if extra is not None and (now := extra()) != said:
                said = now
                yield event("state", now)
            # an item that changes while this batch is rendered has a higher number by then, and comes again
            pending = [(item, item.change) for item in store.since(since)]
            if not pending:  # cleared
                since = store.latest
                yield _rows(store, [], since)
            # a page that is opened late is shown the newest first; until it has all, it has nothing to resume from
            backwards, whole = since == 0, pending[-1][1] if pending else since
            if backwards:
                pending.reverse()
            for start in range(0, len(pending), SLICE):
                began = time.perf_counter()
                batch = pending[start : start + SLICE]
                rows = [encoded(item, redaction) for item, _ in batch if store.get(item.key) is item]
                last = start + SLICE >= len(pending)
                if not backwards or last:
                    since = whole if backwards else batch[-1][1]
                yield _rows(store, rows, since)
                if not last:
                    # where no traffic flows, nothing is held up
                    part, seen = share if seen != store.latest else _SHARE_BACKLOG, store.latest
                    await asyncio.sleep((time.perf_counter() - began) * (1 / part - 1))
            for item, _ in pending:
                if item.pending:
                    under_way[item.key] = item
            share = _SHARE_LIVE
            await asyncio.sleep(BATCH_SECONDS)
            while not changed.is_set():
                try:
                    await asyncio.wait_for(changed.wait(), PATIENCE_SECONDS if under_way else IDLE_SECONDS)
                except TimeoutError:
                    if not under_way:
                        yield b": still here\n\n"
                if _concluded(store, under_way):
                    break


def _concluded(store: Store, under_way: dict[str, Item]) -> bool:
    """Conclude what has been under way for too long; True when there was any."""
    now = time.monotonic()
    late = [item for item in under_way.values() if not item.pending or now - item.at > PATIENCE_SECONDS]
    for item in late:
        del under_way[item.key]
        store.conclude(item)
    return bool(late)


def _rows(store: Store, rows: list[bytes], since: int) -> bytes:
    data = b'{"oldest":%d,"total":%d,"rows":[%b]}' % (store.oldest, len(store), b",".join(rows))
    return b"id: %b.%d\nevent: rows\ndata: %b\n\n" % (store.epoch.encode(), since, data)
