"""Each event goes to the addons that listen for it, and to no others.

mitmproxy asks every addon of its chain at each of a flow's events, some forty of them at eight walks a request, and
most have no hook to call: that walk alone is a third of what a proxied request costs. Order, errors and `AddonHalt`
are mitmproxy's own: https://docs.mitmproxy.org/stable/addons/event-hooks/
"""

from __future__ import annotations

from mitmproxy import addonmanager, exceptions, hooks

_Chain = list[object]


class Listeners(addonmanager.AddonManager):
    """mitmproxy's addon manager, which remembers who has which hook for as long as the chain stays as it is."""

    _remembered_of: _Chain
    _listeners: dict[str, _Chain]

    async def trigger_event(self, event: hooks.Hook) -> None:
        """Trigger an event across the addons that listen for it."""
        for addon in self._who_listens(event.name):
            try:
                with addonmanager.safecall():
                    await self.invoke_addon(addon, event)
            except exceptions.AddonHalt:
                return

    def _who_listens(self, name: str) -> _Chain:
        if self._remembered_of != self.chain:
            self._remembered_of = list(self.chain)
            self._listeners = {}
        listening = self._listeners.get(name)
        if listening is None:
            # those that hold others are always asked: what they hold may change (scripts that are loaded anew)
            listening = [one for one in self.chain if hasattr(one, "addons") or hasattr(one, name)]
            self._listeners[name] = listening
        return listening


def only_listeners(addons: addonmanager.AddonManager) -> None:
    """Have this manager ask only those who listen."""
    addons.__class__ = Listeners
    assert isinstance(addons, Listeners)  # noqa: S101 -- for the reader of types; it has just become one
    addons._remembered_of, addons._listeners = [], {}
