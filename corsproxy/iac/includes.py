"""AWS::Include: the content of a file beside the template, put in its place before anything else is read.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-include.html
CloudFormation runs the transforms within a template before those of the whole: SAM sees what was included.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from corsproxy.iac import document
from corsproxy.iac.node import Node, scalar_text
from corsproxy.iac.settled import Taking

WITHIN = "Fn::Transform"
MOST_FILES = 50


@dataclass(slots=True)
class Includes:
    """The template's directory, its objects in CDK's bucket by key, and the files that were read."""

    directory: Path
    taking: Taking
    assets: Mapping[str, str] = field(default_factory=dict)
    files: list[Path] = field(default_factory=list)

    def put_in(self, node: Node) -> Node:
        """Return a template with its local includes; those of the whole template stand in `Transform`."""
        whole = self.within(node)
        transform = whole.get("Transform")
        added = self.content(transform) if transform is not None else None
        return merged(whole, added) if added is not None else whole

    def within(self, node: Node) -> Node:
        """Return `node` with every `Fn::Transform` in it replaced that includes a local file."""
        if isinstance(node.value, tuple):
            return Node(tuple(self.within(item) for item in node.value), node.where)
        if not isinstance(node.value, Mapping):
            return node
        entries = {key: self.within(item) for key, item in node.value.items()}
        added = self.content(entries[WITHIN]) if WITHIN in entries else None
        if added is None:
            return Node(entries, node.where, "", node.keys)
        del entries[WITHIN]
        return merged(Node(entries, node.where, "", node.keys), added) if entries else added

    def content(self, argument: Node) -> Node | None:
        """Return what an `AWS::Include` names when it lies beside the template; None for S3 and other transforms."""
        for transform in argument.items() or (argument,):
            kind = transform.get("Name")
            given = transform.get("Parameters")
            location = given.get("Location") if given is not None else None
            if kind is None or scalar_text(kind) != "AWS::Include" or location is None:
                continue
            text = scalar_text(location)
            if text is None or "://" in text:
                text = self.assets.get(last_text(location).rpartition("/")[2])
            if text is None:
                continue
            path = document.beside(self.directory, text)
            if path is not None and len(self.files) < MOST_FILES:
                self.files.append(path)
                found, notes = document.read_leniently(path)
                self.taking.notes += notes
                return found
            self.taking.note(f"'{text}' is not beside the template and is not included", argument)
        return None


def last_text(node: Node) -> str:
    """Return the last text within an expression: CDK puts an object's key at the end of its URL."""
    found = [last_text(item) for item in (*node.items(), *(item for _, item in node.entries()))]
    return next((text for text in reversed(found) if text), node.value if isinstance(node.value, str) else "")


def merged(node: Node, added: Node) -> Node:
    """Return a mapping with the entries of another put over it, section by section."""
    entries, keys = dict(node.entries()), dict(node.keys)
    for key, item in added.entries():
        known = entries.get(key)
        both = known is not None and isinstance(known.value, Mapping) and isinstance(item.value, Mapping)
        entries[key] = merged(known, item) if both and known is not None else item
        keys[key] = added.place_of(key)
    return Node(entries, node.where, "", keys)
