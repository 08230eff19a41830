"""A parsed document whose every value knows its file, line and column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from corsproxy.gateway.unresolved import Unresolved
from corsproxy.where import Mistake, Unusable, Where

Scalar = None | bool | int | float | str
Value = Scalar | tuple["Node", ...] | Mapping[str, "Node"] | Unresolved
Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True)
class Node:
    """One value. `text` is a scalar's spelling in the file (`1.10` stays `1.10`), `keys` where keys stand.

    `value` is an `Unresolved` where a template leaves it to the deployment. `notes` are what reading the document
    gave to say, at its root.
    """

    value: Value
    where: Where
    text: str = ""
    keys: Mapping[str, Where] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def get(self, *names: str) -> Node | None:
        """Return the first of `names` that this mapping holds with a value other than null; None elsewhere."""
        if isinstance(self.value, Mapping):
            for name in names:
                found = self.value.get(name)
                if found is not None and found.value is not None:
                    return found
        return None

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


def with_doubled(root: Node, doubled: list[Mistake]) -> Node:
    """Say of keys that stand twice which one counts; in documents of our own they are mistakes: raise `Unusable`.

    CloudFormation and API Gateway's import take the last one.
    """
    if not doubled:
        return root
    if root.get("Resources", "openapi", "swagger") is None:
        raise Unusable(doubled)
    return replace(root, notes=tuple(f"{one.where}: {one.problem}, and this one counts" for one in doubled))


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
