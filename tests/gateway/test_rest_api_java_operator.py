"""The operators of templates."""

from __future__ import annotations

from typing import Any

import pytest

from corsproxy.gateway.rest_api.java_operator import OPERATORS, BadOperand


@pytest.mark.parametrize(
    ("left", "sign", "right", "result"),
    [
        (1, "+", 2, 3), ("a", "+", 1, "a1"), (None, "+", "x", "x"), (7, "/", 2, 3), (-7, "/", 2, -3), (-7, "%", 2, -1),
        (7.0, "/", 2, 3.5), (1, "/", 0, None), (1, "%", 0, None), (2, ">", 1, True), (2, "gt", 1, True), ("b", ">", "a", False),
        (1, "<=", 1, True), (None, "==", "", True), (1, "ne", 2, True), (False, "||", None, True), (True, "and", False, False),
    ],
)  # fmt: skip
def test_operators_compute_as_velocity_does(left: Any, sign: str, right: Any, result: Any) -> None:
    assert OPERATORS[sign](left, right) == result


@pytest.mark.parametrize(("left", "sign", "right"), [("a", "-", 1), ({}, "*", 2), (1 << 62, "*", 4)])
def test_operands_that_are_no_numbers_and_results_out_of_bounds_are_refused(left: Any, sign: str, right: Any) -> None:
    with pytest.raises(BadOperand):
        OPERATORS[sign](left, right)
