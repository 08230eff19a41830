"""An invocation is settled once; whoever gave up waiting is not told twice."""

from __future__ import annotations

import asyncio

from corsproxy.emulator.invocation import Invocation
from corsproxy.gateway.turn import FunctionReturned, FunctionThrottled, IntegrationTimedOut


async def test_the_first_outcome_stands_and_is_counted_once() -> None:
    over: list[int] = []
    one = Invocation("id", b"", "", asyncio.get_running_loop().create_future(), lambda: over.append(1))
    one.settle(FunctionReturned(b"1"))
    one.settle(FunctionThrottled())
    one.give_up()
    assert await one.outcome == FunctionReturned(b"1")
    assert over == [1]


async def test_giving_up_leaves_the_function_at_work() -> None:
    over: list[int] = []
    one = Invocation("id", b"", "", asyncio.get_running_loop().create_future(), lambda: over.append(1))
    one.give_up()
    assert await one.outcome == IntegrationTimedOut()
    assert over == []
    one.settle(FunctionReturned(b"1"))
    assert over == [1]
