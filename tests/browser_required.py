"""Real browsers for tests: skipped without one, unless CORSPROXY_REQUIRE_BROWSER=1 turns that into a failure."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest

from corsproxy.proxy.launch.installed import Engine, Installed, find


def chromium() -> Installed:
    """The installed Chromium, Chrome or Edge."""
    return _found(Engine.CHROMIUM)


def firefox() -> Installed:
    """The installed Firefox. CI installs Chromium only, so this one is asked for by CORSPROXY_REQUIRE_BROWSER=all."""
    return _found(Engine.FIREFOX)


def _found(engine: Engine) -> Installed:
    browser = find(None, engine)
    return browser if browser is not None else _missing(engine)


def _missing(engine: Engine) -> NoReturn:
    wanted = os.environ.get("CORSPROXY_REQUIRE_BROWSER", "")
    if wanted == "all" or (wanted == "1" and engine is Engine.CHROMIUM):
        pytest.fail(f"no {engine.value} is installed, and CORSPROXY_REQUIRE_BROWSER={wanted}")
    pytest.skip(f"no {engine.value} is installed")
