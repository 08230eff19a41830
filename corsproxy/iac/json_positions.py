"""JSON with places. The standard library's parser keeps none, and YAML's refuses tabs and surrogate pairs."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from json.decoder import scanstring  # type: ignore[attr-defined] # there since 3.0, only the stubs hide it

from corsproxy.iac.node import Node, with_doubled
from corsproxy.where import Mistake, Unusable, Where

DEEPEST = 100
SPACE = re.compile(r"[ \t\n\r]*")
NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?")
WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}


def parse(text: str, file: str) -> Node:
    """Return the document in `text`; raise `Unusable` with the place of what is not JSON, or a key given twice."""
    reader = Reader(text, file)
    node, end = reader.value(reader.space(0), 0)
    end = reader.space(end)
    if end != len(text):
        raise reader.stop("something follows the document", end)
    return with_doubled(node, reader.doubled)


class Reader:
    """The text and the line table that turns an offset into a place."""

    def __init__(self, text: str, file: str) -> None:
        self.text, self.file = text, file
        self.lines = [0, *(match.end() for match in re.finditer("\n", text))]
        self.doubled: list[Mistake] = []

    def place(self, at: int) -> Where:
        line = bisect_right(self.lines, at)
        return Where(self.file, line, at - self.lines[line - 1] + 1)

    def stop(self, problem: str, at: int) -> Unusable:
        return Unusable([*self.doubled, Mistake(f"not JSON: {problem}", self.place(at))])

    def space(self, at: int) -> int:
        match = SPACE.match(self.text, at)
        return match.end() if match else at

    def string(self, at: int) -> tuple[str, int]:
        try:
            value, end = scanstring(self.text, at + 1, True)
        except json.JSONDecodeError as error:
            raise self.stop(error.msg, error.pos) from None
        return value, end

    def value(self, at: int, depth: int) -> tuple[Node, int]:
        if depth > DEEPEST:
            raise self.stop(f"nested deeper than {DEEPEST} levels", at)
        match self.text[at : at + 1]:
            case '"':
                string, end = self.string(at)
                return Node(string, self.place(at), string), end
            case "{":
                return self.mapping(at, depth)
            case "[":
                return self.sequence(at, depth)
        for word, meaning in WORDS.items():
            if self.text.startswith(word, at):
                return Node(meaning, self.place(at), word), at + len(word)
        number = NUMBER.match(self.text, at)
        if not number or len(number[0]) > 1000:
            raise self.stop("a value is wanted here", at)
        digits = number[0]
        value = int(digits) if digits.lstrip("-").isdigit() else float(digits)
        return Node(value, self.place(at), digits), number.end()

    def sequence(self, start: int, depth: int) -> tuple[Node, int]:
        items: list[Node] = []
        at = self.space(start + 1)
        while self.text[at : at + 1] != "]":
            if items:
                at = self.space(self.expect(",", at))
            item, at = self.value(at, depth + 1)
            items.append(item)
            at = self.space(at)
        return Node(tuple(items), self.place(start)), at + 1

    def mapping(self, start: int, depth: int) -> tuple[Node, int]:
        entries: dict[str, Node] = {}
        keys: dict[str, Where] = {}
        at = self.space(start + 1)
        while self.text[at : at + 1] != "}":
            if entries:
                at = self.space(self.expect(",", at))
            if self.text[at : at + 1] != '"':
                raise self.stop("a key in double quotes is wanted here", at)
            where = self.place(at)
            key, at = self.string(at)
            if key in keys:
                self.doubled.append(Mistake(f"'{key}' is given twice", where, f"It stands at {keys[key]} already."))
            at = self.expect(":", self.space(at))
            entries[key], at = self.value(self.space(at), depth + 1)
            keys[key] = where
            at = self.space(at)
        return Node(entries, self.place(start), "", keys), at + 1

    def expect(self, sign: str, at: int) -> int:
        if self.text[at : at + 1] != sign:
            raise self.stop(f"'{sign}' is wanted here", at)
        return at + 1
