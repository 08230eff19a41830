"""One execution environment: ready when it asks for work, over when its process is, with what it came to."""

from __future__ import annotations

import asyncio
import json
import sys
from collections import deque
from pathlib import Path

import pytest

from corsproxy.emulator import instance as instances
from corsproxy.emulator.function_environment import Overrides
from corsproxy.emulator.instance import Blueprint, Instance
from corsproxy.emulator.interpreter import PYTHON_BOOTSTRAP, Command
from corsproxy.emulator.invocation import Invocation
from corsproxy.emulator.line import AVAILABLE, MOST_AHEAD
from corsproxy.gateway.turn import FunctionReturned
from tests.emulator.apis import eventually, function


class Watched:
    """An instance with all that it reports."""

    def __init__(self, directory: Path, source: str, *, takes_line: bool = False) -> None:
        self.free = 0
        self.ends: list[bytes | None] = []
        self.lines: list[tuple[str, str]] = []
        blueprint = Blueprint(
            function=function(directory, source, timeout=1.0),
            root=directory,
            command=Command((sys.executable, str(PYTHON_BOOTSTRAP)), takes_line=takes_line),
            arn="arn:x",
            region="us-east-1",
            overrides=Overrides(),
            on_line=lambda request, line: self.lines.append((request, line)),
        )
        self.instance = Instance(blueprint, self.on_free, lambda _, error: self.ends.append(error))

    def on_free(self, _: Instance) -> None:
        self.free += 1


def invocation(name: str = "id-1", event: bytes = b"1") -> Invocation:
    return Invocation(name, event, "", asyncio.get_running_loop().create_future(), lambda: None)


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


ON_A_LINE = pytest.mark.skipif(not AVAILABLE, reason="there are no such sockets here")
SLEEPS = """
import pathlib, time
def handler(event, context):
    with open("begun", "a") as file: print(event, file=file)
    time.sleep(event if event < 1 else 0)
    return event
"""


@ON_A_LINE
async def test_work_ahead_is_begun_without_being_given_again(tmp_path: Path) -> None:
    one = Watched(tmp_path, "def handler(e, c): return e + 1", takes_line=True)
    await one.instance.begin()
    await eventually(lambda: one.instance.free)
    work = [invocation(f"id-{number}", b"%d" % number) for number in range(1 + MOST_AHEAD)]
    for each in work:
        one.instance.give(each)
    assert not one.instance.has_room(invocation())
    with pytest.raises(RuntimeError):
        one.instance.give(invocation())
    assert [await each.outcome for each in work] == [FunctionReturned(b"%d" % (n + 1)) for n in range(1 + MOST_AHEAD)]
    await eventually(lambda: one.instance.free)
    one.instance.kill()
    await one.instance.over()


@ON_A_LINE
async def test_what_is_taken_back_was_never_begun_and_what_it_is_at_stays(tmp_path: Path) -> None:
    one = Watched(tmp_path, SLEEPS, takes_line=True)
    await one.instance.begin()
    await eventually(lambda: one.instance.free)
    at, *ahead = invocation("at", b"0.3"), invocation("b", b"2"), invocation("c", b"3")
    one.instance.give(at)
    await eventually((tmp_path / "begun").exists)
    for each in ahead:
        one.instance.give(each)
    assert one.instance.take_back() == ahead
    assert not one.instance.ahead
    assert await at.outcome == FunctionReturned(b"0.3")
    await eventually(lambda: one.instance.free)
    assert (tmp_path / "begun").read_text() == "0.3\n"
    one.instance.kill()
    await one.instance.over()


@ON_A_LINE
async def test_taking_back_while_the_process_reads_loses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    one = Watched(
        tmp_path,
        "count = 0\ndef handler(e, c):\n    global count; count += 1\n    return [e, count]",
        takes_line=True,
    )
    await one.instance.begin()
    await eventually(lambda: one.instance.free)
    every = [invocation(f"id-{number}", b"%d" % number) for number in range(2000)]
    waiting = deque(every)
    async with asyncio.timeout(60):
        while waiting or one.instance.ahead or not one.instance.free:
            while waiting and (one.instance.free or one.instance.has_room(waiting[0])):
                one.instance.give(waiting.popleft())
            await asyncio.sleep(0)
            waiting.extendleft(reversed(one.instance.take_back()))
    results = [json.loads(getattr(await each.outcome, "payload", b"")) for each in every]
    assert [event for event, _ in results] == list(range(2000))
    assert sorted(count for _, count in results) == list(range(1, 2001))
    one.instance.kill()
    await one.instance.over()


@ON_A_LINE
async def test_what_lay_ahead_of_a_process_that_ends_is_left_over(tmp_path: Path) -> None:
    one = Watched(tmp_path, "import os\ndef handler(e, c): os._exit(3)", takes_line=True)
    await one.instance.begin()
    await eventually(lambda: one.instance.free)
    at, ahead = invocation("at"), invocation("ahead")
    one.instance.give(at)
    one.instance.give(ahead)
    await one.instance.over()
    assert b"exit status 3" in getattr(await at.outcome, "payload", b"")
    assert one.instance.surrender() == [ahead]
    assert not ahead.outcome.done()


@ON_A_LINE
@pytest.mark.parametrize(
    ("writes", "room"), [("print('a')", True), ("os.write(1, b'past its runtime\\n')", False), ("pass", True)]
)
async def test_a_handler_that_writes_past_its_runtime_gets_one_at_a_time(
    tmp_path: Path, writes: str, room: bool
) -> None:
    one = Watched(tmp_path, f"import os\nprint('loaded')\ndef handler(e, c): {writes}", takes_line=True)
    await one.instance.begin()
    await eventually(lambda: one.instance.free)
    for number in range(2):
        work = invocation(f"id-{number}")
        one.instance.give(work)
        await work.outcome
        await eventually(lambda: one.instance.free)
    one.instance.give(invocation("third"))
    assert one.instance.has_room(invocation()) is room
    one.instance.kill()
    await one.instance.over()


@ON_A_LINE
async def test_events_of_several_packets_go_alone(tmp_path: Path) -> None:
    one = Watched(tmp_path, "def handler(e, c): return len(e)", takes_line=True)
    await one.instance.begin()
    await eventually(lambda: one.instance.free)
    large = invocation("large", b'"' + b"x" * 3_000_000 + b'"')
    one.instance.give(large)
    assert not one.instance.has_room(invocation())
    assert await large.outcome == FunctionReturned(b"3000000")
    await eventually(lambda: one.instance.free)
    one.instance.give(invocation())
    assert not one.instance.has_room(large)
    one.instance.kill()
    await one.instance.over()


async def test_one_that_exits_while_it_starts_says_so_in_the_log(tmp_path: Path) -> None:
    one = Watched(tmp_path, "import os\nos._exit(7)")
    await one.instance.begin()
    await eventually(lambda: bool(one.ends))
    assert one.lines == [("", "the process ended with status 7 before it was ready")]


async def test_what_it_writes_after_its_answer_belongs_to_the_invocation_before(tmp_path: Path) -> None:
    late = (
        "import threading, time\ndef handler(e, c): threading.Timer(0.1, lambda: print('late', flush=True)).start()"
    )
    one = Watched(tmp_path, late)
    await one.instance.begin()
    await eventually(lambda: one.instance.free)
    work = invocation()
    one.instance.give(work)
    await work.outcome
    await eventually(lambda: bool(one.lines))
    assert one.lines == [("id-1", "late")]
    one.instance.kill()
    await one.instance.over()
