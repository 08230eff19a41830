"""Compile once per definition: a bounded memory keyed by the identity of a value.

Definitions hold dictionaries and so have no hash; they are frozen, so the identity of one is as good. The
key's object is kept alive beside the result: its identity cannot be given to another one meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Key = TypeVar("Key")
Made = TypeVar("Made")


class IdentityCache(Generic[Key, Made]):
    """Call it with a value: the result of `make(value)`, made at most once while it is remembered.

    At most `size` results are kept; the oldest goes first.
    """

    __slots__ = ("_kept", "_make", "_size")

    def __init__(self, make: Callable[[Key], Made], size: int = 1024) -> None:
        self._make = make
        self._size = size
        self._kept: dict[int, tuple[Key, Made]] = {}

    def __call__(self, value: Key) -> Made:
        found = self._kept.get(id(value))
        if found is not None:
            return found[1]
        made = self._make(value)
        while len(self._kept) >= self._size:
            # list(): another thread may grow the dictionary while we look for its oldest entry
            self._kept.pop(next(iter(list(self._kept))), None)
        self._kept[id(value)] = (value, made)
        return made
