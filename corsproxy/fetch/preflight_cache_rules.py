"""How a browser's CORS-preflight cache differs from the standard's: a field per quirk, read by preflight_cache.py."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Tainted(StrEnum):
    """What the cache does after a redirect has tainted the origin."""

    AS_REAL = "as-real"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class CacheRules:
    """One browser's CORS-preflight cache. The defaults are the standard's."""

    cap: float | None = None
    """The longest age that is honoured, in seconds."""
    bad_age_is_stored: bool = True
    """An Access-Control-Max-Age that does not parse counts as absent (5 seconds); else nothing is stored."""
    signed_age: bool = False
    """`+600` is a number."""
    overflow_is_bad: bool = False
    """A number beyond 64 bits does not parse."""
    longest_url: int | None = None
    """URLs of this many characters and more are never cached."""
    one_entry: bool = False
    """An answer is one entry that takes the older one's place, and one that does not suffice is dropped; else
    methods and names are entries of their own, merged one by one."""
    include_serves_all: bool = True
    """What was granted with credentials also serves requests without."""
    reuses_star: bool = True
    """`*` is a wildcard in the cache too."""
    star_covers_authorization: bool = False
    """So that it covers Authorization as well."""
    safelisted_methods: frozenset[str] = frozenset({"GET", "HEAD", "POST"})
    """Methods that need no entry."""
    zero_age_keeps_older: bool = False
    """An answer that is not to be stored leaves an older entry as it was."""
    stores_refusals: bool = False
    """An answer that passes the CORS check and the status is stored although it refuses this request."""
    cleared_by_refusal: bool = False
    """A refused preflight drops the entries."""
    cleared_by_failed_check: bool = True
    """A failed CORS check of the request itself drops the entries."""
    not_read_in: frozenset[str] = frozenset()
    """The cache modes of fetch() that go past the cache."""
    not_stored_in: frozenset[str] = frozenset()
    """The cache modes of fetch() that leave nothing behind."""
    opaque_origins: bool = True
    """Pages with an opaque origin have entries."""
    tainted: Tainted = Tainted.AS_REAL
    """Whose entries a tainted request has."""


STANDARD_CACHE = CacheRules()

CHROME_CACHE = CacheRules(
    cap=7200,
    signed_age=True,
    overflow_is_bad=True,
    longest_url=1024,
    one_entry=True,
    cleared_by_failed_check=False,
    not_read_in=frozenset({"reload", "no-store", "no-cache"}),
    not_stored_in=frozenset({"reload", "no-store"}),
    opaque_origins=False,
    tainted=Tainted.NEVER,
)

FIREFOX_CACHE = CacheRules(
    cap=86400,
    bad_age_is_stored=False,
    include_serves_all=False,
    reuses_star=False,
    # a HEAD with an unsafe header is asked for each time
    safelisted_methods=frozenset({"GET", "POST"}),
    zero_age_keeps_older=True,
    cleared_by_refusal=True,
    not_read_in=frozenset({"reload", "no-store"}),
)

SAFARI_CACHE = CacheRules(
    cap=600,
    signed_age=True,
    overflow_is_bad=True,
    one_entry=True,
    star_covers_authorization=True,
    stores_refusals=True,
    cleared_by_failed_check=False,
    tainted=Tainted.NEVER,
)
