"""How a browser's CORS-preflight cache differs from the standard's: a field per quirk, read by preflight_cache.py."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class BadAge(StrEnum):
    """What an Access-Control-Max-Age that does not parse is taken for."""

    DEFAULT = "default"
    NOT_CACHED = "not-cached"


class Storing(StrEnum):
    """What becomes of an older entry when a new answer arrives."""

    MERGE = "merge"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class CacheRules:
    """One browser's CORS-preflight cache. The defaults are the standard's."""

    cap: int | None = None
    bad_age: BadAge = BadAge.DEFAULT
    signed_age: bool = False
    overflow_is_default: bool = False
    longest_url: int | None = None
    storing: Storing = Storing.MERGE
    serves_omit_from_include: bool = True
    reuses_star: bool = True
    star_covers_authorization: bool = False
    erases_insufficient: bool = False
    keeps_entry_on_zero_age: bool = False
    stores_refusals: bool = False
    cleared_by_failed_check: bool = True
    bypassed_by: frozenset[str] = frozenset()
    not_stored_for: frozenset[str] = frozenset()
    opaque_origins: bool = True
    tainted_origins: bool = True
    tainted_as_real: bool = False
    head_reused: bool = True
    entries: int | None = None


STANDARD_CACHE = CacheRules()
