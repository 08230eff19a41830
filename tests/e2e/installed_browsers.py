"""The browsers of this machine, for tests that drive one."""

from __future__ import annotations

from corsproxy.proxy.launch.installed import Engine, Installed, find
from tests.browser_required import require


def chromium() -> Installed:
    """The installed Chromium, Chrome or Edge; required where CORSPROXY_REQUIRE_BROWSER=1."""
    found = find(None, Engine.CHROMIUM)
    require("Chromium", found is not None)
    assert found is not None
    return found


def firefox() -> Installed:
    """The installed Firefox; required where CORSPROXY_REQUIRE_BROWSER=1."""
    found = find(None, Engine.FIREFOX)
    require("Firefox", found is not None)
    assert found is not None
    return found
