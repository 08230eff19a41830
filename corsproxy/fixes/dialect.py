"""A dialect: the language a definition or program is written in, and what we can say in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from corsproxy.fixes.topic import Topic

Writer = Callable[[Mapping[str, str]], str]


@dataclass(frozen=True, slots=True)
class Dialect:
    """`name` as users type it (`--fix sam`), `title` as they read it, `writers` by topic."""

    name: str
    title: str
    writers: Mapping[Topic, Writer]
    caution: str = ""
