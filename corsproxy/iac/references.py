"""`$ref` within one document: followed, with its cycles told.

https://datatracker.ietf.org/doc/html/rfc6901
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from corsproxy.iac.node import Json, Node, plain, scalar_text
from corsproxy.iac.settled import Taking

LONGEST_CHAIN = 50


@dataclass(frozen=True, slots=True)
class References:
    """The document that local references point into, and where complaints go."""

    root: Node
    taking: Taking

    def follow(self, node: Node) -> Node:
        """Return what `node` refers to, or `node` itself where it is no reference or leads nowhere."""
        current = node
        for _ in range(LONGEST_CHAIN):
            reference = reference_of(current)
            if reference is None:
                return current
            if not reference.startswith("#"):
                self.taking.note(f"the reference '{reference}' into another file is not followed", current)
                return Node({}, node.where)
            found = self.find(reference)
            if found is None:
                self.taking.wrong(f"the reference '{reference}' leads nowhere", current)
                return Node({}, node.where)
            current = found
        self.taking.wrong("the references go round in a circle", node)
        return Node({}, node.where)

    def find(self, reference: str) -> Node | None:
        """Return the node at a local JSON pointer, None where there is none."""
        current = self.root
        for part in reference.removeprefix("#").split("/")[1:]:
            key = unquote(part).replace("~1", "/").replace("~0", "~")
            if isinstance(current.value, tuple) and key.isascii() and key.isdigit() and len(key) < 7:
                index = int(key)
                if index >= len(current.value):
                    return None
                current = current.value[index]
            elif isinstance(current.value, Mapping) and key in current.value:
                current = current.value[key]
            else:
                return None
        return current


def reference_of(node: Node) -> str | None:
    """Return the text of `$ref` where `node` is a reference."""
    found = node.get("$ref")
    return scalar_text(found) if found is not None else None


def closed_schema(node: Node, references: References) -> Json:
    """Return the JSON schema at `node` with every schema that it reaches under `definitions`, cycles and all."""
    definitions: dict[str, Json] = {}
    schema = copied(node, references, definitions)
    if not definitions or not isinstance(schema, dict):
        return schema
    return {**schema, "definitions": definitions}


def copied(node: Node, references: References, definitions: dict[str, Json]) -> Json:
    """Return `node` as JSON, its references turned into ones to `definitions`, which fills as they are met."""
    reference = reference_of(node)
    if reference is not None:
        name = reference.removeprefix("#/").replace("/", ".")
        if name not in definitions:
            definitions[name] = True  # a place in the list before its content, or a cycle would not end
            target = references.follow(node) if reference.startswith("#") else Node({}, node.where)
            definitions[name] = copied(target, references, definitions) if target is not node else {}
        return {"$ref": f"#/definitions/{name.replace('~', '~0')}"}
    if isinstance(node.value, Mapping):
        return {key: copied(item, references, definitions) for key, item in node.value.items()}
    if isinstance(node.value, tuple):
        return [copied(item, references, definitions) for item in node.value]
    return plain(node)
