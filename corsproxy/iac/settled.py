"""Values taken out of a template's tree, which may be unresolved, of the wrong kind, or not there.

`Taking` collects what is wrong and what was left open, so that a loader can go on and report all of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from corsproxy.gateway.unresolved import Unresolved
from corsproxy.iac.node import Node, kind_of, scalar_text
from corsproxy.where import Mistake


@dataclass(slots=True)
class Taking:
    """Mistakes and notes of one load, in the order they were met."""

    mistakes: list[Mistake] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def wrong(self, problem: str, node: Node, instead: str | None = None) -> None:
        self.mistakes.append(Mistake(problem, node.where, instead))

    def note(self, text: str, node: Node | None = None) -> None:
        said = f"{node.where}: {text}" if node is not None else text
        if said not in self.notes:
            self.notes.append(said)

    def open_value(self, value: Unresolved, what: str) -> None:
        place = f"{value.where}: " if value.where else ""
        said = f"{place}{what} is left open: {value.expression}"
        if said not in self.notes:
            self.notes.append(said)

    def text_or_open(self, node: Node | None, what: str, default: str = "") -> str | Unresolved:
        """Return text, or what stands in its place when only a deployment settles it."""
        if node is None or node.value is None:
            return default
        if isinstance(node.value, Unresolved):
            self.open_value(node.value, what)
            return node.value
        found = scalar_text(node)
        if found is None:
            self.wrong(f"{what} is {kind_of(node)}, wanted is text", node)
            return default
        return found

    def text(self, node: Node | None, what: str, default: str = "") -> str:
        """Return text; an open value reads `<unresolved …>`, which no browser and no backend ever matches."""
        return str(self.text_or_open(node, what, default))

    def texts(self, node: Node | None, what: str) -> tuple[str, ...]:
        """Return a list of texts; a single text is a list of one."""
        if node is None or node.value is None:
            return ()
        if isinstance(node.value, tuple):
            return tuple(self.text(item, f"an item of {what}") for item in node.value)
        return (self.text(node, what),)

    def text_map(self, node: Node | None, what: str) -> dict[str, str]:
        """Return a mapping of texts; null entries are left out."""
        return {key: self.text(item, f"{what} '{key}'") for key, item in self.entries(node, what)}

    def entries(self, node: Node | None, what: str) -> Iterator[tuple[str, Node]]:
        """Yield a mapping's entries that are not null; anything but a mapping is a mistake, or open."""
        if node is None or node.value is None:
            return
        if isinstance(node.value, Unresolved):
            self.open_value(node.value, what)
        elif isinstance(node.value, Mapping):
            yield from ((key, item) for key, item in node.value.items() if item.value is not None)
        else:
            self.wrong(f"{what} is {kind_of(node)}, wanted is a mapping", node)

    def items(self, node: Node | None, what: str) -> Iterator[Node]:
        """Yield a list's items that are not null; anything but a list is a mistake, or open."""
        if node is None or node.value is None:
            return
        if isinstance(node.value, Unresolved):
            self.open_value(node.value, what)
        elif isinstance(node.value, tuple):
            yield from (item for item in node.value if item.value is not None)
        else:
            self.wrong(f"{what} is {kind_of(node)}, wanted is a list", node)

    def number(self, node: Node | None, what: str, default: float) -> float:
        """Return a number, also where it is written as text."""
        if node is None or node.value is None:
            return default
        if isinstance(node.value, Unresolved):
            self.open_value(node.value, what)
            return default
        try:
            value = float(scalar_text(node) or "x")
        except ValueError:
            value = float("nan")
        if not -1e15 < value < 1e15 or isinstance(node.value, bool):
            self.wrong(f"{what} is {scalar_text(node) or kind_of(node)!r}, wanted is a number", node)
            return default
        return value

    def whole(self, node: Node | None, what: str) -> int | None:
        """Return a whole number, None where there is none."""
        if node is None or node.value is None or isinstance(node.value, Unresolved):
            if node is not None and isinstance(node.value, Unresolved):
                self.open_value(node.value, what)
            return None
        return int(self.number(node, what, 0))

    def flag(self, node: Node | None, what: str, default: bool = False) -> bool:
        """Return a boolean, also where it is written as text."""
        if node is None or node.value is None:
            return default
        if isinstance(node.value, Unresolved):
            self.open_value(node.value, what)
            return default
        spelt = (scalar_text(node) or "").lower()
        if spelt not in {"true", "false"}:
            self.wrong(f"{what} is {spelt or kind_of(node)!r}, wanted is true or false", node)
            return default
        return spelt == "true"
