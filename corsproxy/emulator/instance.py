"""One execution environment of a function: a process, its Runtime API, and the invocation it is at.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from corsproxy.emulator import lambda_error
from corsproxy.emulator.function_environment import Overrides, environment_of
from corsproxy.emulator.ids import uuid
from corsproxy.emulator.interpreter import Command
from corsproxy.emulator.invocation import Invocation
from corsproxy.emulator.line import MOST_AHEAD, MOST_EVENT, Line
from corsproxy.emulator.process import Process, start
from corsproxy.emulator.runtime_api import EVENT_ID, HandOut, RuntimeApi
from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.turn import FunctionFailed, FunctionReturned

# "The Init phase is limited to 10 seconds", or to the function's own timeout where that is longer: the page above
INIT_SECONDS = 10.0
# Lambda's limit counts what is resident, ours what is mapped and writable, each thread's whole stack among it.
# So much more is let pass (MB): a function that is a little over its memory runs here and is killed there.
MEMORY_HEADROOM = 128
# the variable that tells our own bootstrap the numbers of the sockets it inherits; it takes it away
LINE = "_CORSPROXY_LINE"


@dataclass(frozen=True, slots=True)
class Blueprint:
    """All that every instance of a function has in common."""

    function: LambdaFunction
    root: Path
    command: Command
    arn: str
    region: str
    overrides: Overrides
    on_line: Callable[[str, str], None]
    """Called with a request id (empty while starting) and a line of the function's log."""


class Instance:
    """`on_free` is called whenever it waits for work, `on_end` once, when its process is over.

    `on_end`'s second argument is Lambda's error document when it ended before it was ever ready.
    """

    def __init__(
        self,
        blueprint: Blueprint,
        on_free: Callable[[Instance], None],
        on_end: Callable[[Instance, bytes | None], None],
    ) -> None:
        self._blueprint = blueprint
        self._on_free = on_free
        self._on_end = on_end
        self._api = RuntimeApi(self)
        self._process: Process | None = None
        self._line: Line | None = None
        self._current: Invocation | None = None
        self._ahead: deque[Invocation] = deque()
        self._heard = False
        self._one_by_one = False
        self._latest_id = ""
        self._hand_out: HandOut | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._deadline = 0.0
        self._init_error: bytes | None = None
        self.ready = False
        self.free_since = 0.0
        """When it last asked for work, by the event loop's clock."""
        self._watcher: asyncio.Task[None] | None = None
        self.stale = False

    async def begin(self) -> None:
        """Start the process. Raises OSError when the program cannot be started."""
        print_ = self._blueprint
        await self._api.listen()
        environment = environment_of(
            print_.function,
            root=print_.root,
            region=print_.region,
            runtime_api=self._api.address,
            overrides=print_.overrides,
            instance=uuid().replace("-", ""),
        )
        line = self._line = await self._api.line() if print_.command.takes_line else None
        if line is not None:
            environment[LINE] = ",".join(map(str, line.inherited))
        try:
            self._process = await start(
                print_.command.arguments,
                directory=print_.root,
                environment=environment,
                memory=print_.function.memory + MEMORY_HEADROOM if print_.command.bounded else None,
                on_line=self._hear,
                inherits=() if line is None else line.inherited,
            )
        except OSError:
            self._hang_up()
            raise
        if line is not None:
            line.handed_over()
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(max(INIT_SECONDS, print_.function.timeout), self._init_took_too_long)
        self._watcher = asyncio.create_task(self._watch())

    # ---- what the function's pool asks

    @property
    def free(self) -> bool:
        """True when it waits for work."""
        return self._hand_out is not None and self._current is None

    @property
    def ahead(self) -> bool:
        """True when work lies ready for it behind what it is at."""
        return bool(self._ahead)

    def has_room(self, invocation: Invocation) -> bool:
        """True when `invocation` may lie ready for it behind what it is at.

        Not for a handler that writes to its log past its runtime: nobody could tell which lines are whose.
        """
        current = self._current
        return (
            self._line is not None
            and current is not None
            and len(self._ahead) < MOST_AHEAD
            and len(invocation.event) <= MOST_EVENT >= len(current.event)
            and not (self._one_by_one or self.stale)
        )

    def give(self, invocation: Invocation) -> None:
        """Hand out `invocation`; only to an instance that is free, or has room for it."""
        hand_out = self._hand_out
        if hand_out is None or not (self.free or self.has_room(invocation)):
            raise RuntimeError("only an instance that is free or has room can be given work")
        if self._current is None:
            self._begin(invocation)
        else:
            self._ahead.append(invocation)
        if self._line is None:
            self._hand_out = None  # it will ask again
        seconds = self._blueprint.function.timeout
        hand_out(invocation, int((time.time() + seconds) * 1000), self._blueprint.arn)

    def take_back(self) -> list[Invocation]:
        """What was given and not begun, in order: it is to be given to another, or again.

        The process reads at the same time, so which packets are left is told by what is in them.
        """
        current = self._current
        if not self._ahead or current is None or self._line is None:
            return []
        unread = {match[1].decode() for packet in self._line.take_back() if (match := EVENT_ID.search(packet))}
        given = [current, *self._ahead]
        read = deque(one for one in given if one.request_id not in unread)
        if read and read[0] is current:
            read.popleft()
        else:
            self._current = None
        self._ahead = read
        if self._current is None and read:
            self._begin(read.popleft())
        return [one for one in given if one.request_id in unread]

    def surrender(self) -> list[Invocation]:
        """What is left once its process has ended and nothing of it was begun."""
        left = list(self._ahead)
        self._ahead.clear()
        return left

    def kill(self) -> None:
        """End the process, whatever it is at."""
        if self._process is not None:
            self._process.kill()

    async def over(self) -> None:
        """Wait until the process is gone."""
        if self._watcher is not None:
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.shield(self._watcher)

    # ---- what its Runtime API asks

    def asks(self, hand_out: HandOut) -> None:
        """The process asks for work: it is ready, or ready again."""
        if not self.ready:
            self._stop_timer()
            if self._process is not None:
                self._process.pipe.drain()  # what was written while it was loaded is no invocation's
        self.ready = True
        self.free_since = asyncio.get_running_loop().time()
        self._hand_out = hand_out
        self._on_free(self)

    def responded(self, request_id: str, payload: bytes, wrote: bool) -> bool:
        """The handler's result."""
        invocation = self._finish(request_id, wrote)
        if invocation is None:
            return False
        if len(payload) > lambda_error.MOST_RESULT:
            invocation.settle(FunctionFailed(lambda_error.result_too_large(len(payload))))
        else:
            invocation.settle(FunctionReturned(payload))
        return True

    def failed(self, request_id: str, payload: bytes, wrote: bool) -> bool:
        """The handler's error."""
        invocation = self._finish(request_id, wrote)
        if invocation is None:
            return False
        invocation.settle(FunctionFailed(payload))
        return True

    def init_failed(self, payload: bytes) -> None:
        """The handler could not be loaded; the process is about to end."""
        self._init_error = payload

    # ---- inside

    def _hang_up(self) -> None:
        self._api.close()
        if self._line is not None:
            self._line.close()

    def _hear(self, line: str) -> None:
        self._heard = True
        # what it writes between two invocations belongs to the first
        self._blueprint.on_line(self._latest_id, line)

    def _begin(self, invocation: Invocation) -> None:
        loop = asyncio.get_running_loop()
        seconds = self._blueprint.function.timeout
        self._current = invocation
        self._latest_id = invocation.request_id
        self._heard = False
        now = loop.time()
        self._deadline = now + seconds
        if self._timer is None:
            self._timer = loop.call_later(seconds, self._look_at_the_clock)
        if invocation.until <= self._deadline:
            loop.call_at(invocation.until, invocation.give_up)

    def _finish(self, request_id: str, wrote: bool) -> Invocation | None:
        invocation = self._current
        if invocation is None or invocation.request_id != request_id:
            return None
        if self._process is not None:
            self._process.pipe.finish()
        self._one_by_one |= self._heard and not wrote
        self._current = None
        if self._ahead:
            self._begin(self._ahead.popleft())
        return invocation

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _look_at_the_clock(self) -> None:
        """One timer serves all invocations: most end long before it, and it looks again for those that do not."""
        self._timer = None
        if self._current is None:
            return
        loop = asyncio.get_running_loop()
        if loop.time() < self._deadline:
            self._timer = loop.call_at(self._deadline, self._look_at_the_clock)
        else:
            self._took_too_long()

    def _took_too_long(self) -> None:
        if self._current is not None:
            seconds = self._blueprint.function.timeout
            document = lambda_error.timed_out(self._current.request_id, seconds, time.time())
            self._hear(f"Task timed out after {seconds:.2f} seconds")
            self._current.settle(FunctionFailed(document))
        self.kill()

    def _init_took_too_long(self) -> None:
        if not self.ready:
            seconds = max(INIT_SECONDS, self._blueprint.function.timeout)
            self._init_error = lambda_error.timed_out(uuid(), seconds, time.time())
            self._hear(f"the function was not ready after {seconds:.2f} seconds")
            self.kill()

    async def _watch(self) -> None:
        assert self._process is not None  # noqa: S101 -- begin() starts this task after the process
        code = await self._process.exited
        self._stop_timer()
        current, self._current = self._current, None
        request_id = current.request_id if current else uuid()
        document = lambda_error.exited(request_id, code)
        how = f"by signal {-code}" if code < 0 else f"with status {code}"
        if current is not None:
            if not current.outcome.done():
                self._blueprint.on_line(request_id, f"the process ended {how} before it had answered")
            current.settle(FunctionFailed(document))
        elif not self.ready and self._init_error is None:
            self._blueprint.on_line("", f"the process ended {how} before it was ready")
        self._hand_out = None
        self._hang_up()
        self._on_end(self, None if self.ready else (self._init_error or document))
