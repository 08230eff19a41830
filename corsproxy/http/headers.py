"""Header lines as they stood on the wire: ordered, repeated, spelled as sent, looked up without case.

Values are isomorphic-decoded strings (one character per byte, U+0000 to U+00FF), as the Fetch standard
handles them: https://infra.spec.whatwg.org/#isomorphic-decode
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

Line = tuple[str, str]

_HTTP_TAB_OR_SPACE = "\t "


class Headers:
    """An immutable list of header lines.

    `get` combines the lines of one name as the Fetch standard does ("get": trim, join with ", ");
    `lines` gives them untouched. Two `Headers` are equal when their lines are, spelling and order included.
    """

    __slots__ = ("_index", "_plain", "lines")

    lines: tuple[Line, ...]
    _index: dict[str, str] | None
    _plain: bool | None

    def __init__(self, lines: Iterable[Line] = ()) -> None:
        self.lines = tuple(lines)
        self._index = None
        self._plain = None

    @classmethod
    def of(cls, **named: str) -> Headers:
        """Build from keyword arguments: `Headers.of(access_control_allow_origin="*")`."""
        return cls((name.replace("_", "-"), value) for name, value in named.items())

    def _combined(self) -> dict[str, str]:
        index = self._index
        if index is None:
            index = {name.lower(): value.strip(_HTTP_TAB_OR_SPACE) for name, value in self.lines}
            if len(index) != len(self.lines):  # some name stands on several lines
                index = {}
                for name, value in self.lines:
                    key = name.lower()
                    trimmed = value.strip(_HTTP_TAB_OR_SPACE)
                    index[key] = f"{index[key]}, {trimmed}" if key in index else trimmed
            self._index = index
        return index

    def get(self, name: str) -> str | None:
        """All lines of `name` combined, or None: https://fetch.spec.whatwg.org/#concept-header-list-get"""
        index = self._index
        return (self._combined() if index is None else index).get(name.lower())

    def pick(self, names: tuple[str, ...]) -> tuple[str | None, ...]:
        """`get` for several names at once, which are in lower case already."""
        return tuple(map(self._combined().get, names))

    @property
    def is_plain(self) -> bool:
        """True when every value is printable and not empty, and no name has a blank in it: nothing to argue about."""
        plain = self._plain
        if plain is None:
            index = self._combined()
            values = index.values()
            plain = all(values) and all(map(str.isprintable, values)) and " " not in "".join(index)
            plain = self._plain = plain and "\t" not in "".join(index)
        return plain

    def get_all(self, name: str) -> tuple[str, ...]:
        """Each line's value as it stands, in order; empty when there is none."""
        key = name.lower()
        return tuple(value for spelled, value in self.lines if spelled.lower() == key)

    def combined(self) -> dict[str, str]:
        """Every lower-case name with its combined value, in order of first appearance (a copy)."""
        return dict(self._combined())

    def names(self) -> tuple[str, ...]:
        """Every lower-case name once, in order of first appearance."""
        return tuple(self._combined())

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._combined()

    def plus(self, *lines: Line) -> Headers:
        """These lines, then `lines`."""
        return Headers((*self.lines, *lines))

    def without(self, *names: str) -> Headers:
        """These lines without those of `names`."""
        gone = {name.lower() for name in names}
        return Headers(line for line in self.lines if line[0].lower() not in gone)

    def having(self, name: str, value: str) -> Headers:
        """These lines with exactly one line of `name`, standing where its first one stood (else last)."""
        key = name.lower()
        kept: list[Line] = []
        placed = False
        for line in self.lines:
            if line[0].lower() != key:
                kept.append(line)
            elif not placed:
                kept.append((name, value))
                placed = True
        if not placed:
            kept.append((name, value))
        return Headers(kept)

    def __iter__(self) -> Iterator[Line]:
        return iter(self.lines)

    def __len__(self) -> int:
        return len(self.lines)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Headers) and self.lines == other.lines

    def __hash__(self) -> int:
        return hash(self.lines)

    def __repr__(self) -> str:
        return f"Headers({list(self.lines)!r})"


NO_HEADERS = Headers()
