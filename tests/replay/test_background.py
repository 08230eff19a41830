"""A loop in a thread runs coroutines, keeps what was entered, and leaves it at the end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from corsproxy.replay.background import Background


def test_results_and_exceptions_come_back() -> None:
    async def two() -> int:
        return 2

    async def fails() -> None:
        raise ValueError("boom")

    with Background() as background:
        assert background.run(two()) == 2
        with pytest.raises(ValueError, match="boom"):
            background.run(fails())


def test_what_was_entered_is_left_at_the_end() -> None:
    seen: list[str] = []

    @asynccontextmanager
    async def room() -> AsyncIterator[str]:
        seen.append("in")
        yield "room"
        seen.append("out")

    with Background() as background:
        assert background.enter(room()) == "room"
        assert seen == ["in"]
    assert seen == ["in", "out"]
