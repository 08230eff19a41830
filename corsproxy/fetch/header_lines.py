"""Header lines as a browser reads them, odd ones included.

A proxy hands on what stood on the wire; three browsers disagree on blanks before the colon, on a CR without
its LF, and on lines without a value. Whatever they agree on is `Headers.get`'s business.
"""

from __future__ import annotations

import re

from corsproxy.fetch.browser import Browser
from corsproxy.http.headers import Headers

_ODD = re.compile(r"[\r\n\x00]")
_FOLD = re.compile(r"\r?\n[\t ]+")


def is_unreadable(headers: Headers) -> bool:
    """True when a NUL stands in a line: every browser gives up the whole response."""
    return any("\x00" in value or "\x00" in name for name, value in headers.lines)


def read(headers: Headers, name: str, browser: Browser) -> str | None:
    """The combined value of a lower-case `name` as `browser` understands these lines; None when absent."""
    value = headers.get(name)
    if value is not None and not _ODD.search(value):
        return value
    if value is None and not browser.reads_name_before_blank:
        return None
    return _read_oddly(headers, name, browser)


def _read_oddly(headers: Headers, name: str, browser: Browser) -> str | None:
    values = []
    for spelled, value in headers.lines:
        # a blank before the colon: Chromium overlooks it, the others drop the line
        low = spelled.lower()
        if low == name or (browser.reads_name_before_blank and low.rstrip("\t ") == name):
            values.append(_value(value, browser))
    return ", ".join(values) if values else None


def _value(value: str, browser: Browser) -> str:
    unfolded = _FOLD.sub(" ", value)
    # a CR without LF at the end: Firefox keeps it as part of the value
    return unfolded.strip("\t ") if browser.keeps_bare_cr else unfolded.strip("\t \r\n")


def count_exact_lines(headers: Headers, name: str) -> int:
    """How many lines are spelled exactly `name`, which is how Firefox counts."""
    return sum(1 for spelled, _ in headers.lines if spelled == name)
