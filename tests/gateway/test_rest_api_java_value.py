"""How values print and compare."""

from __future__ import annotations

from typing import Any

import pytest

from corsproxy.gateway.rest_api.java_value import (
    Tool,
    is_number,
    is_true,
    items_of,
    json_text,
    of_context,
    of_json,
    same,
    to_json,
    to_text,
)


@pytest.mark.parametrize(
    ("document", "text"),
    [
        ({"foo": "bar"}, "{foo=bar}"),
        ({"foo": [{"nested": "bar"}]}, '{foo=[{"nested":"bar"}]}'),
        ([{"foo": "bar"}], '[{"foo":"bar"}]'),
        ({"a": {"b": None}, "c": True}, "{a={b=}, c=true}"),
        ("text", "text"),
        (None, ""),
        (7, "7"),
        (1.5, "1.5"),
        (2.0, "2.0"),
        (12345678.0, "1.2345678E7"),
        (0.0001, "1.0E-4"),
    ],
)
def test_json_prints_as_recorded(document: Any, text: str) -> None:
    assert to_text(of_json(document)) == text


def test_what_context_holds_is_a_map_that_prints_as_nothing() -> None:
    variables = of_context({"stage": "dev", "identity": {"sourceIp": "192.0.2.1", "inner": {}}})
    inner = variables["identity"]
    assert isinstance(inner, dict)
    assert (to_text(variables), to_text(inner), to_text(inner["inner"])) == ("", "", "")
    assert (variables["stage"], inner["sourceIp"]) == ("dev", "192.0.2.1")


def test_a_list_of_the_templates_own_prints_as_java_prints_lists() -> None:
    assert to_text(["a", 1, True]) == "[a, 1, true]"
    assert to_text(Tool()) == ""


def test_json_survives_both_ways() -> None:
    document = {"a": [1, {"b": [None, "ü"]}]}
    assert to_json(of_json(document)) == document
    assert json_text(of_json(document)) == '{"a":[1,{"b":[null,"ü"]}]}'
    assert to_json(["a", ("b" if True else "")]) == ["a", "b"]


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        (None, "", True), ("", None, True), (None, None, True), (None, "x", False), (None, 0, False), (None, False, False),
        (1, 1.0, True), (1, "1", True), ("a", "a", True), ("a", "A", False), (True, "true", True), (True, 1, False),
        ({"a": 1}, {"a": 1}, True), (["a"], ["a"], True), (["a"], "[a]", True),
    ],
)  # fmt: skip
def test_equality_is_velocitys(left: Any, right: Any, equal: bool) -> None:
    assert same(left, right) is equal


def test_only_false_is_false() -> None:
    assert [is_true(value) for value in (False, None, "", 0, [], {}, True)] == [False, *[True] * 6]


def test_a_boolean_is_no_number_and_a_text_has_no_items() -> None:
    assert is_number(1)
    assert not is_number(True)
    assert items_of("abc") is None
    assert items_of(of_json([1])) == [1]
