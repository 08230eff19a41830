"""Definitions written to a directory of the test's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from corsproxy.iac.load import load
from corsproxy.iac.loaded import Loaded
from corsproxy.iac.node import Node
from corsproxy.iac.settled import Taking
from corsproxy.iac.stack import Given, Stack, put_in

Write = Callable[..., Path]
Load = Callable[..., Loaded]


def stack_of(root: Node, directory: Path, name: str, given: Given, taking: Taking) -> Stack:
    """The stack of the one template at `root`."""
    stack = Stack(name, taking)
    put_in(stack, root, directory, given)
    return stack


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file and return its path."""

    def written(text: str, name: str = "template.yaml") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
        return path

    return written


@pytest.fixture
def loaded(write: Write) -> Load:
    """Write a file and load it."""

    def load_it(text: str, name: str = "template.yaml", **parameters: str) -> Loaded:
        return load(write(text, name), parameters=parameters)

    return load_it
