"""Loops of a template: `Fn::ForEach`, unrolled as AWS::LanguageExtensions does before any other transform.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from corsproxy.gateway.unresolved import Unresolved
from corsproxy.iac.intrinsics import Resolver, expression
from corsproxy.iac.node import Node, scalar_text
from corsproxy.iac.settled import Taking
from corsproxy.where import Where

EXTENSIONS = "AWS::LanguageExtensions"
LOOP = "Fn::ForEach::"
TEXTS = {"Fn::Sub", "Fn::Join", "Fn::Select", "Fn::FindInMap"}
MOST_ROUNDS = 2_000


def extends_language(root: Node) -> bool:
    """Say whether a template asks for the transform that knows loops."""
    transform = root.get("Transform")
    listed = (transform.items() or (transform,)) if transform is not None else ()
    return any(scalar_text(item) == EXTENSIONS for item in listed)


@dataclass(slots=True)
class Loops:
    """What collections are resolved against, and how many rounds were made in all."""

    resolver: Resolver
    taking: Taking
    rounds: int = 0

    def unrolled(self, node: Node) -> Node:
        """Return `node` with every loop in it replaced by what its rounds make."""
        if isinstance(node.value, tuple):
            return Node(tuple(self.unrolled(item) for item in node.value), node.where)
        if not isinstance(node.value, Mapping):
            return node
        entries: dict[str, Node] = {}
        keys: dict[str, Where] = {}
        for key, item in node.value.items():
            if key.startswith(LOOP):
                for name, made, where in self.made(key, item):
                    entries[name], keys[name] = made, where
            else:
                entries[key], keys[key] = self.unrolled(item), node.place_of(key)
        return Node(entries, node.where, "", keys)

    def made(self, key: str, loop: Node) -> Iterator[tuple[str, Node, Where]]:
        """Yield the entries that a loop makes, each at the place of the one that it is made from."""
        parts = loop.items()
        name = scalar_text(parts[0]) if len(parts) == 3 else None
        if name is None or not isinstance(parts[2].value, Mapping):
            self.taking.wrong(f"'{key}' wants an identifier, a list and a mapping", loop)
            return
        values = self.collection(parts[1])
        if values is None:
            self.taking.note(
                f"the collection of '{key}' is left open: {expression(parts[1])}; what it makes is left out", parts[1]
            )
            return
        for value in values:
            self.rounds += 1
            if self.rounds > MOST_ROUNDS:
                self.taking.wrong(f"the loops make more than {MOST_ROUNDS:,} rounds", loop)
                return
            one = self.settled(self.unrolled(put_in(parts[2], name, value)))
            for made, item in one.entries():
                yield made, item, one.place_of(made)

    def settled(self, node: Node) -> Node:
        """Return what a round makes with the texts in it put together that are settled now: SAM wants them plain."""
        if isinstance(node.value, tuple):
            return Node(tuple(self.settled(item) for item in node.value), node.where)
        if not isinstance(node.value, Mapping):
            return node
        if len(node.value) == 1 and next(iter(node.value)) in TEXTS:
            text = scalar_text(self.resolver.resolve(node))
            return Node(text, node.where, text) if text is not None else node
        return Node({key: self.settled(item) for key, item in node.value.items()}, node.where, "", node.keys)

    def collection(self, node: Node) -> list[str] | None:
        """Return a loop's values, None where only a deployment settles them."""
        found = self.resolver.resolve(node)
        if isinstance(found.value, Unresolved) or not isinstance(found.value, tuple):
            return None
        texts: list[str] = []
        for item in found.value:
            parts = item.items() or (item,)  # a list among the items is taken apart
            for part in parts:
                text = scalar_text(part)
                if text is None:
                    return None
                texts.append(text)
        return texts


def put_in(node: Node, name: str, value: str) -> Node:
    """Return `node` with `value` for an identifier: `${name}`, `Ref`, and `&{name}` with letters and digits only."""
    if isinstance(node.value, tuple):
        return Node(tuple(put_in(item, name, value) for item in node.value), node.where)
    if isinstance(node.value, Mapping):
        if len(node.value) == 1 and "Ref" in node.value and scalar_text(node.value["Ref"]) == name:
            return Node(value, node.where, value)
        entries = {filled(key, name, value): put_in(item, name, value) for key, item in node.value.items()}
        keys = {filled(key, name, value): node.place_of(key) for key in node.value}
        return Node(entries, node.where, "", keys)
    if not isinstance(node.value, str):
        return node
    text = filled(node.value, name, value)
    return node if text == node.value else Node(text, node.where, text)


def filled(text: str, name: str, value: str) -> str:
    """Return `text` with an identifier's value in it."""
    plain = re.sub(r"[^A-Za-z0-9]", "", value)
    return text.replace("${" + name + "}", value).replace("&{" + name + "}", plain)
