"""Intrinsic functions: what is settled is resolved, the rest keeps its expression and place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corsproxy.gateway.unresolved import Unresolved
from corsproxy.iac.intrinsics import NO_VALUE, Resolver, expression
from corsproxy.iac.node import Node, Value, node_of, plain
from corsproxy.iac.yaml_positions import parse
from corsproxy.where import Where

OPEN = Unresolved("open")
HERE = Where("f", 1)


def attribute(logical: str, name: str) -> Value:
    known = {("Fn", "Arn"): "arn:fn", ("Fn", "Ref"): "fn"}
    return known.get((logical, name), OPEN)


def resolver(conditions: str = "{}") -> Resolver:
    return Resolver(
        parameters={
            "Name": "shop",
            "List": (Node("a", HERE, "a"), Node("b", HERE, "b")),
            "Unset": OPEN,
            "AWS::NoValue": NO_VALUE,
            "AWS::Region": "eu-west-1",
        },
        mappings=parse("M: {eu-west-1: {x: here, l: [1, 2]}}", "f"),
        conditions=dict(parse(conditions, "f").entries()),
        attribute=attribute,
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("!Ref Name", "shop"),
        ("!Ref List", ["a", "b"]),
        ("!GetAtt Fn.Arn", "arn:fn"),
        ("{Fn::GetAtt: [Fn, Arn]}", "arn:fn"),
        ("!Sub '${Name}-${Fn.Arn}-${Fn}-${!Literal}'", "shop-arn:fn-fn-${Literal}"),
        ("!Sub ['${a}${Name}', {a: !Ref AWS::Region}]", "eu-west-1shop"),
        ("!Join [',', [a, !Ref Name, 3]]", "a,shop,3"),
        ("!Join ['', !Ref List]", "ab"),
        ("!Select [1, !Ref List]", "b"),
        ("!Select ['0', !Split ['/', 'x/y']]", "x"),
        ("!FindInMap [M, !Ref AWS::Region, x]", "here"),
        ("!FindInMap [M, us-east-1, x, {DefaultValue: other}]", "other"),
        ("{Fn::Base64: abc}", "YWJj"),
        ("!Length [a, b]", 2),
        ("!ToJsonString {a: [1, !Ref Name]}", '{"a": [1, "shop"]}'),
        ("[1, !Ref AWS::NoValue, 2]", [1, 2]),
        ("{a: !Ref AWS::NoValue, b: 1}", {"b": 1}),
    ],
)
def test_what_the_template_settles_is_resolved(text: str, value: object) -> None:
    assert plain(resolver().resolve(parse(text, "f"))) == value


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("!Ref Unset", "!Ref Unset"),
        ("!Ref Bucket", "!Ref Bucket"),
        ("!GetAtt Pool.Arn", "!GetAtt Pool.Arn"),
        ("{Fn::GetAtt: [Pool, Arn]}", "!GetAtt Pool.Arn"),
        ("!Sub 'https://${Unset}/x'", "!Sub https://${Unset}/x"),
        ("!Join ['', [a, !Ref Unset]]", '!Join ["", ["a", {"Ref": "Unset"}]]'),
        ("!ImportValue Shared", "!ImportValue Shared"),
        ("!Select [9, [a]]", '!Select [9, ["a"]]'),
        ("!FindInMap [M, nowhere, x]", '!FindInMap ["M", "nowhere", "x"]'),
        ("!If [Undefined, 1, 2]", '!If ["Undefined", 1, 2]'),
        ("!Split [',', !Ref Unset]", '!Split [",", {"Ref": "Unset"}]'),
        ("!ToJsonString {a: !Ref Unset}", '!ToJsonString {"a": {"Ref": "Unset"}}'),
    ],
)
def test_what_it_leaves_open_keeps_its_expression_and_place(text: str, said: str) -> None:
    found = resolver().resolve(parse(f"\n{text}", "f")).value
    assert isinstance(found, Unresolved)
    assert found.expression == said
    assert found.where is not None
    assert found.where.line == 2


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("!Sub 'https://${Unset}/${Name}'", "https://<unresolved Unset>/shop"),
        ("!Sub ['${a}-${b}', {a: x, b: !Ref Unset}]", "x-<unresolved b>"),
        ("!Join ['', [a, !Ref Unset, !Sub '${Pool.Arn}#$x']]", "a<unresolved !Ref Unset><unresolved Pool.Arn>#$x"),
        ("!Sub '$input.json(\"$\") ${AWS::Unknown}'", '$input.json("$") <unresolved AWS::Unknown>'),
        ("!Join ['', [a, !ImportValue 'x${y}']]", "a<unresolved !ImportValue x{y}>"),
        ("!Ref Unset", ""),
        ("!Join [!Ref Unset, [a]]", ""),
    ],
)
def test_of_a_text_that_is_open_in_parts_the_rest_is_known(text: str, known: str) -> None:
    found = resolver().resolve(parse(text, "f")).value
    assert isinstance(found, Unresolved)
    assert found.text == known


@pytest.mark.parametrize(
    ("condition", "value"),
    [
        ("!Equals [!Ref Name, shop]", True),
        ("!Equals [!Ref Name, other]", False),
        ("!Equals [!Ref Unset, x]", None),
        ("!Not [!Equals [a, a]]", False),
        ("!And [!Equals [a, a], !Equals [!Ref Unset, x]]", None),
        ("!And [!Equals [a, b], !Equals [!Ref Unset, x]]", False),
        ("!Or [!Equals [a, a], !Equals [!Ref Unset, x]]", True),
        ("!Or [!Equals [a, b], !Equals [!Ref Unset, x]]", None),
        ("!Condition Other", True),
        ("{Condition: C}", None),
        ("!Equals [true, 'true']", True),
    ],
)
def test_conditions_have_three_values(condition: str, value: bool | None) -> None:
    assert resolver(f"C: {condition}\nOther: !Equals [a, a]").condition("C") is value


def test_a_condition_chooses_and_no_value_takes_the_property_away() -> None:
    work = resolver("'Yes': !Equals [a, a]\n'No': !Equals [a, b]")
    text = "a: !If [Yes, 1, 2]\nb: !If [No, 1, !Ref 'AWS::NoValue']\nc: [!If [No, x, !Ref 'AWS::NoValue']]"
    assert plain(work.resolve(parse(text, "f"))) == {"a": 1, "c": []}


def test_a_substitution_that_doubles_itself_stays_bounded() -> None:
    text = "'" + "x" * 1000 + "'"
    for _ in range(16):
        text = f"{{Fn::Sub: ['${{a}}${{a}}${{a}}${{a}}', {{a: {text}}}]}}"
    assert isinstance(resolver().resolve(parse(text, "f")).value, Unresolved)


def test_expressions_are_kept_to_one_short_line() -> None:
    assert len(expression(parse("!Sub '" + "long " * 100 + "'", "f"))) <= 160


FUNCTION = st.sampled_from(["Ref", "Fn::GetAtt", "Fn::Sub", "Fn::Join", "Fn::If", "Fn::FindInMap", "Fn::Select",
                            "Fn::Split", "Fn::Base64", "Fn::ImportValue", "Fn::Transform", "Fn::Length",
                            "Fn::ToJsonString", "Fn::Cidr"])  # fmt: skip
LEAF = st.sampled_from(["Name", "Unset", "${Name}", "${", "C", "a.b", "", 0, -1, None, True, "AWS::NoValue"])
EXPRESSION = st.recursive(
    LEAF,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.builds(lambda name, value: {name: value}, FUNCTION, inner)
        | st.dictionaries(st.sampled_from(["a", "DefaultValue", "Name"]), inner, max_size=3)
    ),
    max_leaves=15,
)


@settings(max_examples=400, deadline=None)
@given(EXPRESSION, EXPRESSION)
def test_no_expression_makes_the_resolver_raise(value: object, condition: object) -> None:
    work = resolver()
    work.conditions = {"C": node_of(condition, HERE)}
    plain(work.resolve(node_of(value, HERE)))
    work.condition("C")
