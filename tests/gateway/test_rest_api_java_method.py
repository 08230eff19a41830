"""The methods that templates may call."""

from __future__ import annotations

from typing import Any

import pytest

from corsproxy.gateway.rest_api.java_method import Threw, call, item_of, property_of
from corsproxy.gateway.rest_api.java_value import Tool, items_of, of_json, to_text


@pytest.mark.parametrize(
    ("value", "name", "arguments", "result"),
    [
        ("something", "indexOf", ["e"], "3"),
        ("something", "substring", [3, 6], "eth"),
        ("something", "substring", [6], "ing"),
        ("foobar123bab", "replaceAll", ["ba.", "foo"], "foofoo123foo"),
        ("a.b.c", "replace", [".", "-"], "a-b-c"),
        ("John Smith", "replaceAll", ["(\\w+) (\\w+)", "$2, $1"], "Smith, John"),
        ("aXbX", "replaceFirst", ["X", "\\$"], "a$bX"),
        ("a,b,,c,,", "split", [","], "[a, b, , c]"),
        ("a1b22c", "split", ["\\d+"], "[a, b, c]"),
        ("a,b,c", "split", [",", 2], "[a, b,c]"),
        ("abc", "split", [""], "[a, b, c]"),
        ("d123", "matches", ["[0-9]*"], "false"),
        ("Foo", "equalsIgnoreCase", ["fOO"], "true"),
        ("Foo", "equals", ["foo"], "false"),
        ("1", "equals", [1], "false"),
        (" a ", "trim", [], "a"),
        ("abc", "charAt", [1], "b"),
        ("abc", "length", [], "3"),
        ("", "isEmpty", [], "true"),
        ("abc", "endsWith", ["bc"], "true"),
        ("abc", "lastIndexOf", ["z"], "-1"),
        ("b", "compareTo", ["a"], "1"),
        (None, "matches", ["a.*"], "false"),  # a null answers as an empty text does
        (None, "length", [], "0"),
        (None, "get", ["x"], ""),
        ([1, 2, 3], "contains", [2], "true"),
        ([1, 2, 3], "size", [], "3"),
        ([1, 2], "get", [1], "2"),
        (of_json(["a"]), "isEmpty", [], "false"),
        ({"a": 1}, "containsKey", ["a"], "true"),
        ({"a": 1}, "getOrDefault", ["b", "c"], "c"),
        ({"a": 1}, "keySet", [], "[a]"),
        ({"a": 1}, "values", [], "[1]"),
        ({"a": 1}, "size", [], "1"),
        ({"a": 1}, "toString", [], "{a=1}"),
        (3.9, "intValue", [], "3"),
        (7, "toString", [], "7"),
        (0, "parseInt", ["42"], "42"),
        (0, "parseDouble", ["1.5"], "1.5"),
        (7, "compareTo", [8], "-1"),
        (True, "equals", [True], "true"),
    ],
)
def test_a_method_answers_as_in_java(value: Any, name: str, arguments: list[Any], result: str) -> None:
    assert to_text(call(value, name, arguments)) == result


def test_lists_and_maps_are_changed_in_place() -> None:
    items: list[Any] = [1]
    call(items, "add", ["x"])
    call(items, "add", [0, "first"])
    call(items, "addAll", [of_json([7])])
    call(items, "set", [1, 9])
    assert items == ["first", 9, "x", 7]
    assert call(items, "remove", [0]) == "first"
    table: dict[str, Any] = {}
    call(table, "put", ["a", 1])
    call(table, "putAll", [{"b": 2}])
    assert call(table, "remove", ["a"]) == 1
    assert table == {"b": 2}
    (entry,) = items_of(call(table, "entrySet", [])) or []
    assert (property_of(entry, "key"), call(entry, "getKey", [])) == ("b", "b")
    assert (property_of(entry, "value"), call(entry, "getValue", [])) == (2, 2)


@pytest.mark.parametrize(
    ("value", "name", "arguments"),
    [("a", "charAt", [5]), ("a", "substring", [2]), ([], "get", [0]), ("a", "replaceAll", ["a", "$9"]),
     (0, "parseInt", ["x"])],
)  # fmt: skip
def test_where_java_throws_the_call_fails(value: Any, name: str, arguments: list[Any]) -> None:
    with pytest.raises(Threw):
        call(value, name, arguments)


@pytest.mark.parametrize(
    ("value", "name", "arguments"),
    [("a", "substring", ["x"]), ("a", "length", [1]), ({}, "nope", []), (1, "size", []), (Tool(), "body", []),
     ([1], "add", []), (True, "size", []), ("a", "getClass", [])],
)  # fmt: skip
def test_a_method_that_is_not_there_gives_null(value: Any, name: str, arguments: list[Any]) -> None:
    assert call(value, name, arguments) is None


def test_properties_and_items_are_only_those_of_the_value() -> None:
    assert property_of({"a": 1}, "a") == 1
    assert property_of({}, "empty") is True
    assert property_of("x", "empty") is False
    assert property_of(Tool({"body": lambda: "{}"}), "body") == "{}"
    assert property_of(Tool(), "methods") is None
    assert item_of([1, 2], -1) == 2
    assert item_of([1], True) is None
    assert item_of("abc", 0) is None
    assert item_of({"1": "one"}, 1) == "one"
