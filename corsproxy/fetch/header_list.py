"""Header values that are lists of tokens (`#field-name`, `#method`): one bad item spoils the whole list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")


@dataclass(frozen=True, slots=True)
class TokenList:
    """`items` as they stand, without empty ones. `bad` is the first that is no token; then the list is void."""

    items: tuple[str, ...]
    lowered: frozenset[str]
    bad: str | None = None


ABSENT = TokenList((), frozenset())


@lru_cache(maxsize=2048)
def extract_header_list_values(value: str) -> TokenList:
    """https://fetch.spec.whatwg.org/#extract-header-list-values, for a combined value of `#token`."""
    items = tuple(item for part in value.split(",") if (item := part.strip("\t ")))
    bad = next((item for item in items if not _TOKEN.fullmatch(item)), None)
    return TokenList(items, frozenset(item.lower() for item in items), bad)
