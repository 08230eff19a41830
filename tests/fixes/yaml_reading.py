"""Reading snippets of templates back, CloudFormation's short tags included."""

from __future__ import annotations

from typing import Any

import yaml


class Loader(yaml.SafeLoader):
    """SafeLoader that keeps !Ref and its like as plain values."""


def _intrinsic(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    """A short tag in its long form: !Ref X is {"Ref": "X"}, !GetAtt A.b is {"Fn::GetAtt": ["A", "b"]}."""
    value = loader.construct_scalar(node)  # type: ignore[arg-type]  # snippets use short tags on scalars only
    name = suffix if suffix == "Ref" else f"Fn::{suffix}"
    return {name: value.split(".", 1) if suffix == "GetAtt" else value}


Loader.add_multi_constructor("!", _intrinsic)


def read(text: str) -> Any:
    """Parse a snippet."""
    return yaml.load(text, Loader)  # noqa: S506 -- a SafeLoader, with tags kept


def merged(whole: Any, part: Any) -> Any:
    """What a person does who merges a snippet into a definition: mappings key by key, lists item by item."""
    if isinstance(whole, dict) and isinstance(part, dict):
        return {
            key: merged(whole.get(key), part.get(key)) for key in (*whole, *(one for one in part if one not in whole))
        }
    if isinstance(whole, list) and isinstance(part, list) and whole and isinstance(whole[0], dict):
        return [merged(one, other) for one, other in zip(whole, part, strict=False)] + whole[len(part) :]
    return whole if part is None else part
