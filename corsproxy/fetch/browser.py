"""The browsers: each a profile with one field per quirk, the Fetch standard among them as the one without any.

A field says what its browser does and carries a number (`D…`); the branch that reads it, in the module named
above the field, carries the same one. Chrome stands for Chromium 156, Firefox for ESR 153, Safari for WebKit 2.50
as measured; what only WebKit's GTK port does is said at the field. A new quirk is one field here, one branch
there, and one row in tests/fetch: the tests insist on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from corsproxy.fetch.preflight_cache_rules import (
    CHROME_CACHE,
    FIREFOX_CACHE,
    SAFARI_CACHE,
    STANDARD_CACHE,
    CacheRules,
)


class PreflightCheck(StrEnum):
    """The things a browser examines in a preflight's answer; browsers differ in their order."""

    REDIRECT = "redirect"
    CORS = "cors"
    STATUS = "status"
    METHODS_SYNTAX = "methods-syntax"
    HEADERS_SYNTAX = "headers-syntax"
    METHOD = "method"
    HEADERS = "headers"


class Returning(StrEnum):
    """Which stripped headers are sent again on a further hop (redirect.py)."""

    NONE = "none"
    CONTENT = "content"
    ALL = "all"


class EmptyLocation(StrEnum):
    """What a redirect with an empty Location is taken for (redirect.py)."""

    ITSELF = "itself"
    ANSWER = "answer"
    ERROR = "error"


_STANDARD_ORDER = (
    PreflightCheck.CORS,
    PreflightCheck.STATUS,
    PreflightCheck.METHODS_SYNTAX,
    PreflightCheck.HEADERS_SYNTAX,
    PreflightCheck.METHOD,
    PreflightCheck.HEADERS,
)


@dataclass(frozen=True, slots=True, eq=False)
class Browser:
    """A profile. The defaults are the Fetch standard's; compared and hashed by identity, for the caches' sake."""

    name: str

    # -- what script may ask for (script_request.py)
    drops_user_agent: bool = False
    """D8: an author's User-Agent is dropped silently."""

    # -- which request-headers are safelisted (safelist.py)
    measures_combined_value: bool = False
    """D13: lines of one name are combined before the 128-byte rule."""
    respelled_names_count_twice: bool = False
    """`X-A` and `x-a` given to one fetch() are two names in Access-Control-Request-Headers."""
    client_hints_safelisted: bool = False
    """D7: Save-Data, DPR, Device-Memory and their like need no preflight."""
    high_bytes_unsafe: bool = False
    """D9: bytes from 0x80 on are CORS-unsafe in Accept and Content-Type."""
    content_type_comma_unsafe: bool = False
    """D10: a comma anywhere in Content-Type needs a preflight."""
    lenient_range: bool = False
    """D11: `Bytes=` in any case and signed numbers are safelisted ranges."""
    range_limit: int | None = None
    """D12: the first range position that is too large to be safelisted."""

    # -- the preflight (preflight_question.py, preflight_answer.py)
    upload_listener_needs_body: bool = False
    """D14: an upload listener forces a preflight only when there is something to upload."""
    preflight_keeps_origin: bool = False
    """D2: the preflight after a tainting redirect still carries the page's origin."""
    preflights_again: bool = False
    """D3: once unsafe headers or a preflight were there, every later CORS hop has a preflight."""
    asks_for_original_names: bool = False
    """D4: and it asks for all names that script set, also those no longer sent."""
    home_preflight_unchecked: bool = False
    """D29: a preflight to the page's own origin passes without its CORS check."""
    preflight_order: tuple[PreflightCheck, ...] = _STANDARD_ORDER
    """D26: the order in which a preflight's faults are found."""
    known_names_first: bool = False
    """Of several refused header names, one that the browser knows is reported first (webkit_header_names.py)."""
    authorization_under_star: bool = False
    """D1: `*` in Access-Control-Allow-Headers covers Authorization."""

    # -- the CORS check (cors_check.py)
    counts_origin_lines: bool = False
    """D26: two Access-Control-Allow-Origin lines, spelled exactly so, are an error of their own, found first."""
    skips_empty_credentials_lines: bool = False
    """Access-Control-Allow-Credentials lines without a value are not there."""

    # -- redirects (redirect.py)
    returning: Returning = Returning.NONE
    """D4b: stripped headers that come back."""
    same_origin_start_is_credentialed: bool = False
    """D5: a chain that began at home has its redirects away checked as if credentials were included."""
    userinfo_always_refused: bool = False
    """D6: userinfo in Location is refused even from the page's own origin to itself, and without CORS."""
    userinfo_before_redirect_mode: bool = False
    """D30: userinfo in Location is found before redirect mode error."""
    userinfo_after_preflight: bool = False
    """D27: on the hop that leaves home, userinfo is found after that hop's preflight."""
    delete_becomes_get: bool = False
    """D28: DELETE turns into GET on every cross-origin redirect (WebKit's GTK port alone)."""
    departs_for_unknown_schemes: bool = False
    """A redirect to `foo:` fails as a scheme that is not CORS-enabled, not as a redirect."""
    empty_location: EmptyLocation = EmptyLocation.ITSELF
    """D18."""
    keeps_origin_at_home: bool = False
    """D31: a same-origin GET made from a redirected POST still carries Origin."""

    opaque_page_tells_origin: bool = False
    """D20: a no-cors GET with credentials from an opaque page carries Origin."""

    # -- exposure (exposure.py)
    star_survives_bad_expose: bool = False
    """D16: to fetch(), a `*` before the first bad item exposes everything although the header does not parse."""
    star_exposes_accept: bool = False
    """D17: `*` under credentials exposes a header called Accept."""

    # -- before anything is sent (network_gate.py)
    blocks_loopback_as_mixed_content: bool = False
    """http://localhost is not trusted from an https page."""
    guards_local_network: bool = False
    """Local Network Access: a public page may not reach private or loopback addresses unasked."""

    # -- reading odd header lines (header_lines.py)
    reads_name_before_blank: bool = False
    """A blank between name and colon is overlooked."""
    keeps_bare_cr: bool = False
    """A CR without LF at a value's end belongs to the value."""

    cache: CacheRules = STANDARD_CACHE


STANDARD = Browser("standard")

CHROME = Browser(
    "chrome",
    drops_user_agent=True,
    measures_combined_value=True,
    client_hints_safelisted=True,
    range_limit=2**63 - 1,
    upload_listener_needs_body=True,
    preflight_order=(PreflightCheck.REDIRECT, *_STANDARD_ORDER),
    authorization_under_star=True,
    userinfo_always_refused=True,
    userinfo_before_redirect_mode=True,
    departs_for_unknown_schemes=True,
    empty_location=EmptyLocation.ANSWER,
    guards_local_network=True,
    reads_name_before_blank=True,
    opaque_page_tells_origin=True,
    cache=CHROME_CACHE,
)

FIREFOX = Browser(
    "firefox",
    high_bytes_unsafe=True,
    content_type_comma_unsafe=True,
    range_limit=2**63,
    preflight_keeps_origin=True,
    preflights_again=True,
    home_preflight_unchecked=True,
    preflight_order=(
        PreflightCheck.CORS,
        PreflightCheck.REDIRECT,
        PreflightCheck.STATUS,
        PreflightCheck.METHODS_SYNTAX,
        PreflightCheck.METHOD,
        PreflightCheck.HEADERS_SYNTAX,
        PreflightCheck.HEADERS,
    ),
    authorization_under_star=True,
    counts_origin_lines=True,
    skips_empty_credentials_lines=True,
    returning=Returning.ALL,
    keeps_bare_cr=True,
    opaque_page_tells_origin=True,
    respelled_names_count_twice=True,
    star_survives_bad_expose=True,
    cache=FIREFOX_CACHE,
)

SAFARI = Browser(
    "safari",
    measures_combined_value=True,
    lenient_range=True,
    range_limit=2**63,
    preflights_again=True,
    asks_for_original_names=True,
    preflight_order=(
        PreflightCheck.STATUS,
        PreflightCheck.CORS,
        PreflightCheck.METHODS_SYNTAX,
        PreflightCheck.HEADERS_SYNTAX,
        PreflightCheck.METHOD,
        PreflightCheck.HEADERS,
    ),
    known_names_first=True,
    authorization_under_star=True,
    returning=Returning.CONTENT,
    same_origin_start_is_credentialed=True,
    userinfo_after_preflight=True,
    delete_becomes_get=True,
    empty_location=EmptyLocation.ERROR,
    keeps_origin_at_home=True,
    star_exposes_accept=True,
    blocks_loopback_as_mixed_content=True,
    cache=SAFARI_CACHE,
)

BROWSERS = (CHROME, FIREFOX, SAFARI)
"""The three that verdicts are given for, in the order of reports."""
