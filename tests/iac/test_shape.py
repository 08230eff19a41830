"""One table checks documents and yields their JSON Schema."""

from __future__ import annotations

import jsonschema
import pytest

from corsproxy.iac.node import plain
from corsproxy.iac.shape import (
    Anything,
    Either,
    Field,
    Flag,
    ListOf,
    MapOf,
    Number,
    Record,
    Shape,
    Text,
    Whole,
    check,
    json_schema,
    near,
)
from corsproxy.iac.yaml_positions import parse
from corsproxy.where import Mistake

INNER = Record("a thing", {"port": Field(Whole(0, 9), "port"), "on": Field(Flag(), "on")}, ())
CHOICE = Either(
    (Record("a cat", {"cat": Field(Text(), "c")}, ("cat",)), Record("a dog", {"dog": Field(Text(), "d")}, ("dog",)))
)
WHOLE = Record(
    "the whole",
    {
        "name": Field(Text(), "name", True),
        "colour": Field(Text(("red", "green")), "colour"),
        "rate": Field(Number(0, 1), "rate"),
        "inner": Field(INNER, "inner"),
        "list": Field(ListOf(Whole(0, 9)), "list"),
        "map": Field(MapOf(Flag(), Text(pattern="[a-z]+", looks="lower case")), "map"),
        "any": Field(Anything(), "any"),
        "either": Field(Either((INNER, Text())), "either"),
        "animal": Field(CHOICE, "animal"),
    },
)


def complaints(text: str, shape: Shape = WHOLE) -> list[Mistake]:
    mistakes: list[Mistake] = []
    check(parse(text, "f"), shape, "the whole", mistakes)
    return mistakes


@pytest.mark.parametrize(
    "text",
    [
        "name: x",
        "{name: x, colour: red, rate: 0.5, inner: {port: 3, on: true}, list: [1, 2], map: {a: true}}",
        "{name: x, list: 4, either: text, any: [{a: 1}]}",
        "{name: x, either: {port: 1}, animal: {dog: rex}}",
    ],
)
def test_what_fits_the_shape_has_no_mistake_and_fits_the_schema(text: str) -> None:
    assert complaints(text) == []
    jsonschema.validate(plain(parse(text, "f")), json_schema(WHOLE))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{}", "lacks 'name'"),
        ("{name: x, coluor: red}", "Did you mean 'colour'?"),
        ("{name: x, colour: gren}", "Did you mean 'green'?"),
        ("{name: x, inner: {port: 10}}", "a whole number from 0 to 9"),
        ("{name: x, inner: {on: 1}}", "wanted is true or false"),
        ("{name: x, inner: [1]}", "is a list, wanted is a mapping"),
        ("{name: x, list: [1, a]}", "an item of 'list'"),
        ("{name: x, map: {A: true}}", "wanted is lower case"),
        ("{name: x, rate: true}", "a number from 0 to 1"),
        ("{name: [x]}", "wanted is text"),
        ("{name: x, animal: {}}", "Begin with cat or dog"),
        ("{name: x, animal: {cat: a, dog: b}}", "has no setting 'dog'"),
    ],
)
def test_each_misfit_is_told_and_does_not_fit_the_schema_either(text: str, words: str) -> None:
    (mistake,) = complaints(text)
    assert words in str(mistake)
    assert mistake.where is not None
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(plain(parse(text, "f")), json_schema(WHOLE))


def test_exactly_one_of_several_keys_is_held_to() -> None:
    shape = Record("a route", {"a": Field(Text(), "a"), "b": Field(Text(), "b")}, ("a", "b"))
    assert "has none of them" in str(complaints("{}", shape)[0])
    assert "has 'a' and 'b'" in str(complaints("{a: 1, b: 2}", shape)[0])
    assert complaints("{a: 1}", shape) == []


def test_all_mistakes_are_collected_in_the_order_of_the_file() -> None:
    lines = [mistake.where.line for mistake in complaints("nam: x\ncolour: blue\nlist: [a]") if mistake.where]
    assert lines == [1, 2, 3, 1]


def test_a_suggestion_ignores_case_and_dashes() -> None:
    assert near("LISTEN-PORT", ("listen_port", "mode")) == "Did you mean 'listen_port'?"
    assert near("zzz", ("a", "b")) == "Known are a, b."
