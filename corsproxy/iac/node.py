"""A parsed document whose every value knows its file, line and column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from corsproxy.gateway.unresolved import Unresolved
from corsproxy.where import Where

Scalar = None | bool | int | float | str
Value = Scalar | tuple["Node", ...] | Mapping[str, "Node"] | Unresolved
Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True)
class Node:
    """One value. `text` is a scalar's spelling in the file (`1.10` stays `1.10`), `keys` where keys stand.

    `value` is an `Unresolved` where a template leaves it to the deployment.
    """

    value: Value
    where: Where
    text: str = ""
    keys: Mapping[str, Where] = field(default_factory=dict)

    def get(self, *names: str) -> Node | None:
        """Return the first of `names` that this mapping holds with a value other than null; None elsewhere."""
        if isinstance(self.value, Mapping):
            for name in names:
                found = self.value.get(name)
                if found is not None and found.value is not None:
                    return found
        return None

    def at_key(self, *names: str) -> Node | None:
        """As `get`, but standing at the key, where a reader looks for it."""
        found = self.get(*names)
        name = next((name for name in names if self.get(name) is not None), "")
        return Node(found.value, self.place_of(name), found.text, found.keys) if found is not None else None

    def entries(self) -> Iterator[tuple[str, Node]]:
        """Yield a mapping's keys and values; nothing for anything else."""
        if isinstance(self.value, Mapping):
            yield from self.value.items()

    def items(self) -> tuple[Node, ...]:
        """Return a sequence's items; nothing for anything else."""
        return self.value if isinstance(self.value, tuple) else ()

    def place_of(self, key: str) -> Where:
        """Say where `key` stands in this mapping."""
        return self.keys.get(key, self.where)


def with_texts(node: Node, changed: Callable[[Node], Node]) -> Node:
    """Return the document with `changed` applied to every text in it, keys apart."""
    if isinstance(node.value, str):
        return changed(node)
    if isinstance(node.value, tuple):
        return Node(tuple(with_texts(item, changed) for item in node.value), node.where)
    if isinstance(node.value, Mapping):
        entries = {key: with_texts(item, changed) for key, item in node.value.items()}
        return Node(entries, node.where, "", node.keys)
    return node


def kind_of(node: Node) -> str:
    """Name what a person wrote, for messages: `a list`, `text`, `true or false`."""
    match node.value:
        case None:
            return "nothing"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case tuple():
            return "a list"
        case Unresolved():
            return str(node.value)
        case _:
            return "a mapping"


def scalar_text(node: Node) -> str | None:
    """Return a scalar as the text that AWS would store: numbers and booleans in JSON's spelling; None else."""
    match node.value:
        case bool():
            return "true" if node.value else "false"
        case int() | float():
            return node.text or str(node.value)
        case str():
            return node.value
        case _:
            return None


def plain(node: Node) -> Json:
    """Return the value without places, as JSON would hold it; an `Unresolved` becomes its own words."""
    match node.value:
        case tuple():
            return [plain(item) for item in node.value]
        case Mapping():
            return {key: plain(item) for key, item in node.value.items()}
        case Unresolved():
            return str(node.value)
        case _:
            return node.value


def node_of(value: object, where: Where) -> Node:
    """Return `value` (JSON-like) as a node that stands at `where` as a whole."""
    if isinstance(value, dict):
        return Node({str(key): node_of(item, where) for key, item in value.items()}, where)
    if isinstance(value, list | tuple):
        return Node(tuple(node_of(item, where) for item in value), where)
    if value is None or isinstance(value, bool | int | float | str):
        return Node(value, where, "" if isinstance(value, bool) or value is None else str(value))
    return Node(str(value), where, str(value))
