"""What is wrong with an Access-Control-Allow-Origin value that is not the request's origin.

Only Chromium tells these apart; the order is its own (services/network/public/cpp/cors/cors.cc).
"""

from __future__ import annotations

import re

from corsproxy.fetch.error import Error
from corsproxy.http.url import parse

_NON_LATIN = re.compile(r"[\x80-\xff]")


def mismatch_error(value: str) -> Error:
    """The error for a value that does not match: multiple, `null`, not a URL, or another origin."""
    if " " in value or "," in value:
        return Error.MULTIPLE_ALLOW_ORIGIN_VALUES
    if value == "null":
        return Error.ALLOW_ORIGIN_MISMATCH
    return Error.ALLOW_ORIGIN_MISMATCH if is_url(value) else Error.INVALID_ALLOW_ORIGIN_VALUE


def is_url(value: str) -> bool:
    """True where Chromium's URL parser takes the value; header bytes beyond ASCII reach it undecoded."""
    return not _NON_LATIN.search(value) and parse(value) is not None
