"""The methods of Java's String, List, Map and Number that mapping templates call, and no others.

https://docs.oracle.com/javase/8/docs/api/java/lang/String.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from corsproxy.gateway.rest_api.java_regex import compile_java, full_match
from corsproxy.gateway.rest_api.java_value import JsonArray, Tool, Value, items_of, same, to_text


class Threw(Exception):
    """The method ran, and Java would have thrown: an index out of range, a replacement that cannot be."""


class NoSuchMethod(Exception):
    """The value has no method of that name, or not with these arguments."""


def _text(value: Value) -> str:
    return to_text(value)


def _int(value: Value) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise NoSuchMethod("the argument is no integer")
    return value


def _substring(text: str, start: Value, end: Value = None) -> Value:
    begin, stop = _int(start), len(text) if end is None else _int(end)
    if not 0 <= begin <= stop <= len(text):
        raise Threw("substring: index out of range")
    return text[begin:stop]


def _replacement(text: str) -> str:
    """A Java replacement (`$1`, `\\$`) as Python's."""
    return re.sub(
        r"\\(.)|\$(\d)|\$\{(\w+)\}|(\\)",
        lambda m: m[1].replace("\\", "\\\\") if m[1] else f"\\g<{m[2] or m[3]}>" if m[2] or m[3] else "\\\\",
        text,
        flags=re.DOTALL,
    )


def _replace(text: str, pattern: str, replacement: str, count: int) -> Value:
    made = compile_java(pattern)
    made.check(text)
    try:
        return made.compiled.sub(_replacement(replacement), text, count=count)
    except (re.error, IndexError) as error:
        raise Threw(f"replacement {replacement!r}: {error}") from error


def _split(text: str, pattern: str, limit: int = 0) -> Value:
    made = compile_java(pattern)
    made.check(text)
    found: list[Value] = []
    at = 0
    for match in made.compiled.finditer(text):
        if limit > 0 and len(found) == limit - 1:
            break
        if match.end() == 0:  # Java gives no empty first part for a match of nothing at the beginning
            continue
        found.append(text[at : match.start()])
        at = match.end()
    found.append(text[at:])
    if limit == 0:
        while len(found) > 1 and found[-1] == "":
            found.pop()
    return found


def _char(text: str, at: Value) -> Value:
    index = _int(at)
    if not 0 <= index < len(text):
        raise Threw("charAt: index out of range")
    return text[index]


_STRING: dict[str, Callable[..., Value]] = {
    "length": len,
    "isEmpty": lambda s: not s,
    "isBlank": lambda s: not s.strip(),
    "contains": lambda s, x: _text(x) in s,
    "startsWith": lambda s, x: s.startswith(_text(x)),
    "endsWith": lambda s, x: s.endswith(_text(x)),
    "equals": lambda s, x: isinstance(x, str) and s == x,
    "equalsIgnoreCase": lambda s, x: isinstance(x, str) and s.lower() == x.lower(),
    "compareTo": lambda s, x: (s > _text(x)) - (s < _text(x)),
    "compareToIgnoreCase": lambda s, x: (s.lower() > _text(x).lower()) - (s.lower() < _text(x).lower()),
    "indexOf": lambda s, x, at=0: s.find(_text(x), _int(at)),
    "lastIndexOf": lambda s, x: s.rfind(_text(x)),
    "substring": _substring,
    "replace": lambda s, a, b: s.replace(_text(a), _text(b)),
    "replaceAll": lambda s, a, b: _replace(s, _text(a), _text(b), 0),
    "replaceFirst": lambda s, a, b: _replace(s, _text(a), _text(b), 1),
    "split": lambda s, x, limit=0: _split(s, _text(x), _int(limit)),
    "matches": lambda s, x: full_match(_text(x), s),
    "toLowerCase": lambda s: s.lower(),
    "toUpperCase": lambda s: s.upper(),
    "trim": lambda s: s.strip("".join(map(chr, range(33)))),
    "strip": lambda s: s.strip(),
    "charAt": _char,
    "concat": lambda s, x: s + _text(x),
    "toString": lambda s: s,
}


def _get(items: list[Value], at: Value) -> Value:
    index = _int(at)
    if not 0 <= index < len(items):
        raise Threw("get: index out of range")
    return items[index]


def _set(items: list[Value], at: Value, value: Value) -> Value:
    before = _get(items, at)
    items[_int(at)] = value
    return before


def _add(items: list[Value], *arguments: Value) -> Value:
    if len(arguments) == 2:
        items.insert(_int(arguments[0]), arguments[1])
    elif len(arguments) == 1:
        items.append(arguments[0])
    else:
        raise NoSuchMethod("add: one argument, or two")
    return True


def _add_all(items: list[Value], more: Value) -> Value:
    items += items_of(more) or []
    return True


def _remove(items: list[Value], at: Value) -> Value:
    before = _get(items, at)
    del items[_int(at)]
    return before


def _index(items: list[Value], value: Value) -> Value:
    return next((at for at, item in enumerate(items) if same(item, value)), -1)


_LIST: dict[str, Callable[..., Value]] = {
    "size": len,
    "isEmpty": lambda s: not s,
    "get": _get,
    "set": _set,
    "add": _add,
    "addAll": _add_all,
    "remove": _remove,
    "contains": lambda s, x: any(same(item, x) for item in s),
    "indexOf": _index,
    "subList": lambda s, a, b: s[_int(a) : _int(b)],
}


def _put(table: dict[str, Value], name: Value, value: Value) -> Value:
    before = table.get(_text(name))
    table[_text(name)] = value
    return before


def _put_all(table: dict[str, Value], more: Value) -> Value:
    if isinstance(more, dict):
        table.update(more)
    return None


def _entry(name: str, item: Value) -> Value:
    return Tool({"key": lambda: name, "value": lambda: item}, {"getKey": lambda: name, "getValue": lambda: item})


_MAP: dict[str, Callable[..., Value]] = {
    "get": lambda s, x: s.get(_text(x)),
    "getOrDefault": lambda s, x, other: s.get(_text(x), other),
    "put": _put,
    "putAll": _put_all,
    "remove": lambda s, x: s.pop(_text(x), None),
    "containsKey": lambda s, x: _text(x) in s,
    "containsValue": lambda s, x: any(same(item, x) for item in s.values()),
    "keySet": lambda s: list(s),
    "values": lambda s: list(s.values()),
    "entrySet": lambda s: [_entry(name, item) for name, item in s.items()],
    "size": len,
    "isEmpty": lambda s: not s,
}


def _parsed(read: Callable[[str], Value]) -> Callable[..., Value]:
    """A static method that reads a number, called on any number: `#set($int = 0)$int.parseInt("7")`."""

    def made(_: Value, text: Value) -> Value:
        try:
            return read(_text(text))
        except ValueError as error:
            raise Threw(f"{_text(text)!r} is no number") from error

    return made


_NUMBER: dict[str, Callable[..., Value]] = {
    "intValue": int,
    "longValue": int,
    "doubleValue": float,
    "equals": same,
    "compareTo": lambda s, x: (s > x) - (s < x),
    "parseInt": _parsed(int),
    "parseLong": _parsed(int),
    "parseDouble": _parsed(float),
    "valueOf": _parsed(int),
}


def call(value: Value, name: str, arguments: list[Value]) -> Value:
    """Call a method; one that is not there gives null, as a wrong argument does.

    Raises Threw, and java_regex.Unusable for patterns.
    """
    if name == "toString" and not arguments:
        return to_text(value)
    if name == "equals" and len(arguments) == 1:
        return type(value) is type(arguments[0]) and same(value, arguments[0])
    subject: Any = value
    if isinstance(value, Tool):
        methods: Mapping[str, Callable[..., Value]] = value.methods
    elif value is None:
        # a null that prints as nothing also answers as an empty text does
        methods, subject = _STRING, ""
    elif isinstance(value, str):
        methods = _STRING
    elif isinstance(value, JsonArray | list):
        methods, subject = _LIST, items_of(value)
    elif isinstance(value, dict):
        methods = _MAP
    elif isinstance(value, bool):
        methods = {}
    else:
        methods = _NUMBER
    method = methods.get(name)
    if method is None:
        return None
    try:
        return method(*arguments) if isinstance(value, Tool) else method(subject, *arguments)
    except (TypeError, NoSuchMethod):  # a wrong number of arguments, or of another type
        return None


def property_of(value: Value, name: str) -> Value:
    """`$value.name` without parentheses; None where there is nothing of that name."""
    if isinstance(value, dict):
        if name in value:
            return value[name]
        return {"empty": not value}.get(name)
    if isinstance(value, Tool):
        found = value.properties.get(name)
        return found() if found else None
    if name == "empty" and not isinstance(value, bool | int | float):
        return not (items_of(value) if isinstance(value, JsonArray | list) else value)
    return None


def item_of(value: Value, index: Value) -> Value:
    """`$value[index]`; None where there is nothing."""
    if isinstance(value, dict):
        return value.get(_text(index))
    items = items_of(value)
    if items is None or isinstance(index, bool) or not isinstance(index, int):
        return None
    return items[index] if -len(items) <= index < len(items) else None
