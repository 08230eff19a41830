"""CORS-safelisted request-headers: which header lines of script need no preflight, byte by byte."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from corsproxy.fetch.browser import Browser
from corsproxy.http.headers import Line

_UNSAFE_BYTE = re.compile(r'[\x00-\x08\x0a-\x1f"():<>?@\[\\\]{}\x7f]')
_HIGH_BYTE = re.compile(r"[\x80-\xff]")
_LANGUAGE = re.compile(r"[0-9A-Za-z *,\-.;=]*")
_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_RANGE = re.compile(r"bytes=([0-9]+)-([0-9]*)")
_LENIENT_RANGE = re.compile(r"bytes=\+?([0-9]+)-(?:\+?([0-9]+))?", re.IGNORECASE)
_SAFE_ESSENCES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data", "text/plain"})
_MOST_BYTES_IN_A_VALUE = 128
_MOST_BYTES_IN_ALL = 1024

_FLOAT = re.compile(r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+")
_INTEGER = re.compile(r"[0-9]+")
_CLIENT_HINTS = {
    "save-data": re.compile(r"on", re.IGNORECASE),
    "device-memory": _FLOAT,
    "dpr": _FLOAT,
    "downlink": _FLOAT,
    "width": _INTEGER,
    "viewport-width": _INTEGER,
    "rtt": _INTEGER,
    "ect": re.compile(r"(?:slow-2g|2g|3g|4g)"),
}

NAMES_BROWSERS_DISAGREE_ON = frozenset(
    {"accept", "accept-language", "content-language", "content-type", "range", "user-agent", "intervention"}
    | _CLIENT_HINTS.keys()
)
"""The names a browser may ask for in a preflight where another one does not."""


def mime_essence(value: str) -> str | None:
    """The essence of a MIME type, or None on failure: https://mimesniff.spec.whatwg.org/#parse-a-mime-type

    The value is one MIME type here, not a list to extract from: what follows the first `;` cannot fail.
    """
    value = value.strip("\t\n\r ")
    kind, slash, rest = value.partition("/")
    subtype = rest.partition(";")[0].rstrip("\t\n\r ")
    if not slash or not _TOKEN.fullmatch(kind) or not _TOKEN.fullmatch(subtype):
        return None
    return f"{kind}/{subtype}".lower()


def _is_simple_range(value: str, browser: Browser) -> bool:
    """https://fetch.spec.whatwg.org/#simple-range-header-value"""
    # D11: Safari reads the unit without case and takes signed numbers
    found = (_LENIENT_RANGE if browser.lenient_range else _RANGE).fullmatch(value)
    if not found:
        return False
    first, last = found.groups()
    # D12: a position that overflows the browser's integer is not a range; the standard knows no limit
    if browser.range_limit is not None and any(int(n) >= browser.range_limit for n in (first, last) if n):
        return False
    return not last or int(first) <= int(last)


@lru_cache(maxsize=8192)
def is_cors_safelisted_request_header(name: str, value: str, browser: Browser) -> bool:
    """https://fetch.spec.whatwg.org/#cors-safelisted-request-header, for a lower-case name."""
    if len(value) > _MOST_BYTES_IN_A_VALUE:  # step 1
        return False
    match name:  # step 2
        case "accept":
            return not _has_unsafe_byte(value, browser)
        case "accept-language" | "content-language":
            return _LANGUAGE.fullmatch(value) is not None
        case "content-type":
            if _has_unsafe_byte(value, browser):
                return False
            # D10: Firefox refuses a comma that the MIME type parser would put into a parameter
            if browser.content_type_comma_unsafe and "," in value:
                return False
            return mime_essence(value) in _SAFE_ESSENCES
        case "range":
            return _is_simple_range(value, browser)
        case _:
            # D7: Chromium safelists client hints that script sets by hand
            return browser.client_hints_safelisted and _is_client_hint(name, value)


def _has_unsafe_byte(value: str, browser: Browser) -> bool:
    """https://fetch.spec.whatwg.org/#cors-unsafe-request-header-byte; D9: Firefox adds the bytes from 0x80 on."""
    if _UNSAFE_BYTE.search(value):
        return True
    return browser.high_bytes_unsafe and _HIGH_BYTE.search(value) is not None


def _is_client_hint(name: str, value: str) -> bool:
    if name == "intervention":
        return True
    pattern = _CLIENT_HINTS.get(name)
    return pattern is not None and pattern.fullmatch(value) is not None


def combined(lines: Iterable[Line]) -> list[Line]:
    """Lines of one name as one, at the place of the first: lower-case names, values joined with ", "."""
    values: dict[str, str] = {}
    for name, value in lines:
        low, trimmed = name.lower(), value.strip("\t ")
        values[low] = f"{values[low]}, {trimmed}" if low in values else trimmed
    return list(values.items())


def cors_unsafe_request_header_names(lines: tuple[Line, ...], browser: Browser) -> tuple[str, ...]:
    """https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names: lower-case, once each, sorted by byte."""
    if browser.measures_combined_value:  # D13
        entries = combined(lines)
    else:
        entries = [(name.lower(), value.strip("\t ")) for name, value in lines]
    unsafe: set[str] = set()
    potentially: set[str] = set()
    respelled = browser.respelled_names_count_twice and len({name for name, _ in lines}) > len(
        {n for n, _ in entries}
    )
    size = 0
    for name, value in entries:  # step 4
        if is_cors_safelisted_request_header(name, value, browser):
            potentially.add(name)
            size += len(value)
        else:
            unsafe.add(name)
    if size > _MOST_BYTES_IN_ALL:  # step 5
        unsafe |= potentially
    if respelled:  # Firefox tells names apart by their spelling
        return tuple(sorted(low for name in {name for name, _ in lines} if (low := name.lower()) in unsafe))
    return tuple(sorted(unsafe))  # step 6
