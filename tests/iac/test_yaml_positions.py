"""YAML with places, within bounds, and never running what a tag names."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corsproxy.iac.node import plain
from corsproxy.iac.yaml_positions import parse
from corsproxy.where import Unusable


def test_values_and_keys_know_their_line_and_column() -> None:
    node = parse("a: 1\nb:\n  c: [x, y]\n", "f.yaml")
    c = (node.get("b") or node).get("c")
    assert c is not None
    assert str(c.where) == "f.yaml:3:6"
    assert str(node.place_of("b")) == "f.yaml:2:1"
    assert str(c.items()[1].where) == "f.yaml:3:10"


def test_short_tags_become_their_long_forms() -> None:
    text = "a: !Ref X\nb: !GetAtt A.Arn\nc: !Sub ['${x}', {x: !Ref Y}]\nd: !If [C, 1, !Ref 'AWS::NoValue']"
    assert plain(parse(text, "f")) == {
        "a": {"Ref": "X"},
        "b": {"Fn::GetAtt": ["A", "Arn"]},
        "c": {"Fn::Sub": ["${x}", {"x": {"Ref": "Y"}}]},
        "d": {"Fn::If": ["C", 1, {"Ref": "AWS::NoValue"}]},
    }


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2012-10-17", "2012-10-17"),
        ("12:30", "12:30"),
        ("yes", True),
        ("'yes'", "yes"),
        ("~", None),
        ("1e3", "1e3"),
        ("0x1F", 31),
        ("012345678901", "012345678901"),
        (".inf", float("inf")),
        ("!!str 12", "12"),
    ],
)
def test_plain_scalars_are_read_as_yaml_1_1_does_save_for_dates_and_base_60(text: str, value: object) -> None:
    assert plain(parse(f"a: {text}", "f")) == {"a": value}


def test_numeric_keys_are_text_as_status_codes_want_to_be() -> None:
    assert plain(parse("200: a\ntrue: b", "f")) == {"200": "a", "true": "b"}


def test_merge_keys_give_way_to_what_is_written() -> None:
    assert plain(parse("x: &x {a: 1, b: 2}\ny: {<<: *x, b: 3}\nz: {<<: [*x, {c: 4}]}", "f")) == {
        "x": {"a": 1, "b": 2},
        "y": {"b": 3, "a": 1},
        "z": {"a": 1, "b": 2, "c": 4},
    }


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\na: 2", 2, "'a' is given twice"),
        ("a:\n\tb: 1", 2, "a tab stands where YAML wants spaces"),
        ("a: [1", 1, "not YAML"),
        ("a: 1\n---\nb: 2", 2, "a second document"),
        ("a: !!python/object/apply:os.system [x]", 1, "tags that run code are refused"),
        ("a: !Foo x", 1, "the tag !Foo means nothing here"),
        ("a: *nowhere", 1, "is not defined above"),
        ("a: &x [*x]", 1, "contains itself"),
        ("{a: b}: c", 1, "key is itself a list or mapping"),
        ("a: {<<: 1}", 1, "'<<' wants a mapping"),
        ("[" * 500, 1, "nested deeper"),
        ("a: \x00", 0, "not YAML"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(Unusable) as failure:
        parse(text, "f.yaml")
    mistake = failure.value.mistakes[0]
    assert words in mistake.problem
    assert mistake.where is not None
    assert not line or mistake.where.line == line


def test_all_duplicate_keys_are_told_at_once() -> None:
    with pytest.raises(Unusable) as failure:
        parse("a: 1\na: 2\nb: {c: 1, c: 2}", "f")
    assert len(failure.value.mistakes) == 2


def test_aliases_that_unfold_without_bound_are_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 9)]
    with pytest.raises(Unusable, match="unfolds to more than"):
        parse("\n".join(lines), "bomb.yaml")


def test_merges_that_unfold_without_bound_are_refused() -> None:
    wide = "{" + ", ".join(f"k{i}: 1" for i in range(2000)) + "}"
    lines = [f"a: &a {wide}", *(f"b{i}: {{<<: *a}}" for i in range(500))]
    with pytest.raises(Unusable, match="unfolds to more than"):
        parse("\n".join(lines), "bomb.yaml")


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from(list("ab:{}[]&*!<|>-'\"\n \t,#%?0.")), max_size=60))
def test_no_text_makes_it_raise_anything_else(text: str) -> None:
    try:
        node = parse(text, "f")
    except Unusable:
        return
    plain(node)
