"""The main coroutine runs to its end, on uvloop where that is installed, with room for many connections."""

from __future__ import annotations

import asyncio
import sys
from types import ModuleType

import pytest

from corsproxy.emulator import event_loop


async def which() -> int:
    return id(asyncio.get_running_loop())


def test_the_result_comes_back() -> None:
    assert event_loop.run(which())


def test_uvloop_is_used_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[asyncio.AbstractEventLoop] = []

    def new_event_loop() -> asyncio.AbstractEventLoop:
        made.append(asyncio.new_event_loop())
        return made[-1]

    uvloop = ModuleType("uvloop")
    uvloop.new_event_loop = new_event_loop  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "uvloop", uvloop)
    assert event_loop.run(which()) == id(made[0])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_room_is_made_for_connections_and_never_taken_away() -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    event_loop.allow_many_connections()
    after = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert after[1] == before[1]
    assert after[0] >= min(before[0], after[1])
