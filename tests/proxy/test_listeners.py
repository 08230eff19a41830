"""Events reach whom they would reach in mitmproxy, in the same order; only the idle are not asked."""

from __future__ import annotations

import types
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mitmproxy import addonmanager, exceptions, hooks, options
from mitmproxy.master import Master
from mitmproxy.proxy.layers.http import HttpRequestHook, HttpResponseHook
from mitmproxy.test import tflow

from corsproxy.proxy.chain import Together
from corsproxy.proxy.listeners import only_listeners

HOOKS = ("request", "response", "update")


def addon(name: str, listens: tuple[str, ...], heard: list[tuple[str, str]], fails: str = "") -> Any:
    """An addon whose hooks note that they were called; `fails` is `error` or `halt`, for what they end with."""

    def hook(event: str, waits: bool) -> Any:
        def said() -> None:
            heard.append((name, event))
            if fails == "halt":
                raise exceptions.AddonHalt
            if fails == "error":
                raise RuntimeError("an addon's own bug")

        async def later(*_: object) -> None:
            said()

        return later if waits else lambda *_: said()

    members = {event: hook(event, waits=index % 2 == 1) for index, event in enumerate(listens)}
    return types.SimpleNamespace(name=name, **members)


def manager(*chain: object) -> addonmanager.AddonManager:
    addons = Master(options.Options(), with_termlog=False).addons
    addons.chain = list(chain)
    return addons


async def heard_by(addons: addonmanager.AddonManager, heard: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Who hears of a request and of its response, each with the update that follows."""
    heard.clear()
    flow = tflow.tflow(resp=True)
    for event in (HttpRequestHook(flow), HttpResponseHook(flow), HttpRequestHook(flow)):
        await addons.handle_lifecycle(event)
    return list(heard)


one_addon = st.tuples(
    st.lists(st.sampled_from(HOOKS), unique=True).map(tuple), st.sampled_from(["", "", "", "error", "halt"])
)


@settings(deadline=None)
@given(chain=st.lists(st.one_of(one_addon, st.lists(one_addon, max_size=3)), max_size=6))
async def test_whoever_listens_hears_what_mitmproxy_would_tell_it(chain: list[Any]) -> None:
    heard: list[tuple[str, str]] = []
    made: list[object] = []
    for place, each in enumerate(chain):
        if isinstance(each, list):
            inner = [addon(f"{place}.{at}", listens, heard, fails) for at, (listens, fails) in enumerate(each)]
            made.append(Together(inner))
        else:
            made.append(addon(str(place), each[0], heard, each[1]))
    addons = manager(*made)
    theirs = await heard_by(addons, heard)
    only_listeners(addons)
    assert await heard_by(addons, heard) == theirs


async def test_who_comes_and_who_goes_is_noticed() -> None:
    heard: list[tuple[str, str]] = []
    first, second = (addon(name, ("request",), heard) for name in ("first", "second"))
    group = Together([first])
    addons = manager(group)
    only_listeners(addons)
    assert {name for name, _ in await heard_by(addons, heard)} == {"first"}
    addons.chain.append(second)  # as `add` does
    assert {name for name, _ in await heard_by(addons, heard)} == {"first", "second"}
    group.addons.clear()  # as the script loader does
    assert {name for name, _ in await heard_by(addons, heard)} == {"second"}
    addons.chain = []  # as `remove` does
    assert await heard_by(addons, heard) == []


async def test_a_hook_that_is_switched_on_later_is_heard() -> None:
    class Switched:
        name = "switched"
        on = False
        calls = 0

        @property
        def request(self) -> Any:
            return self.said if self.on else None

        def said(self, _: object) -> None:
            self.calls += 1

    switched = Switched()
    addons = manager(switched)
    only_listeners(addons)
    event = HttpRequestHook(tflow.tflow())
    await addons.trigger_event(event)
    assert switched.calls == 0
    switched.on = True
    await addons.trigger_event(event)
    assert switched.calls == 1


async def test_who_does_not_listen_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    addons = manager(addon("idle", (), []), busy := addon("busy", ("request",), []))
    only_listeners(addons)

    async def invoke(one: object, _: hooks.Hook) -> None:
        asked.append(one)

    monkeypatch.setattr(addons, "invoke_addon", invoke)
    await addons.trigger_event(HttpRequestHook(tflow.tflow()))
    assert asked == [busy]
