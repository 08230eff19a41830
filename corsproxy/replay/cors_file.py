"""`shop.cors.yaml`: a captured session as tests, without a line of Python.

capture: shop.har
against: template.yaml              # a definition for an emulator, or a URL; paths are relative to this file
map: {api.example.com: http://localhost:4000}
unsafe: false                       # true: also send requests that change things
strict: false                       # true: what is still broken as recorded fails too
expect:                             # optional; else shop.expect.yaml, else what was recorded
  - {fetch: GET https://api.example.com/items, from: https://app.example.com, outcome: allowed}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from corsproxy.replay.comparison import Expected
from corsproxy.replay.expectations import Key, composed, expected
from corsproxy.where import Mistake, Unusable, Where

SUFFIX = ".cors.yaml"
_FIELDS = ("capture", "against", "map", "unsafe", "strict", "expect")
_FLAGS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class CorsFile:
    """What the file says. `against` is empty where it names no target; `expect` is None where it has none."""

    capture: Path
    against: str = ""
    map: Mapping[str, str] = field(default_factory=dict)
    unsafe: bool = False
    strict: bool = False
    expect: Mapping[Key, Expected] | None = None


def read_cors_file(file: Path) -> CorsFile:
    """Read the file; `Unusable` with every mistake and its line."""
    root = composed(file)
    if not isinstance(root, yaml.MappingNode):
        raise Unusable(Mistake("is no mapping.", Where(str(file), 1), "Write capture: FILE and against: TARGET."))
    mistakes: list[Mistake] = []
    nodes: dict[str, yaml.Node] = {}
    for key, node in root.value:
        name = str(key.value)
        if name in _FIELDS:
            nodes[name] = node
        else:
            here = Where(str(file), key.start_mark.line + 1)
            mistakes.append(Mistake(f"'{name}' is not known.", here, f"Known are {', '.join(_FIELDS)}."))

    def wrong(node: yaml.Node, problem: str, instead: str) -> None:
        mistakes.append(Mistake(problem, Where(str(file), node.start_mark.line + 1), instead))

    def text(name: str) -> str:
        node = nodes.get(name)
        if node is None:
            return ""
        if not isinstance(node, yaml.ScalarNode):
            wrong(node, f"'{name}' is no text.", f"Write {name}: and one value behind it.")
            return ""
        return str(node.value)

    def flag(name: str) -> bool:
        value = text(name).lower()
        if value and value not in _FLAGS:
            wrong(nodes[name], f"'{name}' is neither true nor false.", f"Write {name}: true.")
        return _FLAGS.get(value, False)

    maps: dict[str, str] = {}
    mapped = nodes.get("map")
    if isinstance(mapped, yaml.MappingNode) and all(isinstance(value, yaml.ScalarNode) for _, value in mapped.value):
        maps = {str(key.value): str(value.value) for key, value in mapped.value}
    elif mapped is not None:
        wrong(mapped, "'map' is no mapping of hosts to URLs.", "Write map: {api.example.com: http://localhost:4000}.")
    capture = text("capture")
    if not capture:
        mistakes.append(Mistake("names no capture.", Where(str(file), 1), "Write capture: FILE."))
    against, unsafe, strict = text("against"), flag("unsafe"), flag("strict")
    expect: Mapping[Key, Expected] | None = None
    if "expect" in nodes:
        try:
            expect = expected(file, root)
        except Unusable as error:
            mistakes += error.mistakes
    if mistakes:
        raise Unusable(mistakes)
    return CorsFile(file.parent / capture, against, maps, unsafe, strict, expect)
