"""Values with places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corsproxy.gateway.unresolved import Unresolved
from corsproxy.iac import document
from corsproxy.iac.node import Node, kind_of, node_of, plain, scalar_text
from corsproxy.where import Unusable, Where

HERE = Where("f", 1)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(JSON)
def test_a_value_made_a_node_and_made_plain_again_is_the_same(value: object) -> None:
    assert plain(node_of(value, HERE)) == value


def test_get_takes_the_first_name_that_holds_something() -> None:
    node = node_of({"a": None, "b": 2, "c": 3}, HERE)
    found = node.get("a", "b", "c")
    assert found is not None
    assert found.value == 2
    assert node.get("a") is None
    assert Node("text", HERE).get("a") is None


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (Node(True, HERE), "true"),
        (Node(1.1, HERE, "1.10"), "1.10"),
        (Node("x", HERE), "x"),
        (Node(None, HERE), None),
        (Node((), HERE), None),
        (Node(Unresolved("!Ref A"), HERE), None),
    ],
)
def test_a_scalar_keeps_the_spelling_that_aws_would_store(node: Node, text: str | None) -> None:
    assert scalar_text(node) == text


def test_kinds_are_named_in_words() -> None:
    values = (None, False, 1, "a", (), {}, Unresolved("!Ref A"))
    assert [kind_of(Node(value, HERE)) for value in values] == [
        "nothing", "true or false", "a number", "text", "a list", "a mapping", "<unresolved !Ref A>",
    ]  # fmt: skip


def test_a_key_without_a_place_of_its_own_stands_where_its_mapping_does() -> None:
    node = Node({"a": Node(1, HERE), "b": Node(2, HERE)}, HERE, "", {"a": Where("f", 7)})
    assert (node.place_of("a").line, node.place_of("b").line) == (7, 1)


@pytest.mark.parametrize("text", ['{"%s": {"a": {"b": 1,\n"b": 2}}}', "%s:\n  a: {b: 1,\n      b: 2}"])
def test_of_a_key_that_stands_twice_in_a_template_the_last_counts(text: str) -> None:
    for root in ("Resources", "openapi", "swagger"):
        found = document.parse(text % root, "f")
        assert plain(found) == {root: {"a": {"b": 2}}}
        [note] = found.notes
        assert "'b' is given twice, and this one counts" in note
    with pytest.raises(Unusable, match="'b' is given twice"):
        document.parse(text % "apis", "f")
