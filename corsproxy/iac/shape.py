"""The shape of a configuration as data: one table both checks a document and yields its JSON Schema."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import assert_never

from corsproxy.iac.node import Json, Node, kind_of
from corsproxy.where import Mistake


@dataclass(frozen=True, slots=True)
class Text:
    """Text; one of `choices` where given, matching `pattern` in full where given (`looks` says it in words)."""

    choices: tuple[str, ...] = ()
    pattern: str = ""
    looks: str = ""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number from `low` to `high`."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Number:
    """A number from `low` to `high`."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Flag:
    """true or false."""


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of `item`; a single item may stand for a list of one."""

    item: Shape


@dataclass(frozen=True, slots=True)
class MapOf:
    """A mapping from any key (matching `key`) to `value`."""

    value: Shape
    key: Text = Text()


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a record: what it holds, what it means, whether it must be there."""

    shape: Shape
    says: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping with known keys; exactly one of `one_of` must be there where that is given."""

    name: str
    fields: Mapping[str, Field] = field(default_factory=dict)
    one_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Either:
    """Several ways to write one thing, told apart by whether they are scalars, lists or mappings."""

    options: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Anything:
    """Whatever JSON can hold; judged elsewhere."""


Shape = Text | Whole | Number | Flag | ListOf | MapOf | Record | Either | Anything


def check(node: Node, shape: Shape, name: str, mistakes: list[Mistake]) -> None:
    """Append to `mistakes` everything in `node` that is not of `shape`; `name` is what the node is called."""
    match shape:
        case Anything():
            return
        case Either():
            if (marks := marks_of(shape)) and isinstance(node.value, Mapping) and not marks & node.value.keys():
                mistakes.append(
                    Mistake(f"{name} is of no known sort", node.where, f"Begin with {' or '.join(sorted(marks))}.")
                )
            else:
                check(node, choose(node, shape.options), name, mistakes)
        case Record():
            check_record(node, shape, name, mistakes)
        case MapOf():
            if not isinstance(node.value, Mapping):
                mistakes.append(wanted(node, name, shape))
            for key, item in node.entries():
                if problem := text_problem(key, shape.key):
                    mistakes.append(
                        Mistake(f"'{key}' in {name}: {problem}", node.place_of(key), suggest(key, shape.key))
                    )
                check(item, shape.value, f"{name}: {key}", mistakes)
        case ListOf():
            if isinstance(node.value, tuple):
                for item in node.value:
                    check(item, shape.item, f"an item of {name}", mistakes)
            else:
                check(node, shape.item, name, mistakes)
        case Flag():
            if not isinstance(node.value, bool):
                mistakes.append(wanted(node, name, shape))
        case Whole() | Number():
            number = node.value
            fits = isinstance(number, int if isinstance(shape, Whole) else int | float) and not isinstance(
                number, bool
            )
            if not fits or not shape.low <= number <= shape.high:  # type: ignore[operator] # a number when it fits
                mistakes.append(wanted(node, name, shape))
        case Text():
            if node.value is None or isinstance(node.value, Mapping | tuple):
                mistakes.append(wanted(node, name, shape))
            elif problem := text_problem(node.text, shape):
                mistakes.append(Mistake(f"{name} is '{node.text}': {problem}", node.where, suggest(node.text, shape)))
        case _:
            assert_never(shape)


def choose(node: Node, options: tuple[Shape, ...]) -> Shape:
    """Pick the way of writing that `node` comes nearest to."""
    for option in options:
        match option:
            case Record(one_of=(mark,)):
                fits = isinstance(node.value, Mapping) and mark in node.value
            case Record() | MapOf():
                fits = isinstance(node.value, Mapping)
            case ListOf():
                fits = isinstance(node.value, tuple)
            case Flag():
                fits = isinstance(node.value, bool)
            case Whole() | Number():
                fits = isinstance(node.value, int | float) and not isinstance(node.value, bool)
            case _:
                fits = isinstance(node.value, str)
        if fits:
            return option
    return options[0]


def marks_of(shape: Either) -> set[str]:
    """Return the keys that tell apart records of one choice, each of which wants exactly one; none otherwise."""
    marks = [option.one_of for option in shape.options if isinstance(option, Record)]
    return {mark for one_of in marks for mark in one_of} if all(len(one_of) == 1 for one_of in marks) else set()


def check_record(node: Node, shape: Record, name: str, mistakes: list[Mistake]) -> None:
    """Check a record's keys and values."""
    if not isinstance(node.value, Mapping):
        mistakes.append(wanted(node, name, shape))
        return
    for key, item in node.entries():
        known = shape.fields.get(key)
        if known is None:
            mend = near(key, tuple(shape.fields))
            mistakes.append(Mistake(f"{name} has no setting '{key}'", node.place_of(key), mend))
        else:
            check(item, known.shape, f"'{key}'", mistakes)
    for key, known in shape.fields.items():
        if known.required and key not in node.value:
            mistakes.append(Mistake(f"{name} lacks '{key}'", node.where, f"Add '{key}:' ({known.says})."))
    if shape.one_of:
        given = [key for key in shape.one_of if key in node.value]
        if len(given) != 1:
            choices = ", ".join(f"'{key}'" for key in shape.one_of)
            found = "none of them" if not given else " and ".join(f"'{key}'" for key in given)
            mistakes.append(Mistake(f"{name} wants exactly one of {choices} and has {found}", node.where))


def text_problem(text: str, shape: Text) -> str:
    """Say what is wrong with `text`, or nothing."""
    if shape.choices and text not in shape.choices:
        return "not one of the values that are known here"
    if shape.pattern and not re.fullmatch(shape.pattern, text):
        return f"wanted is {shape.looks or shape.pattern}"
    return ""


def suggest(text: str, shape: Text) -> str | None:
    """Say what to write instead of `text` where that can be told."""
    return near(text, shape.choices) if shape.choices else None


def near(word: str, known: tuple[str, ...]) -> str:
    """Suggest the known word that `word` was meant to be, or list them all."""
    lowered = {item.lower(): item for item in known}
    close = difflib.get_close_matches(word.lower().replace("-", "_"), lowered, 1) or difflib.get_close_matches(
        word.lower(), lowered, 1
    )
    if close:
        return f"Did you mean '{lowered[close[0]]}'?"
    return f"Known are {', '.join(known)}." if len(known) <= 30 else "See the manual for what is known."


def wanted(node: Node, name: str, shape: Shape) -> Mistake:
    """Say that `node` is not of `shape`."""
    shown = f"'{node.text}'" if node.text else kind_of(node)
    return Mistake(f"{name} is {shown}, wanted is {describe(shape)}", node.where)


def describe(shape: Shape) -> str:
    """Name a shape in words."""
    match shape:
        case Text():
            return " or ".join(shape.choices) if 0 < len(shape.choices) < 6 else shape.looks or "text"
        case Whole():
            return f"a whole number from {shape.low} to {shape.high}"
        case Number():
            return f"a number from {shape.low:g} to {shape.high:g}"
        case Flag():
            return "true or false"
        case ListOf():
            return f"a list ({describe(shape.item)} each)"
        case MapOf() | Record():
            return "a mapping (key: value)"
        case Either():
            return " or ".join(describe(option) for option in shape.options)
        case Anything():
            return "anything"


def json_schema(shape: Shape) -> dict[str, Json]:
    """Return `shape` as JSON Schema (draft 2020-12), for editors; each record stands once, under `$defs`."""
    definitions: dict[str, Json] = {}
    whole = schema_of(shape, definitions)
    return {**whole, "$defs": definitions} if definitions else whole


def schema_of(shape: Shape, definitions: dict[str, Json]) -> dict[str, Json]:
    """Return the schema of one shape, putting those of records into `definitions`."""
    match shape:
        case Text():
            if shape.choices:
                return {"enum": list(shape.choices)}
            if shape.pattern:
                return {"type": "string", "pattern": f"^(?:{shape.pattern})$"}
            return {"type": ["string", "number", "boolean"]}
        case Whole():
            return {"type": "integer", "minimum": shape.low, "maximum": shape.high}
        case Number():
            return {"type": "number", "minimum": shape.low, "maximum": shape.high}
        case Flag():
            return {"type": "boolean"}
        case ListOf():
            item = schema_of(shape.item, definitions)
            return {"anyOf": [{"type": "array", "items": item}, item]}
        case MapOf():
            mapping: dict[str, Json] = {
                "type": "object",
                "additionalProperties": schema_of(shape.value, definitions),
            }
            if shape.key != Text():
                mapping["propertyNames"] = schema_of(shape.key, definitions)
            return mapping
        case Record():
            return {"$ref": f"#/$defs/{defined(shape, definitions)}"}
        case Either():
            return {"anyOf": [schema_of(option, definitions) for option in shape.options]}
        case Anything():
            return {}


def defined(shape: Record, definitions: dict[str, Json]) -> str:
    """Put a record's schema into `definitions` and return the name it got there."""
    schema = record_schema(shape, definitions)
    base = re.sub(r"[^a-z0-9]+", "-", shape.name.lower()).strip("-")
    for suffix in range(1, len(definitions) + 2):
        name = base if suffix == 1 else f"{base}-{suffix}"
        if definitions.setdefault(name, schema) == schema:
            return name
    raise AssertionError("more suffixes than definitions")


def record_schema(shape: Record, definitions: dict[str, Json]) -> dict[str, Json]:
    """Return a record's own JSON Schema."""
    properties: dict[str, Json] = {
        key: {"description": known.says, **schema_of(known.shape, definitions)} for key, known in shape.fields.items()
    }
    schema: dict[str, Json] = {"type": "object", "additionalProperties": False, "properties": properties}
    required: list[Json] = [key for key, known in shape.fields.items() if known.required]
    if required:
        schema["required"] = required
    if shape.one_of:
        schema["oneOf"] = [{"required": [key]} for key in shape.one_of]
    return schema
