"""Reading snippets of templates back, CloudFormation's short tags included."""

from __future__ import annotations

from typing import Any

import yaml


class Loader(yaml.SafeLoader):
    """SafeLoader that keeps !Ref and its like as plain values."""


Loader.add_multi_constructor("!", lambda loader, suffix, node: {suffix: loader.construct_scalar(node)})


def read(text: str) -> Any:
    """Parse a snippet."""
    return yaml.load(text, Loader)  # noqa: S506 -- a SafeLoader, with tags kept
