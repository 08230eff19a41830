"""A test that needs a real browser is skipped without one, unless CORSPROXY_REQUIRE_BROWSER=1: then it fails."""

from __future__ import annotations

import os

import pytest


def require(name: str, installed: bool) -> None:
    """Go on when the browser is there; else skip, or fail where browsers are required (in CI)."""
    if installed:
        return
    if os.environ.get("CORSPROXY_REQUIRE_BROWSER") == "1":
        pytest.fail(f"{name} is not installed, and CORSPROXY_REQUIRE_BROWSER=1 requires it")
    pytest.skip(f"{name} is not installed")
