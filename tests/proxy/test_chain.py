"""Our place in the chain, in both forms."""

from __future__ import annotations

from mitmproxy import hooks
from mitmproxy.addons.save import Save
from mitmproxy.test import taddons

from corsproxy.proxy.addon import CorsProxy
from corsproxy.proxy.chain import Placed, Together, attach
from corsproxy.proxy.collector import Settled


class Script:
    """What mitmproxy makes of a script file: a namespace with `addons`."""

    def __init__(self, placed: Placed) -> None:
        self.name = "script"
        self.addons = [placed]


def names(context: taddons.context) -> list[str]:
    return [getattr(one, "name", type(one).__name__.lower()) for one in context.master.addons.chain]


async def test_a_script_gets_the_same_place_and_takes_it_out_again() -> None:
    with taddons.context() as context:
        addons = context.master.addons
        addons.add(Save())
        script = Script(Placed(CorsProxy))
        addons.register(script)
        assert names(context)[-2:] == ["corsproxy", "save"]
        assert "corsproxy_limit" in context.options
        addons.remove(script)
        assert "corsproxy" not in names(context)


async def test_a_hot_reload_leaves_one_of_us() -> None:
    with taddons.context() as context:
        addons = context.master.addons
        addons.add(Save())
        for _ in range(3):
            script = Script(Placed(CorsProxy))
            addons.register(script)
            addons.remove(script)
        addons.register(Script(Placed(CorsProxy)))
        assert names(context).count("corsproxy") == 1


async def test_the_end_of_mitmproxy_ends_us_without_complaint() -> None:
    with taddons.context() as context:
        context.master.addons.register(script := Script(Placed(CorsProxy)))
        context.master.addons.chain.append(script)
        await context.master.addons.trigger_event(hooks.DoneHook())
        assert "corsproxy" not in names(context)


async def test_without_save_we_stand_last() -> None:
    with taddons.context() as context:
        attach(context.master.addons, CorsProxy())
        assert names(context)[-1] == "corsproxy"


async def test_several_of_us_take_one_place_and_keep_their_names() -> None:
    with taddons.context() as context:
        addons = context.master.addons
        addons.add(Save())
        judge = CorsProxy()
        attach(addons, Together([judge, Settled()]))
        assert names(context)[-2:] == ["corsproxy-together", "save"]
        assert addons.get("corsproxy") is judge
        assert "corsproxy_limit" in context.options
        assert "corsproxy.explain" in context.master.commands.commands
