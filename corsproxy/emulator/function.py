"""A function and its instances: one warm, more when requests have to wait, none beyond what it reserves."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from corsproxy.emulator import lambda_error
from corsproxy.emulator.function_code import Watch
from corsproxy.emulator.ids import uuid
from corsproxy.emulator.instance import Blueprint, Instance
from corsproxy.emulator.invocation import Invocation, Outcome
from corsproxy.gateway.turn import FunctionFailed, FunctionThrottled

# Lambda starts an instance for each concurrent request. A laptop has few cores: another one is started only when
# an invocation has waited this long, and this many at most.
GROW_AFTER_SECONDS = 0.1
MOST_INSTANCES = 10
# instances beyond the first are ended when they have had nothing to do for so long
SPARE_SECONDS = 60.0


class Function:
    """`invoke` is the only thing one does with it, until `close`."""

    def __init__(self, blueprint: Blueprint, watch: Watch | None, say: Callable[[str], None]) -> None:
        self.blueprint = blueprint
        self._watch = watch
        self._say = say
        self._instances: list[Instance] = []
        self._leaving: set[Instance] = set()
        self._spare: set[Instance] = set()
        self._waiting: deque[Invocation] = deque()
        self._under_way = 0
        self._growing: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False
        self._quiet: asyncio.Event | None = None

    async def invoke(self, event: bytes, trace_id: str, patience: float) -> Outcome:
        """Run the handler once with `event` (JSON); never raises for anything the handler does.

        After `patience` seconds the outcome is `IntegrationTimedOut`, and the handler goes on.
        """
        reserved = self.blueprint.function.concurrency
        if reserved is not None and self._under_way >= reserved:
            return FunctionThrottled()
        self._under_way += 1
        if self._watch is not None and self._watch.due:
            await self._look_for_changes(self._watch)
        loop = asyncio.get_running_loop()
        now = loop.time()
        invocation = Invocation(uuid(), event, trace_id, loop.create_future(), self._on_over, now, now + patience)
        self._waiting.append(invocation)
        self._dispatch()
        return await invocation.outcome

    def _on_over(self) -> None:
        self._under_way -= 1
        if not self._under_way and self._quiet is not None:
            self._quiet.set()

    async def retire(self) -> None:
        """Finish what is under way (each invocation has its own timeout), then close."""
        if self._under_way:
            self._quiet = asyncio.Event()
            await self._quiet.wait()
        await self.close()

    async def close(self) -> None:
        """End every instance and wait until all are gone."""
        self._closed = True
        if self._growing is not None:
            self._growing.cancel()
        for task in tuple(self._tasks):
            await asyncio.wait({task}, timeout=5)
        instances = (*self._instances, *self._leaving)
        for instance in instances:
            instance.kill()
        for instance in instances:
            await instance.over()

    def _dispatch(self) -> None:
        if not self._waiting and len(self._instances) > 1 and self._free() is not None:
            self._take_back()  # it need not wait behind what another is at
        while self._waiting and (taker := self._free() or self._with_room(self._waiting[0])) is not None:
            taker.give(self._waiting.popleft())
        if self._closed:
            return
        if self._waiting and not self._instances and not self._tasks:
            self._start_another()
        if self._growing is None and self._anybody_waits():
            self._growing = asyncio.get_running_loop().call_later(GROW_AFTER_SECONDS, self._grow)

    def _anybody_waits(self) -> bool:
        return bool(self._waiting) or any(instance.ahead for instance in self._instances)

    def _free(self) -> Instance | None:
        for instance in self._instances:
            if instance.free and not instance.stale:
                return instance
        return None

    def _with_room(self, invocation: Invocation) -> Instance | None:
        for instance in self._instances:
            if instance.has_room(invocation):
                return instance
        return None

    def _take_back(self) -> None:
        for instance in self._instances:
            self._wait_again(instance.take_back())

    def _wait_again(self, invocations: list[Invocation]) -> None:
        """Back among those that wait, in the order in which all were asked for."""
        if invocations:
            self._waiting = deque(sorted((*invocations, *self._waiting), key=lambda one: one.since))

    def _grow(self) -> None:
        self._growing = None
        self._take_back()
        now = asyncio.get_running_loop().time()
        for invocation in self._waiting:
            if now >= invocation.until:
                invocation.give_up()
        reserved = self.blueprint.function.concurrency
        most = MOST_INSTANCES if reserved is None else min(reserved, MOST_INSTANCES)
        one_is_coming = bool(self._tasks) or not all(instance.ready for instance in self._instances)
        # a queue that moves is no reason: what counts is how long its first has been in it
        stuck = bool(self._waiting) and now - self._waiting[0].since >= GROW_AFTER_SECONDS
        if stuck and not one_is_coming and len(self._instances) < most:
            self._start_another()
        self._dispatch()

    def _start_another(self) -> None:
        task = asyncio.create_task(self._start())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _start(self) -> None:
        instance = Instance(self.blueprint, self._on_free, self._on_end)
        # it counts from now on: it may ask for work, or end, before `begin` has returned
        self._instances.append(instance)
        try:
            await instance.begin()
        except OSError as error:
            self._instances.remove(instance)
            problem = f"{self.blueprint.command.arguments[0]} cannot be started: {error.strerror or error}"
            self._say(f"{self.blueprint.function.name}: {problem}")
            while self._waiting:
                invocation = self._waiting.popleft()
                invocation.settle(FunctionFailed(lambda_error.no_entrypoint(invocation.request_id, problem)))
            return
        if self._closed:
            instance.kill()

    def _on_free(self, instance: Instance) -> None:
        if instance.stale:
            if instance.free:
                instance.kill()
            return
        self._dispatch()
        if instance.free and len(self._instances) > 1 and instance not in self._spare:
            self._spare.add(instance)
            self._look_at_spare(instance)

    def _look_at_spare(self, instance: Instance) -> None:
        """One timer an instance, which looks again when it had something to do meanwhile."""
        loop = asyncio.get_running_loop()
        idle = loop.time() - instance.free_since if instance.free else 0.0
        if instance in self._instances and idle < SPARE_SECONDS:
            loop.call_later(SPARE_SECONDS - idle, self._look_at_spare, instance)
            return
        self._spare.discard(instance)
        if instance.free and len(self._instances) > 1:
            self._instances.remove(instance)
            self._leaving.add(instance)
            instance.kill()

    def _on_end(self, instance: Instance, error: bytes | None) -> None:
        """Its process is over; `error` is why it was never ready. Whoever waited longest learns of that."""
        self._leaving.discard(instance)
        self._wait_again(instance.surrender())
        if instance in self._instances:
            self._instances.remove(instance)
        if self._closed:
            while self._waiting:
                self._waiting.popleft().settle(FunctionFailed(error or b"{}"))
            return
        if error is not None and not instance.stale and self._waiting:
            self._waiting.popleft().settle(FunctionFailed(error))
        self._dispatch()

    async def _look_for_changes(self, watch: Watch) -> None:
        if not await asyncio.get_running_loop().run_in_executor(None, watch.changed):
            return
        self._say(f"{self.blueprint.function.name}: its code has changed and is loaded anew")
        for instance in self._instances:
            instance.stale = True
            self._wait_again(instance.take_back())
            # a busy one finishes what it is at with the code it has
            if instance.free or not instance.ready:
                instance.kill()
        self._leaving.update(self._instances)
        self._instances.clear()
