"""What the page shows: the newest page fetches, each change numbered so that a reader can go on where it stopped.

Putting is on the proxy's hot path, so it only keeps references: nothing is rendered before somebody looks. All calls
are made in one event loop.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from corsproxy.diagnose.assess import assess
from corsproxy.diagnose.assessment import Assessment
from corsproxy.diagnose.pages import page_fetches
from corsproxy.diagnose.sighting import Sighting
from corsproxy.http.message import Exchange

DEFAULT_LIMIT = 10_000


PATIENCE_SECONDS = 2.5
"""How long a fetch is shown as under way: browsers send the next request at once, or never."""


class Deferred(Protocol):
    """A page fetch that is put together when somebody looks; None where it cannot be any more."""

    @property
    def id(self) -> str: ...

    @property
    def made(self) -> Callable[[], Sighting | None]: ...


Source = Sighting | Exchange | Deferred
"""A page fetch; its one exchange, where it stands alone; or what puts it together."""


@dataclass(slots=True)
class Item:
    """One page fetch as it stands now; it is judged when somebody looks.

    `number` counts fetches, `change` all changes, both from 1. `pending` says what the browser has still to do (empty
    when the fetch is over), `at` when that was said. `deployed` is what the API really answered where `source` is a
    simulated response, and `policy` names what was simulated. `row` is the encoded row, once somebody has looked.
    """

    key: str
    number: int
    change: int
    source: Source
    pending: str = ""
    at: float = 0.0
    deployed: Sighting | None = None
    policy: str = ""
    replayed: bool = False
    row: bytes | None = None

    def sighting(self) -> Sighting:
        """The page fetch."""
        if isinstance(self.source, Sighting):
            return self.source
        if isinstance(self.source, Exchange):
            return page_fetches([self.source])[0]
        made = self.source.made()
        if made is None:
            raise LookupError(f"{self.key} cannot be put together")
        return made

    def assessment(self) -> Assessment:
        """The page fetch, judged now."""
        return assess(self.sighting())

    def deployed_assessment(self) -> Assessment | None:
        """What the API really answered, judged now; None where nothing was simulated."""
        return None if self.deployed is None else assess(self.deployed)


def exchanges_of(source: Sighting) -> tuple[Exchange, ...]:
    """Everything of a page fetch that was on the wire, in order."""
    return tuple(one for hop in source.fetch.hops for one in (hop.preflight, hop.actual) if one is not None)


def key_of(source: Source) -> str:
    """Names a page fetch for as long as the process lives: a tracker that starts anew counts its ids anew, the
    capture's indexes go on."""
    if isinstance(source, Exchange):
        return f"e{source.connection[:8]}-{source.started:.6f}"
    if not isinstance(source, Sighting):
        return source.id
    entries = source.entries
    return f"{source.id}-{min([entry.index for entry in entries])}" if entries else source.id


class Store:
    """At most `limit` page fetches; the oldest are let go."""

    def __init__(self, limit: int = DEFAULT_LIMIT) -> None:
        self.limit = limit
        self.epoch = secrets.token_hex(4)
        """Tells this store's change numbers from those of an earlier process."""
        self.latest = 0
        """The number of the last change."""
        self.oldest = 1
        """Fetches with a smaller number were let go."""
        self._next = 1
        self._by_age: OrderedDict[str, Item] = OrderedDict()
        self._by_change: OrderedDict[str, Item] = OrderedDict()
        self._watchers: set[asyncio.Event] = set()

    def put(
        self,
        source: Source,
        *,
        pending: str = "",
        deployed: Sighting | None = None,
        policy: str = "",
        replayed: bool = False,
    ) -> None:
        """Add a page fetch, or bring the one of the same sighting up to date."""
        key = key_of(source)
        item = self._by_age.get(key)
        if item is None:
            self.latest += 1
            item = Item(key, self._next, self.latest, source, pending, 0.0, deployed, policy, replayed)
            self._next += 1
            self._by_age[key] = self._by_change[key] = item
            if len(self._by_age) > self.limit:
                self._let_go()
        elif item.source is source and item.pending == pending:
            return
        else:
            item.source, item.pending, item.deployed = source, pending, deployed
            item.policy, item.replayed = policy or item.policy, replayed or item.replayed
            self._touch(item)
        if pending:
            item.at = time.monotonic()
        if self._watchers:
            self._tell()

    def conclude(self, item: Item) -> None:
        """The browser's next request did not come: the fetch is over as it stands."""
        if item.pending and self._by_age.get(item.key) is item:
            item.pending = ""
            self._touch(item)

    def _touch(self, item: Item) -> None:
        self.latest += 1
        item.change = self.latest
        item.row = None
        self._by_change.move_to_end(item.key)

    def _let_go(self) -> None:
        key, _ = self._by_age.popitem(last=False)
        del self._by_change[key]
        self.oldest = next(iter(self._by_age.values())).number

    def clear(self) -> None:
        """Let go of everything."""
        self._by_age.clear()
        self._by_change.clear()
        self.oldest = self._next
        self.latest += 1
        self._tell()

    def get(self, key: str) -> Item | None:
        """The item of this key, if it is still kept."""
        return self._by_age.get(key)

    def since(self, change: int) -> list[Item]:
        """Everything that changed after this change, in the order of the changes."""
        found = []
        for item in reversed(self._by_change.values()):
            if item.change <= change:
                break
            found.append(item)
        found.reverse()
        return found

    def __len__(self) -> int:
        return len(self._by_age)

    @contextmanager
    def watched(self) -> Iterator[asyncio.Event]:
        """An event that is set at each change, for as long as the context lasts."""
        event = asyncio.Event()
        self._watchers.add(event)
        try:
            yield event
        finally:
            self._watchers.discard(event)

    @property
    def readers(self) -> int:
        """How many are watching."""
        return len(self._watchers)

    def announce(self) -> None:
        """Wake the readers: something else that they show has changed."""
        self._tell()

    def _tell(self) -> None:
        for event in self._watchers:
            if not event.is_set():
                event.set()
