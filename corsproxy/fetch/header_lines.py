"""Header lines as a browser reads them, odd ones included.

A proxy hands on what stood on the wire; three browsers disagree on blanks before the colon, on a CR without
its LF, and on lines without a value. Whatever they agree on is `Headers.get`'s business.
"""

from __future__ import annotations

import re

from corsproxy.fetch.browser import Browser
from corsproxy.http.headers import Headers, Line

_FOLD = re.compile(r"\r?\n[\t ]+")
_ALLOW_CREDENTIALS = "access-control-allow-credentials"


def is_unreadable(headers: Headers) -> bool:
    """True when a NUL stands in a line: every browser gives up the whole response."""
    return any("\x00" in value or "\x00" in name for name, value in headers.lines)


def as_read(headers: Headers, browser: Browser) -> Headers:
    """The lines as `browser` understands them; the very same object where nothing is odd."""
    if not any(_is_odd(name, value) for name, value in headers.lines):
        return headers
    lines: list[Line] = []
    for name, value in headers.lines:
        lines.extend(_read(name, value, browser))
    if browser.skips_empty_credentials_lines:
        lines = _without_empty_credentials(lines)
    return Headers(lines)


def _without_empty_credentials(lines: list[Line]) -> list[Line]:
    """Firefox overlooks an empty Access-Control-Allow-Credentials line beside another; alone it stays readable."""
    full = [line for line in lines if line[1].strip("\t ") or line[0].lower() != _ALLOW_CREDENTIALS]
    others = any(name.lower() == _ALLOW_CREDENTIALS for name, _ in full)
    return full if others else lines


def _is_odd(name: str, value: str) -> bool:
    if not value:
        return name.lower() == _ALLOW_CREDENTIALS
    return "\n" in value or "\r" in value or name[-1:] in ("\t", " ")


def _read(name: str, value: str, browser: Browser) -> list[Line]:
    if name[-1:] in ("\t", " "):
        # Chromium overlooks a blank before the colon, the others drop the line
        if not browser.reads_name_before_blank:
            return []
        name = name.rstrip("\t ")
    # a folded line is one; any other LF ends it, and what follows is a line of its own if it has a colon
    first, *rest = _FOLD.sub(" ", value).split("\n")
    # a CR without LF at the end: Firefox keeps it as part of the value
    lines = [(name, first if browser.keeps_bare_cr else first.rstrip("\r"))]
    for line in rest:
        spelled, colon, after = line.partition(":")
        if colon:
            lines.extend(_read(spelled, after.strip("\t "), browser))
    return lines


def count_exact_lines(headers: Headers, name: str) -> int:
    """How many lines are spelled exactly `name`, which is how Firefox counts."""
    return sum(1 for spelled, _ in headers.lines if spelled == name)
