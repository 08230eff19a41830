"""What templates override."""

from __future__ import annotations

from typing import Any

import pytest

from corsproxy.gateway.rest_api.overrides import overridden_status, texts


@pytest.mark.parametrize(
    ("status", "found"),
    [(201, 201), ("202", 202), (99, None), (600, None), ("abc", None), (True, None), (None, None), (200.5, None), ("9" * 50, None)],
)  # fmt: skip
def test_a_status_is_an_integer_from_100_to_599(status: Any, found: int | None) -> None:
    assert overridden_status({"status": status}) == found


def test_values_become_text_and_nulls_are_left_out() -> None:
    tree = {"header": {"a": 1, "b": True, "c": None, "d": "x", "e": ["y", None, 2]}}
    assert texts(tree, "header") == {"a": ["1"], "b": ["true"], "d": ["x"], "e": ["y", "2"]}
    assert texts({"header": "none"}, "header") == {}
    assert texts({}, "path") == {}
