"""JSONPath as `$input.path`, `$input.json` and parameter mappings use it.

The subset that the manual shows: `$`, `.name`, `['name']`, `[0]`, `[-1]`, `[*]`, `.*`, `..name`, slices, and the
filter `[?(@.a == 'b')]` with one comparison. Deeper filters are unmodelled and find nothing.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
"""

from __future__ import annotations

import json
import re
from functools import lru_cache

from corsproxy.gateway.rest_api.definition import Json

_STEP = re.compile(
    r"""\.\.(?P<deep>\w+|\*)|\.(?P<name>[\w\-@$]+|\*)|\[(?:'(?P<single>(?:[^'\\]|\\.)*)'|"(?P<double>(?:[^"\\]|\\.)*)"
    |(?P<index>-?\d+)|(?P<star>\*)|(?P<slice>-?\d*:-?\d*)|(?P<many>-?\d+(?:,-?\d+)+)|\?\((?P<filter>[^()]*)\))\]""",
    re.VERBOSE,
)
_FILTER = re.compile(r"^\s*@\.(?P<name>[\w\-.]+)\s*(?:(?P<op>==|!=|<=|>=|<|>)\s*(?P<value>.+?))?\s*$")
_LIMIT = 10_000  # nodes a path may select: a hostile document must not multiply

Step = tuple[str, str]


@lru_cache(maxsize=1024)
def steps_of(path: str) -> tuple[Step, ...] | None:
    """The steps of a path as (kind, text), or None when it is not one."""
    text = path.strip()
    if not text.startswith("$"):
        return None
    at, found = 1, []
    while at < len(text):
        match = _STEP.match(text, at)
        if match is None or match.lastgroup is None:
            return None
        found.append((match.lastgroup, match.group(match.lastgroup)))
        at = match.end()
    return tuple(found)


def find(document: Json, path: str, missing: Json = None) -> Json:
    """What a path selects: one value for a definite path, a list for others; `missing` when nothing is there."""
    steps = steps_of(path)
    if steps is None:
        return missing
    definite = all(kind in {"name", "single", "double", "index"} and text != "*" for kind, text in steps)
    nodes: list[Json] = [document]
    for kind, text in steps:
        following: list[Json] = []
        for node in nodes:
            following += _children(node, kind, text)
            if len(following) > _LIMIT:
                return missing
        nodes = following
    if definite:
        return nodes[0] if nodes else missing
    return nodes


def _children(node: Json, kind: str, text: str) -> list[Json]:
    if kind in {"name", "single", "double"} and text != "*":
        if isinstance(node, dict) and text in node:
            return [node[text]]
        if isinstance(node, list) and kind == "name" and text == "length()":
            return [len(node)]
        return []
    if kind == "star" or (text == "*" and kind == "name"):
        return list(node.values()) if isinstance(node, dict) else list(node) if isinstance(node, list) else []
    if kind == "deep":
        return _descend(node, text)
    if not isinstance(node, list):
        return []
    if kind == "index":
        at = int(text)
        return [node[at]] if -len(node) <= at < len(node) else []
    if kind == "many":
        return [node[at] for at in map(int, text.split(",")) if -len(node) <= at < len(node)]
    if kind == "slice":
        start, _, end = text.partition(":")
        return node[int(start) if start else None : int(end) if end else None]
    return [item for item in node if _holds(item, text)]


def _descend(node: Json, name: str) -> list[Json]:
    found: list[Json] = []
    waiting: list[Json] = [node]
    while waiting and len(found) <= _LIMIT:
        here = waiting.pop(0)
        children = list(here.values()) if isinstance(here, dict) else list(here) if isinstance(here, list) else []
        if name == "*":
            found += children
        elif isinstance(here, dict) and name in here:
            found.append(here[name])
        waiting += children
    return found


def _holds(item: Json, condition: str) -> bool:
    match = _FILTER.match(condition)
    if match is None:
        return False
    left = find(item, "$." + match["name"])
    if match["op"] is None:
        return left is not None
    literal = match["value"].strip()
    if len(literal) >= 2 and literal[0] == literal[-1] and literal[0] in "'\"":
        right: Json = literal[1:-1]
    else:
        try:
            right = json.loads(literal)
        except ValueError:
            return False
    if match["op"] == "==":
        return left == right
    if match["op"] == "!=":
        return left != right
    if isinstance(left, str) and isinstance(right, str):
        return _ordered(match["op"], (left > right) - (left < right))
    if isinstance(left, int | float) and isinstance(right, int | float):
        return _ordered(match["op"], (left > right) - (left < right))
    return False


def _ordered(operator: str, order: int) -> bool:
    return {"<": order < 0, ">": order > 0, "<=": order <= 0, ">=": order >= 0}[operator]
