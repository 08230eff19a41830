"""One invocation of a function, on its way to an answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from corsproxy.gateway.turn import (
    FunctionFailed,
    FunctionReturned,
    FunctionThrottled,
    FunctionUnavailable,
    IntegrationTimedOut,
)

Outcome = FunctionReturned | FunctionFailed | FunctionThrottled | FunctionUnavailable | IntegrationTimedOut


@dataclass(slots=True, eq=False)
class Invocation:
    """`event` is JSON; `on_over` is called once, when the function is done with it.

    It was asked for at `since`, and whoever asked waits until `until`, by the event loop's clock.

    `outcome` is what whoever waits gets: what the function came to, or that it took longer than one would wait.
    """

    request_id: str
    event: bytes
    trace_id: str
    outcome: asyncio.Future[Outcome]
    on_over: Callable[[], None]
    since: float = 0.0
    until: float = float("inf")
    over: bool = False

    def settle(self, outcome: Outcome) -> None:
        """The function is done: it returned, failed, or was ended."""
        if not self.over:
            self.over = True
            self.on_over()
            if not self.outcome.done():
                self.outcome.set_result(outcome)

    def give_up(self) -> None:
        """Whoever waits has waited long enough; the function goes on."""
        if not self.outcome.done():
            self.outcome.set_result(IntegrationTimedOut())
