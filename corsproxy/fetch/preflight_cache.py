"""The CORS-preflight cache: what an earlier answer spares a later request.

A cache is a value; every function returns a new one. Times are seconds on the caller's clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from corsproxy.fetch.header_lines import as_read
from corsproxy.fetch.header_list import extract_header_list_values
from corsproxy.fetch.leg import Leg
from corsproxy.fetch.preflight_cache_rules import CacheRules, Tainted
from corsproxy.fetch.preflight_question import Question
from corsproxy.http.headers import Headers

DEFAULT_AGE = 5.0
_DIGITS = re.compile(r"[0-9]+")
_SIGNED = re.compile(r"[+-]?[0-9]+")
_NEGATIVE = re.compile(r"-[0-9]+")
_MOST = 2**63 - 1
# https://fetch.spec.whatwg.org/#concept-http-network-or-cache-fetch, step 8.10: these imply cache mode no-store
_CONDITIONAL = frozenset({"if-modified-since", "if-none-match", "if-unmodified-since", "if-match", "if-range"})


@dataclass(frozen=True, slots=True)
class Entry:
    """What one answer granted: methods as written, names in lower case, until `expires`."""

    origin: str
    url: str
    include: bool
    methods: frozenset[str]
    names: frozenset[str]
    expires: float


@dataclass(frozen=True, slots=True)
class PreflightCache:
    """https://fetch.spec.whatwg.org/#concept-cache: oldest entry first."""

    entries: tuple[Entry, ...] = ()


EMPTY = PreflightCache()


def parse_max_age(value: str | None, rules: CacheRules) -> float | None:
    """The seconds that an Access-Control-Max-Age stands for; 0 for not reusable, None where nothing is stored."""
    if not value:
        return DEFAULT_AGE
    number = (_SIGNED if rules.signed_age else _DIGITS).fullmatch(value)
    if number is None:
        if _NEGATIVE.fullmatch(value):
            return 0.0
        return DEFAULT_AGE if rules.bad_age_is_stored else None
    if rules.overflow_is_bad and int(value) > _MOST:
        return DEFAULT_AGE
    age = max(0.0, float(int(value)))
    return age if rules.cap is None else min(age, rules.cap)


def matches(cache: PreflightCache, leg: Leg, asked: Question, now: float) -> bool:
    """Whether the entries allow this request: https://fetch.spec.whatwg.org/#method-cache-entry-match and
    https://fetch.spec.whatwg.org/#header-name-cache-entry-match
    """
    rules = leg.browser.cache
    if not _cached_at_all(leg) or cache_mode(leg) in rules.not_read_in:
        return False
    live = [entry for entry in _entries(cache, leg) if entry.expires > now and _serves(entry, leg)]
    if not live:
        return False
    method = asked.method in rules.safelisted_methods or any(
        asked.method in entry.methods or _wild(entry, entry.methods, rules) for entry in live
    )
    return method and all(any(_names(entry, name, rules) for entry in live) for name in asked.names)


def _names(entry: Entry, name: str, rules: CacheRules) -> bool:
    if name in entry.names:
        return True
    covered = name != "authorization" or rules.star_covers_authorization
    return covered and _wild(entry, entry.names, rules)


def _wild(entry: Entry, granted: frozenset[str], rules: CacheRules) -> bool:
    return rules.reuses_star and not entry.include and "*" in granted


def _serves(entry: Entry, leg: Leg) -> bool:
    return entry.include == leg.include or (entry.include and leg.browser.cache.include_serves_all)


def without_insufficient(cache: PreflightCache, leg: Leg) -> PreflightCache:
    """After a miss: browsers that keep one entry a URL drop one that did not suffice."""
    if leg.browser.cache.one_entry and cache_mode(leg) not in leg.browser.cache.not_read_in:
        return cleared(cache, leg)
    return cache


def stored(cache: PreflightCache, leg: Leg, asked: Question, headers: Headers, now: float) -> PreflightCache:
    """https://fetch.spec.whatwg.org/#cors-preflight-fetch, steps 7.8 to 7.15."""
    rules = leg.browser.cache
    if not _cached_at_all(leg) or cache_mode(leg) in rules.not_stored_in:
        return cache
    headers = as_read(headers, leg.browser)
    age = parse_max_age(headers.get("access-control-max-age"), rules)
    if age is None or (age == 0 and rules.zero_age_keeps_older):
        return cache
    methods = frozenset(extract_header_list_values(headers.get("access-control-allow-methods") or "").items)
    names = extract_header_list_values(headers.get("access-control-allow-headers") or "").lowered
    if asked.forced and headers.get("access-control-allow-methods") is None:
        methods = frozenset({asked.method})
    entry = Entry(_origin(leg), leg.url.href, leg.include, methods, names, now + age)
    others = tuple(other for other in cache.entries if not _same_place(other, leg))
    if rules.one_entry:
        return PreflightCache((*others, entry))
    older = tuple(
        replace(other, methods=other.methods - methods, names=other.names - names)
        if other.include == entry.include
        else other
        for other in _entries(cache, leg)
    )
    return PreflightCache((*others, *older, entry))


def cleared(cache: PreflightCache, leg: Leg) -> PreflightCache:
    """https://fetch.spec.whatwg.org/#concept-cache-clear"""
    return PreflightCache(tuple(entry for entry in cache.entries if not _same_place(entry, leg)))


def cache_mode(leg: Leg) -> str:
    """fetch()'s cache mode, which conditional request-headers of the author turn into no-store."""
    mode = leg.script.cache
    if mode == "default" and any(name.lower() in _CONDITIONAL for name, _ in leg.lines):
        return "no-store"
    return mode


def _cached_at_all(leg: Leg) -> bool:
    rules = leg.browser.cache
    if leg.tainted and rules.tainted is Tainted.NEVER:
        return False
    if leg.script.page_origin == "null" and not rules.opaque_origins:
        return False
    return rules.longest_url is None or len(leg.url.href) < rules.longest_url


def _origin(leg: Leg) -> str:
    return leg.script.page_origin


def _entries(cache: PreflightCache, leg: Leg) -> tuple[Entry, ...]:
    return tuple(entry for entry in cache.entries if _same_place(entry, leg))


def _same_place(entry: Entry, leg: Leg) -> bool:
    return entry.origin == _origin(leg) and entry.url == leg.url.href
