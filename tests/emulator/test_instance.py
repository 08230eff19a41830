"""One execution environment: ready when it asks for work, over when its process is, with what it came to."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from corsproxy.emulator import instance as instances
from corsproxy.emulator.function_environment import Overrides
from corsproxy.emulator.instance import Blueprint, Instance
from corsproxy.emulator.interpreter import PYTHON_BOOTSTRAP, Command
from corsproxy.emulator.invocation import Invocation
from corsproxy.gateway.turn import FunctionReturned
from tests.emulator.apis import eventually, function


class Watched:
    """An instance with all that it reports."""

    def __init__(self, directory: Path, source: str) -> None:
        self.free = 0
        self.ends: list[bytes | None] = []
        blueprint = Blueprint(
            function=function(directory, source, timeout=1.0),
            root=directory,
            command=Command((sys.executable, str(PYTHON_BOOTSTRAP))),
            arn="arn:x",
            region="us-east-1",
            overrides=Overrides(),
            on_line=lambda *_: None,
        )
        self.instance = Instance(blueprint, self.on_free, lambda _, error: self.ends.append(error))

    def on_free(self, _: Instance) -> None:
        self.free += 1


def invocation() -> Invocation:
    return Invocation("id-1", b"1", "", asyncio.get_running_loop().create_future(), lambda: None)


async def test_it_is_free_when_it_asks_and_again_when_it_has_answered(tmp_path: Path) -> None:
    one = Watched(tmp_path, "def handler(e, c): return e + 1")
    await one.instance.begin()
    await eventually(lambda: one.instance.free)
    work = invocation()
    one.instance.give(work)
    assert not one.instance.free
    assert await work.outcome == FunctionReturned(b"2")
    await eventually(lambda: one.free == 2)
    one.instance.kill()
    await one.instance.over()
    assert one.ends == [None]
    assert not one.instance.free


async def test_a_busy_one_takes_no_work(tmp_path: Path) -> None:
    one = Watched(tmp_path, "import time\ndef handler(e, c): time.sleep(5)")
    await one.instance.begin()
    await eventually(lambda: one.instance.free)
    one.instance.give(invocation())
    with pytest.raises(RuntimeError):
        one.instance.give(invocation())
    one.instance.kill()
    await one.instance.over()


async def test_one_that_never_gets_ready_ends_with_lambdas_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instances, "INIT_SECONDS", 0.2)
    one = Watched(tmp_path, "import time\ntime.sleep(30)")
    await one.instance.begin()
    await one.instance.over()
    assert len(one.ends) == 1
    assert one.ends[0] is not None
    assert b"Task timed out after 1.00 seconds" in one.ends[0]
