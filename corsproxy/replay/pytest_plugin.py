"""The pytest plugin: captured page fetches as test items (entry point `pytest11`)."""

from __future__ import annotations

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker, so that `--strict-markers` knows it."""
    config.addinivalue_line("markers", "corsproxy(capture, against): replay a capture against a target")
