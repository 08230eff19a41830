"""One invocation of a function, on its way to an answer."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from corsproxy.gateway.turn import FunctionFailed, FunctionReturned, FunctionThrottled, FunctionUnavailable

Outcome = FunctionReturned | FunctionFailed | FunctionThrottled | FunctionUnavailable


@dataclass(slots=True, eq=False)
class Invocation:
    """`event` is JSON; `outcome` is settled once, by whoever knows first."""

    request_id: str
    event: bytes
    trace_id: str
    outcome: asyncio.Future[Outcome]

    def settle(self, outcome: Outcome) -> None:
        """Settle the outcome unless it is."""
        if not self.outcome.done():
            self.outcome.set_result(outcome)
