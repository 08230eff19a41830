"""What a policy leaves open: an intrinsic function as JSON, or the words that an `Unresolved` becomes in a text."""

from __future__ import annotations

import re

from corsproxy.gateway.rest_api.definition import Json

# as corsproxy.gateway.unresolved.Unresolved prints itself
_WORDS = re.compile(r"<unresolved [^<>]*>")


def is_open(value: Json) -> bool:
    """True when the value, or one item of a list, is not settled by the template."""
    items = value if isinstance(value, list) else [value]
    return any(isinstance(item, dict) or (isinstance(item, str) and _WORDS.search(item)) for item in items)


def as_pattern(text: str) -> str:
    """A text with a star for each part that is left open."""
    return _WORDS.sub("*", text)
