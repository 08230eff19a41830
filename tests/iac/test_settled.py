"""Taking values out of a tree that may be open or wrong."""

from __future__ import annotations

import pytest

from corsproxy.gateway.unresolved import Unresolved
from corsproxy.iac.node import Node
from corsproxy.iac.settled import Taking
from corsproxy.iac.yaml_positions import parse
from corsproxy.where import Where

OPEN = Node(Unresolved("!Ref X", Where("f", 3)), Where("f", 3))


@pytest.mark.parametrize(("text", "value"), [("1.5", 1.5), ("'2'", 2.0), ("-1", -1.0)])
def test_numbers_may_be_written_as_text(text: str, value: float) -> None:
    taking = Taking()
    assert taking.number(parse(text, "f"), "x", 0) == value
    assert not taking.mistakes


@pytest.mark.parametrize("text", ["many", "true", "[1]", "{a: 1}", ".nan", ".inf", "1e400"])
def test_what_is_no_number_is_a_mistake_with_its_place(text: str) -> None:
    taking = Taking()
    assert taking.number(parse(text, "f"), "x", 7) == 7
    assert taking.mistakes[0].where is not None


def test_flags_may_be_written_as_text() -> None:
    taking = Taking()
    assert taking.flag(parse("'True'", "f"), "x")
    assert taking.flag(parse("no", "f"), "x") is False
    assert not taking.mistakes
    taking.flag(parse("perhaps", "f"), "x")
    assert "wanted is true or false" in taking.mistakes[0].problem


def test_open_values_are_noted_once_with_their_place_and_never_guessed() -> None:
    taking = Taking()
    for _ in range(2):
        assert taking.text(OPEN, "the name") == "<unresolved !Ref X>"
        assert taking.whole(OPEN, "the name") is None
        assert list(taking.items(OPEN, "the name")) == []
        assert list(taking.entries(OPEN, "the name")) == []
    assert taking.notes == ["f:3: the name is left open: !Ref X"]
    assert not taking.mistakes


def test_wrong_kinds_are_mistakes() -> None:
    taking = Taking()
    assert list(taking.items(parse("a: 1", "f"), "the list")) == []
    assert list(taking.entries(parse("[1]", "f"), "the mapping")) == []
    assert taking.text(parse("[1]", "f"), "the text") == ""
    assert [mistake.problem for mistake in taking.mistakes] == [
        "the list is a mapping, wanted is a list",
        "the mapping is a list, wanted is a mapping",
        "the text is a list, wanted is text",
    ]


def test_one_text_is_a_list_of_one_and_null_is_nothing() -> None:
    taking = Taking()
    assert taking.texts(parse("a", "f"), "x") == ("a",)
    assert taking.texts(parse("[a, b]", "f"), "x") == ("a", "b")
    assert taking.texts(parse("", "f"), "x") == ()
    assert taking.text_map(parse("{a: 1, b: null}", "f"), "x") == {"a": "1"}
