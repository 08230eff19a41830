"""JSON with places."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corsproxy.iac.json_positions import parse
from corsproxy.iac.node import plain
from corsproxy.where import Unusable

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@settings(deadline=None)
@given(JSON, st.sampled_from([None, 2, "\t"]), st.booleans())
def test_it_reads_whatever_json_writes(value: object, indent: str | int | None, escaped: bool) -> None:
    assert plain(parse(json.dumps(value, indent=indent, ensure_ascii=escaped), "f.json")) == value


def test_values_and_keys_know_their_line_and_column() -> None:
    node = parse('{\n\t"a": [\n 1, "x"]}', "f.json")
    a = node.get("a")
    assert a is not None
    assert str(node.place_of("a")) == "f.json:2:2"
    assert str(a.items()[1].where) == "f.json:3:5"


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ('{"a": 1,}', "f:1:9", "double quotes"),
        ('{"a" 1}', "f:1:6", "':' is wanted"),
        ('{"a": 1} x', "f:1:10", "something follows"),
        ('{"a": 1,\n"a": 2}', "f:2:1", "'a' is given twice"),
        ("[1 2]", "f:1:4", "',' is wanted"),
        ('["a', "f:1:2", "not JSON"),
        ("[" * 1000, "f:1:102", "nested deeper"),
        ("[NaN]", "f:1:2", "a value is wanted"),
        ("", "f:1:1", "a value is wanted"),
    ],
)
def test_what_is_not_json_is_told_with_its_place(text: str, place: str, words: str) -> None:
    with pytest.raises(Unusable) as failure:
        parse(text, "f")
    assert words in failure.value.mistakes[0].problem
    assert str(failure.value.mistakes[0].where) == place


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from(list('{}[]:,"\\u0123e-+. truefalsn\n')), max_size=40))
def test_no_text_makes_it_raise_anything_else(text: str) -> None:
    try:
        parse(text, "f")
    except Unusable:
        return
    json.loads(text)
