"""Values of mapping templates as Java shows them: how they print, compare, and what counts as true.

A template's value is None, bool, int, float, str, dict, list, `JsonArray` or `Tool`; nothing else gets in, and
none of Python's attributes get out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from corsproxy.gateway.provenance import Assumed, Recorded, Statement
from corsproxy.gateway.rest_api.definition import Json

STATEMENTS = (
    Statement(
        "rest-api",
        'In templates null prints as nothing, equals "", and is true in #if; a map prints {a=b}, an array of JSON '
        "prints as JSON, an array of the template's own prints [a, b]",
        Recorded("templates rendered by MOCK integrations", "2023-2025"),
    ),
    Statement(
        "rest-api",
        "$context.identity, $context.requestOverride and what they hold as maps print as nothing, and can be walked",
        Recorded("a template that prints every key of $context", "2025-05-20"),
    ),
    Statement(
        "rest-api",
        "In templates only false is false, methods called on null behave as on an empty text, and values of "
        "different types are compared by their text",
        Assumed("recorded for #if and ! on null; the rest is how Velocity 1.7 behaves with such a null"),
    ),
)


@dataclass(slots=True)
class JsonArray:
    """An array that came out of JSON; it prints as JSON, which a template's own list does not."""

    items: list[Value]


class ContextMap(dict[str, "Value"]):
    """What `$context` is and holds: a map in everything but that it prints as nothing."""


@dataclass(frozen=True, slots=True)
class Tool:
    """An object of API Gateway's (`$input`, `$util`): named properties and methods, and nothing besides."""

    properties: Mapping[str, Callable[[], Value]] = field(default_factory=dict)
    methods: Mapping[str, Callable[..., Value]] = field(default_factory=dict)


Value = None | bool | int | float | str | dict[str, "Value"] | list["Value"] | JsonArray | Tool


def of_json(document: Json) -> Value:
    """A JSON document as a template's value."""
    if isinstance(document, dict):
        return {name: of_json(item) for name, item in document.items()}
    if isinstance(document, list):
        return JsonArray([of_json(item) for item in document])
    return document


def of_context(variables: Mapping[str, Json]) -> ContextMap:
    """`$context`'s variables as a template's value, those that hold others included."""
    return ContextMap(
        {name: of_context(item) if isinstance(item, dict) else of_json(item) for name, item in variables.items()}
    )


def to_json(value: Value) -> Json:
    """A template's value as a JSON document."""
    if isinstance(value, dict):
        return {str(name): to_json(item) for name, item in value.items()}
    if isinstance(value, JsonArray):
        return [to_json(item) for item in value.items]
    if isinstance(value, list):
        return [to_json(item) for item in value]
    if isinstance(value, Tool):
        return None
    return value


def json_text(value: Value) -> str:
    """Compact JSON."""
    return json.dumps(to_json(value), separators=(",", ":"), ensure_ascii=False)


def items_of(value: Value) -> list[Value] | None:
    """The items of either kind of array, None for anything else."""
    if isinstance(value, JsonArray):
        return value.items
    return value if isinstance(value, list) else None


def to_text(value: Value) -> str:
    """What a value prints as."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, Tool | ContextMap):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _float_text(value)
    if isinstance(value, JsonArray):
        return json_text(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}={to_text(item)}" for name, item in value.items()) + "}"
    return "[" + ", ".join(to_text(item) for item in value) + "]"


def _float_text(value: float) -> str:
    size = abs(value)
    if size != 0 and (size >= 1e7 or size < 1e-3):  # Java's Double.toString switches to 1.0E7 there
        mantissa, _, exponent = f"{value!r}".partition("e")
        if not exponent:
            mantissa, _, exponent = f"{value:.16e}".partition("e")
            mantissa = mantissa.rstrip("0")
        mantissa = mantissa if "." in mantissa else f"{mantissa}.0"
        return f"{mantissa}0E{int(exponent)}" if mantissa.endswith(".") else f"{mantissa}E{int(exponent)}"
    return repr(value)


def is_true(value: Value) -> bool:
    """Whether #if takes a value for true: everything but false, null included."""
    return value is not False


def is_number(value: Value) -> bool:
    """True for int and float, not for bool."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def same(left: Value, right: Value) -> bool:
    """Velocity's `==`."""
    if left is None or right is None:
        return left in (None, "") and right in (None, "")
    if is_number(left) and is_number(right):
        return left == right
    if isinstance(left, Tool) or isinstance(right, Tool):
        return left is right
    if isinstance(left, dict | list | JsonArray) and type(left) is type(right):
        return left == right
    return to_text(left) == to_text(right)
