"""The CORS check: does this response give itself to this origin, with these credentials?"""

from __future__ import annotations

from functools import lru_cache

from corsproxy.fetch.allow_origin_value import mismatch_error
from corsproxy.fetch.browser import Browser
from corsproxy.fetch.error import Error
from corsproxy.fetch.fault import Examined, Fault, Mark
from corsproxy.fetch.rule import Rule

PREFLIGHT_ERROR = {
    Error.WILDCARD_ORIGIN_NOT_ALLOWED: Error.PREFLIGHT_WILDCARD_ORIGIN_NOT_ALLOWED,
    Error.MISSING_ALLOW_ORIGIN_HEADER: Error.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER,
    Error.MULTIPLE_ALLOW_ORIGIN_VALUES: Error.PREFLIGHT_MULTIPLE_ALLOW_ORIGIN_VALUES,
    Error.INVALID_ALLOW_ORIGIN_VALUE: Error.PREFLIGHT_INVALID_ALLOW_ORIGIN_VALUE,
    Error.ALLOW_ORIGIN_MISMATCH: Error.PREFLIGHT_ALLOW_ORIGIN_MISMATCH,
    Error.INVALID_ALLOW_CREDENTIALS: Error.PREFLIGHT_INVALID_ALLOW_CREDENTIALS,
}
"""Chromium's names for the same faults on a preflight's answer."""

_CREDENTIALS = "access-control-allow-credentials"
_ORIGIN = "access-control-allow-origin"


def _as_parameter(value: str) -> str:
    """A header's bytes as the DevTools protocol gives them: UTF-8, and what is none left out."""
    return value if value.isascii() else value.encode("latin-1", "ignore").decode("utf-8", "ignore")


@lru_cache(maxsize=4096)
def cors_check(
    allow_origin: str | None,
    origin_lines: int,
    allow_credentials: str | None,
    origin: str,
    include: bool,
    status: int,
    browser: Browser,
) -> Examined:
    """https://fetch.spec.whatwg.org/#concept-cors-check

    Takes the combined values, the number of lines that Firefox counts (header_lines.py), the serialised
    request origin, and whether the credentials mode is include.
    """
    quoted = "absent" if allow_origin is None else f"'{allow_origin}'"
    wanted = f"{quoted}, the request's origin is '{origin}', credentials {'included' if include else 'not included'}"
    if browser.counts_origin_lines and origin_lines > 1:
        # D26: Firefox counts the lines before it reads them
        fault = Fault(
            Error.MULTIPLE_ALLOW_ORIGIN_VALUES,
            culprit=_ORIGIN,
            parameter=_as_parameter(allow_origin or ""),
            value=allow_origin or "",
            lines=origin_lines,
            status=status,
        )
        return Examined(((Rule.ALLOW_ORIGIN, False, f"{origin_lines} lines: {wanted}"),), fault)
    if allow_origin is None:  # step 2
        fault = Fault(Error.MISSING_ALLOW_ORIGIN_HEADER, culprit=_ORIGIN, status=status)
        return Examined(((Rule.ALLOW_ORIGIN, False, wanted),), fault)
    if allow_origin == "*":
        if not include:  # step 3
            return Examined(((Rule.ALLOW_ORIGIN, True, wanted),))
        fault = Fault(Error.WILDCARD_ORIGIN_NOT_ALLOWED, culprit=_ORIGIN, value="*", status=status)
        return Examined(((Rule.ALLOW_ORIGIN, False, wanted),), fault)
    if allow_origin != origin:  # step 4
        fault = Fault(
            mismatch_error(allow_origin),
            culprit=_ORIGIN,
            parameter=_as_parameter(allow_origin),
            value=allow_origin,
            status=status,
        )
        return Examined(((Rule.ALLOW_ORIGIN, False, wanted),), fault)
    matches: Mark = (Rule.ALLOW_ORIGIN, True, wanted)
    if not include:  # step 5
        return Examined((matches,))
    found = "absent" if allow_credentials is None else f"'{allow_credentials}'"
    mark: Mark = (Rule.ALLOW_CREDENTIALS, allow_credentials == "true", f"{found}, must be 'true'")
    if allow_credentials == "true":  # steps 6 and 7
        return Examined((matches, mark))
    value = allow_credentials or ""
    fault = Fault(
        Error.INVALID_ALLOW_CREDENTIALS,
        culprit=_CREDENTIALS,
        parameter=_as_parameter(value),
        value=value,
        status=status,
    )
    return Examined((matches, mark), fault)
