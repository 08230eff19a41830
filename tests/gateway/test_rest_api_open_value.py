"""What policies leave open."""

from __future__ import annotations

from typing import Any

import pytest

from corsproxy.gateway.rest_api.open_value import as_pattern, is_open
from corsproxy.gateway.rest_api.policy import Asked, Decision, decide
from corsproxy.gateway.unresolved import Unresolved

OPEN = str(Unresolved("!Ref Endpoint"))


@pytest.mark.parametrize(
    ("value", "opened"),
    [(OPEN, True), ([f"a{OPEN}b"], True), ({"Ref": "X"}, True), (["a", {"Ref": "X"}], True), ("a", False), ([], False), (7, False)],
)  # fmt: skip
def test_a_value_is_open_when_any_part_of_it_is(value: Any, opened: bool) -> None:
    assert is_open(value) is opened


def test_open_parts_of_a_resource_match_anything_and_its_other_parts_themselves() -> None:
    assert as_pattern(f"execute-api:/{OPEN}/GET/*") == "execute-api:/*/GET/*"
    arn = "arn:aws:execute-api:us-east-1:123456789012:abcde12345"
    statement = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "execute-api:Invoke",
        "Resource": f"execute-api:/{OPEN}/GET/*",
    }
    for method, decision in (("GET", Decision.ALLOW), ("POST", Decision.IMPLICIT_DENY)):
        assert decide({"Statement": statement}, Asked(f"{arn}/dev/{method}/x", short=arn)) is decision
