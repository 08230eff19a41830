"""Our place in mitmproxy's chain of addons: after everything that changes messages, just before they are saved.

`addons.add` would append us behind Save (no annotations in `-w` files) and behind the view (stale filters);
`-s` scripts run before modify_headers and would judge headers that the browser never gets. So both forms
register the addon and set it into the chain by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from mitmproxy import addonmanager, ctx, hooks
from mitmproxy.addons.save import Save


class NamedAddon(Protocol):
    """Any addon with a name of its own."""

    name: str


class Together:
    """Several addons in one place of the chain, in their order, each under its own name.

    mitmproxy walks its chain for every event of every flow, twice where a view may want to know, and each place in it
    costs more than most of our hooks do; addons within an addon are almost free.
    """

    name = "corsproxy-together"

    def __init__(self, addons: Sequence[NamedAddon]) -> None:
        self.addons = list(addons)


def attach(addons: addonmanager.AddonManager, addon: NamedAddon) -> None:
    """Register the addon and place it just before Save (at the end where there is no Save)."""
    addons.register(addon)
    at = next((i for i, other in enumerate(addons.chain) if isinstance(other, Save)), len(addons.chain))
    # a new list: the manager may be walking the old one
    addons.chain = [*addons.chain[:at], addon, *addons.chain[at:]]


class Placed:
    """What a script puts into its `addons`: makes the addon when loaded, sets it in its place, takes it out again.

    So `-s` scripts get the same place in the chain as `corsproxy proxy`, also after a hot reload.
    """

    def __init__(self, make: Callable[[], NamedAddon]) -> None:
        self._make = make
        self._addon: NamedAddon | None = None

    def load(self, loader: addonmanager.Loader) -> None:
        """Set the addon into the chain, configured; one of an earlier load gives way."""
        addons = ctx.master.addons
        addon = self._make()
        if (earlier := addons.get(addon.name)) is not None:
            addons.remove(earlier)
        attach(addons, addon)
        self._addon = addon
        addons.invoke_addon_sync(addon, hooks.ConfigureHook(set(ctx.options.keys())))

    def done(self) -> None:
        """Take the addon out of the chain with the script that brought it."""
        addon, self._addon = self._addon, None
        if addon is not None and ctx.master.addons.get(addon.name) is addon:
            ctx.master.addons.remove(addon)
