"""Every function of one emulator: found by its definition, started when first invoked, replaced when it changes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from corsproxy.emulator.function import Function
from corsproxy.emulator.function_code import NoCode, Watch, root_of
from corsproxy.emulator.function_environment import Overrides
from corsproxy.emulator.instance import Blueprint
from corsproxy.emulator.interpreter import NotRunnable, command_for, missing_module
from corsproxy.emulator.invocation import Outcome
from corsproxy.emulator.invoke_api import InvokeApi
from corsproxy.gateway.api import Served
from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.function_url.definition import FunctionUrl
from corsproxy.gateway.http_api.definition import HttpApi
from corsproxy.gateway.http_api.definition import LambdaAuthorizer as HttpLambdaAuthorizer
from corsproxy.gateway.http_api.definition import LambdaIntegration as HttpLambdaIntegration
from corsproxy.gateway.rest_api.definition import Authorizer as RestAuthorizer
from corsproxy.gateway.turn import FunctionUnavailable
from corsproxy.gateway.unresolved import Unresolved


@dataclass(frozen=True, slots=True)
class FunctionSettings:
    """How functions are run. `say` gets notes for the user, `on_line` a function's name, request id and log line."""

    overrides: Overrides = field(default_factory=Overrides)
    watch: bool = True
    say: Callable[[str], None] = lambda _: None
    on_line: Callable[[str, str, str], None] = lambda _name, _request, _line: None


class Functions:
    """`invoke` runs a function of an API."""

    def __init__(self, settings: FunctionSettings) -> None:
        self._settings = settings
        self._running: dict[tuple[str, str, str, str], tuple[LambdaFunction, Function]] = {}
        self._elsewhere = InvokeApi()
        self._said: set[str] = set()
        self._retiring: dict[asyncio.Task[None], Function] = {}

    async def invoke(
        self, function: LambdaFunction | Unresolved, event: bytes, *, api: Served, trace_id: str, patience: float
    ) -> Outcome:
        """What came of one invocation within `patience` seconds; without code, that is `FunctionUnavailable`."""
        if isinstance(function, Unresolved):
            return self._unavailable(f"the function is {function}, which the definition does not settle")
        if function.invoke_url:
            return await self._elsewhere.invoke(function, event, trace_id, patience)
        found = self._function(function, api)
        if isinstance(found, FunctionUnavailable):
            return found
        return await found.invoke(event, trace_id, patience)

    def _function(self, function: LambdaFunction, api: Served) -> Function | FunctionUnavailable:
        key = (owner(api), function.name, function.handler, str(function.code or function.inline_code))
        kept = self._running.get(key)
        if kept is not None and (kept[0] is function or kept[0] == function):
            return kept[1]
        if kept is not None:
            self._end(self._running.pop(key)[1])
        blueprint = self._blueprint(function, api)
        if isinstance(blueprint, NoCode | NotRunnable):
            return self._unavailable(f"{function.name}: {blueprint.problem}")
        if blueprint.command.note:
            self._say_once(blueprint.command.note)
        watch = Watch(blueprint.root) if self._settings.watch else None
        made = Function(blueprint, watch, self._settings.say)
        self._running[key] = (function, made)
        return made

    def _blueprint(self, function: LambdaFunction, api: Served) -> Blueprint | NoCode | NotRunnable:
        root = root_of(function)
        if isinstance(root, NoCode):
            return root
        command = command_for(function, root)
        if isinstance(command, NotRunnable):
            return command
        for name, value in function.environment.items():
            if isinstance(value, Unresolved):
                self._say_once(f"{function.name}: {name} is {value}: it is not set. Give it with --env-vars.")
        return Blueprint(
            function=function,
            root=root,
            command=command,
            arn=f"arn:aws:lambda:{api.region}:{api.account}:function:{function.name}",
            region=api.region,
            overrides=self._settings.overrides,
            on_line=lambda request, line: self._settings.on_line(function.name, request, line),
        )

    def problems(self, apis: Iterable[Served]) -> list[str]:
        """One line for each function that cannot run as its definition stands, before anybody invokes it."""
        found: list[str] = []
        for api in apis:
            for function in functions_of(api):
                if isinstance(function, Unresolved) or function.invoke_url:
                    continue
                blueprint = self._blueprint(function, api)
                if isinstance(blueprint, NoCode | NotRunnable):
                    problem = blueprint.problem
                else:
                    problem = missing_module(function, blueprint.root)
                if problem:
                    place = f"{function.where}: " if function.where else ""
                    found.append(f"{place}{function.name}: {problem}")
        return list(dict.fromkeys(found))

    def replaced(self, apis: Iterable[Served]) -> None:
        """The definitions have changed: end what is no longer defined as it runs. Work under way is finished."""
        wanted = [(owner(api), one) for api in apis for one in functions_of(api) if isinstance(one, LambdaFunction)]
        for key, (definition, running) in tuple(self._running.items()):
            if (key[0], definition) not in wanted:
                del self._running[key]
                self._end(running)
        self._said.clear()

    def _end(self, running: Function) -> None:
        task = asyncio.create_task(running.retire())
        self._retiring[task] = running
        task.add_done_callback(lambda done: self._retiring.pop(done, None))

    async def close(self) -> None:
        """End every process and wait until all are gone."""
        running = [function for _, function in self._running.values()]
        self._running.clear()
        tasks, retiring = tuple(self._retiring), tuple(self._retiring.values())
        await asyncio.gather(*(function.close() for function in (*running, *retiring)))
        await asyncio.gather(*tasks)
        await self._elsewhere.close()

    def _unavailable(self, reason: str) -> FunctionUnavailable:
        self._say_once(reason)
        return FunctionUnavailable(reason)

    def _say_once(self, line: str) -> None:
        if line not in self._said:
            self._said.add(line)
            self._settings.say(line)


def owner(api: Served) -> str:
    """Whose function a name means: several APIs of one account and region share it, and its processes."""
    return f"{api.region}/{api.account}"


def functions_of(api: Served) -> Iterator[LambdaFunction | Unresolved]:
    """Every function that an API can invoke, authorizers' too; one that serves several routes comes repeatedly."""
    if isinstance(api, FunctionUrl):
        yield api.function
        return
    if isinstance(api, HttpApi):
        for route in api.routes:
            if isinstance(route.integration, HttpLambdaIntegration):
                yield route.integration.function
            if isinstance(route.authorizer, HttpLambdaAuthorizer):
                yield route.authorizer.function
        return
    for resource in api.resources:
        for method in resource.methods:
            if method.integration is not None and method.integration.function is not None:
                yield from settled(method.integration.function)
            if isinstance(method.authorizer, RestAuthorizer) and method.authorizer.function is not None:
                yield from settled(method.authorizer.function)


def settled(function: LambdaFunction | Unresolved) -> Iterator[LambdaFunction | Unresolved]:
    """The function itself, or those among which the stage chooses."""
    choices = () if isinstance(function, Unresolved) else tuple(function.choices.values())
    yield from choices or (function,)
