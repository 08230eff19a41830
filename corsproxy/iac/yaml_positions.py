"""YAML with places: built from parser events, so that no tag constructs anything and every bound is ours.

Understands CloudFormation's short tags (`!Sub`), merge keys and anchors; refuses duplicate keys, other tags,
references that contain themselves, and documents that unfold beyond `MOST_NODES`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import yaml
from yaml.constructor import SafeConstructor
from yaml.resolver import Resolver

from corsproxy.iac.node import Node, Scalar, with_doubled
from corsproxy.where import Mistake, Unusable, Where

if TYPE_CHECKING:
    from yaml._yaml import Mark as CMark

MOST_NODES = 500_000
DEEPEST = 100
SHORT_TAGS = {
    f"!{name}": (name if name in {"Ref", "Condition"} else f"Fn::{name}")
    for name in (
        "Ref", "Condition", "And", "Base64", "Cidr", "Equals", "FindInMap", "GetAtt", "GetAZs", "If", "ImportValue",
        "Join", "Length", "Not", "Or", "Select", "Split", "Sub", "ToJsonString", "Transform", "ForEach",
    )
}  # fmt: skip
STANDARD = "tag:yaml.org,2002:"
# libyaml's parser where PyYAML was built with it: fifty times faster on a synthesised template
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
RESOLVER = Resolver()
CONSTRUCTOR = SafeConstructor()


@dataclass(slots=True)
class Open:
    """A collection that has begun: entries for a mapping (`key` awaits its value), items for a sequence."""

    mapping: bool
    where: Where
    tag: str | None
    anchor: str | None
    entries: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Where] = field(default_factory=dict)
    items: list[Node] = field(default_factory=list)
    key: str | None = None
    merges: list[Node] = field(default_factory=list)


def parse(text: str, file: str) -> Node:
    """Return the document in `text`; raise `Unusable` with every mistake found. An empty document is null."""
    return Builder(file).build(text)


def scalar(text: str, implicit: tuple[bool, bool], tag: str | None) -> Scalar:
    """Resolve a plain scalar as YAML 1.1 does, but leave dates and base-60 numbers as the text they are."""
    kind = tag
    if tag in {None, "!"}:
        kind = RESOLVER.resolve(yaml.ScalarNode, text, implicit)  # type: ignore[no-untyped-call] # no stub has it
    node = yaml.ScalarNode(cast("str", kind), text)
    try:
        if kind == f"{STANDARD}null":
            return None
        if kind == f"{STANDARD}bool":
            return CONSTRUCTOR.construct_yaml_bool(node)
        if kind == f"{STANDARD}int" and ":" not in text and len(text) < 1000:
            return CONSTRUCTOR.construct_yaml_int(node)
        if kind == f"{STANDARD}float" and ":" not in text and len(text) < 1000:
            return CONSTRUCTOR.construct_yaml_float(node)
    except (ValueError, KeyError, yaml.YAMLError):
        return text
    return text


@dataclass(slots=True)
class Builder:
    """Puts the events of one document together."""

    file: str
    mistakes: list[Mistake] = field(default_factory=list)
    doubled: list[Mistake] = field(default_factory=list)
    stack: list[Open] = field(default_factory=list)
    anchors: dict[str, tuple[Node, int]] = field(default_factory=dict)
    count: int = 0
    root: Node | None = None

    def place(self, mark: yaml.Mark | CMark | None) -> Where:
        if mark is None:
            return Where(self.file)
        return Where(self.file, mark.line + 1, mark.column + 1)

    def build(self, text: str) -> Node:
        documents = 0
        try:
            for event in cast("Iterable[yaml.Event]", yaml.parse(text, Loader=LOADER)):
                if isinstance(event, yaml.DocumentStartEvent):
                    documents += 1
                    if documents > 1:
                        raise Unusable(
                            Mistake(
                                "a second document begins here", self.place(event.start_mark), "Keep one per file."
                            )
                        )
                self.take(event)
        except yaml.YAMLError as error:
            raise Unusable([*self.mistakes, self.syntax(error, text)]) from None
        if self.mistakes:
            raise Unusable([*self.mistakes, *self.doubled])
        return with_doubled(self.root or Node(None, Where(self.file, 1, 1)), self.doubled)

    def syntax(self, error: yaml.YAMLError, text: str) -> Mistake:
        """Say what the parser found; a document that ends too early is told where what is open began."""
        mark, opened = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
        if opened is not None and (mark is None or mark.line >= text.count("\n") + (not text.endswith("\n"))):
            mark = opened
        where = self.place(mark)
        lines = text.splitlines()
        line = lines[mark.line] if mark is not None and mark.line < len(lines) else ""
        if "\t" in line[: len(line) - len(line.lstrip())]:
            return Mistake("a tab stands where YAML wants spaces", where, "Indent with spaces.")
        problem = " ".join(str(getattr(error, "problem", None) or getattr(error, "reason", None) or error).split())
        context = getattr(error, "context", None)
        return Mistake(f"not YAML: {problem}" + (f" ({context})" if context else ""), where)

    def wrong(self, problem: str, where: Where, instead: str | None = None) -> None:
        if len(self.mistakes) < 100:
            self.mistakes.append(Mistake(problem, where, instead))

    def grow(self, by: int, where: Where) -> None:
        self.count += by
        if self.count > MOST_NODES:
            raise Unusable(
                [
                    *self.mistakes,
                    Mistake(
                        f"this document unfolds to more than {MOST_NODES:,} values",
                        where,
                        "Use fewer nested aliases (*name), or split the file.",
                    ),
                ]
            )

    def take(self, event: yaml.Event) -> None:
        match event:
            case yaml.ScalarEvent():
                self.scalar(event)
            case yaml.AliasEvent():
                self.alias(event)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                where = self.place(event.start_mark)
                self.key_must_be_text(where)
                if len(self.stack) >= DEEPEST:
                    raise Unusable([*self.mistakes, Mistake(f"nested deeper than {DEEPEST} levels", where)])
                is_map = isinstance(event, yaml.MappingStartEvent)
                self.stack.append(Open(is_map, where, event.tag, event.anchor))
                if event.anchor:
                    self.anchors.pop(event.anchor, None)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self.close(self.stack.pop())

    def key_must_be_text(self, where: Where) -> None:
        top = self.stack[-1] if self.stack else None
        if top and top.mapping and top.key is None:
            raise Unusable([*self.mistakes, Mistake("a mapping's key is itself a list or mapping", where)])

    def scalar(self, event: yaml.ScalarEvent) -> None:
        where = self.place(event.start_mark)
        self.grow(1, where)
        top = self.stack[-1] if self.stack else None
        if top and top.mapping and top.key is None:
            self.begin_entry(top, event.value, where)
            return
        tag = event.tag if not str(event.tag or "").startswith("!") or event.tag == "!" else None
        implicit = (True, False) if event.tag in SHORT_TAGS and event.style is None else event.implicit
        value = scalar(event.value, implicit, tag)
        self.finish(Node(value, where, event.value), event.tag, event.anchor, 1)

    def begin_entry(self, top: Open, key: str, where: Where) -> None:
        if key in top.keys and key != "<<" and len(self.doubled) < 100:
            instead = f"It stands at {top.keys[key]} already; keep one."
            self.doubled.append(Mistake(f"'{key}' is given twice", where, instead))
        top.keys[key] = where
        top.key = key

    def alias(self, event: yaml.AliasEvent) -> None:
        where = self.place(event.start_mark)
        self.key_must_be_text(where)
        if event.anchor not in self.anchors:
            inside = any(item.anchor == event.anchor for item in self.stack)
            problem = "contains itself" if inside else "is not defined above"
            raise Unusable([*self.mistakes, Mistake(f"the alias *{event.anchor} {problem}", where)])
        node, size = self.anchors[event.anchor]
        self.grow(size, where)
        self.attach(node)

    def close(self, done: Open) -> None:
        before = self.count
        self.grow(1, done.where)
        if done.mapping:
            for merged in done.merges:
                for key, value in merged.entries():
                    if key not in done.entries:
                        done.entries[key] = value
                        done.keys[key] = merged.place_of(key)
                        self.grow(1, done.where)
            node = Node(done.entries, done.where, "", done.keys)
        else:
            node = Node(tuple(done.items), done.where)
        size = size_of(node) if done.anchor else self.count - before
        self.finish(node, done.tag, done.anchor, size)

    def finish(self, node: Node, tag: str | None, anchor: str | None, size: int) -> None:
        if tag == "!GetAtt" and isinstance(node.value, str) and "." in node.value:
            # the short form names resource and attribute in one word, the long form in a list
            parts = node.value.split(".", 1)
            node = Node(tuple(Node(part, node.where, part) for part in parts), node.where)
        if tag in SHORT_TAGS:
            node = Node({SHORT_TAGS[tag]: node}, node.where, "", {SHORT_TAGS[tag]: node.where})
        elif tag not in {None, "!"} and not (tag or "").startswith(STANDARD):
            self.wrong(
                f"the tag {tag} means nothing here", node.where, "CloudFormation's own (!Ref, !Sub, …) are known."
            )
        elif (tag or "").startswith(f"{STANDARD}python"):
            self.wrong("tags that run code are refused", node.where, "Write the value itself.")
        if anchor:
            self.anchors[anchor] = (node, size)
        self.attach(node)

    def attach(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        top = self.stack[-1]
        if not top.mapping:
            top.items.append(node)
            return
        key, top.key = cast("str", top.key), None
        if key == "<<":
            sources = node.items() or (node,)
            if not all(isinstance(source.value, dict) for source in sources):
                self.wrong("'<<' wants a mapping to merge", node.where)
            top.merges.extend(sources)
        else:
            top.entries[key] = node


def size_of(node: Node) -> int:
    """Count the values in `node`; no deeper than `DEEPEST`, no more than the document already counted."""
    return 1 + sum(size_of(item) for item in (*node.items(), *(value for _, value in node.entries())))
