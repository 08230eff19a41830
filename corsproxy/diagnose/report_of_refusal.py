"""One refusal as a console tells it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from corsproxy.diagnose.console_text_wordings import Wording
from corsproxy.fetch.error import Error

_AT_PREFLIGHT = frozenset(
    error for error in Error if error.startswith("Preflight") or error.endswith("PreflightResponse")
)
_AT_REDIRECT = frozenset(
    {
        Error.REDIRECT_CONTAINS_CREDENTIALS,
        Error.TOO_MANY_REDIRECTS,
        Error.REDIRECT_MODE_ERROR,
        Error.REDIRECT_TO_NON_HTTP_SCHEME,
        Error.INVALID_REDIRECT_LOCATION,
    }
)
_BEFORE = frozenset(
    {
        Error.DISALLOWED_BY_MODE,
        Error.CORS_DISABLED_SCHEME,
        Error.NO_CORS_REDIRECT_MODE_NOT_FOLLOW,
        Error.MIXED_CONTENT,
        Error.INSECURE_LOCAL_NETWORK,
        Error.LOCAL_NETWORK_ACCESS_PERMISSION_DENIED,
    }
)
# checks that happen on a preflight's answer too, in words that do not say which it was
_BOTH = {
    error: Error(f"Preflight{error}") for error in Error if f"Preflight{error}" in {str(other) for other in Error}
}
_SILENT_ON_PHASE = frozenset({"firefox", "safari"})


@dataclass(frozen=True, slots=True)
class Refusal:
    """`errors` are what it may be, the likeliest first; empty when browsers no longer have it, and `name` says what
    it was called. `phase` is `preflight`, `actual`, `redirect`, `before sending`, or words where it may be several.
    `url` is where it failed, `first_url` what script asked for when that differs, `said` the matched words."""

    browser: str
    errors: tuple[Error, ...]
    phase: str = ""
    url: str = ""
    origin: str = ""
    first_url: str = ""
    redirected_to: str = ""
    api: str = ""
    culprit: str = ""
    status: int = 0
    name: str = ""
    said: str = ""


def refusal_of(wording: Wording, match: re.Match[str], browser: str, frame: Mapping[str, str | None]) -> Refusal:
    """The refusal that a sentence in a browser's frame tells of."""
    said = {**{name: value for name, value in frame.items() if value}, **_groups(match)}
    errors = wording.errors
    phase = _phase(errors[0]) if errors else "preflight" if wording.name.startswith("Preflight") else ""
    if browser in _SILENT_ON_PHASE and errors and errors[0] in _BOTH:
        phase = "actual" if browser == "firefox" else "preflight or actual"
        errors = (*errors, *(_BOTH[error] for error in errors if error in _BOTH))
    status = said.get("status") or said.get("code") or ""
    return Refusal(
        browser,
        errors,
        phase,
        url=_unwrapped(said.get("url", "")),
        origin=_unwrapped(said.get("origin", "")),
        first_url=_unwrapped(said.get("first", "")),
        api=said.get("api", ""),
        culprit=said.get("value") or said.get("only") or said.get("was") or said.get("missing") or "",
        status=int(status) if status.isdecimal() else 0,
        name=wording.name,
        said=match.group(),
    )


def _groups(match: re.Match[str]) -> dict[str, str]:
    return {name: value for name, value in match.groupdict().items() if value}


def _unwrapped(value: str) -> str:
    """A URL that a terminal broke over two lines has blanks in it that no URL has."""
    return value.replace(" ", "")


def _phase(error: Error) -> str:
    if error in _AT_PREFLIGHT:
        return "preflight"
    if error in _AT_REDIRECT:
        return "redirect"
    return "before sending" if error in _BEFORE else "actual"


def preflight_variants(refusal: Refusal) -> Refusal:
    """The same sentence said of a preflight's answer."""
    first = tuple(_BOTH[error] for error in refusal.errors if error in _BOTH)
    rest = tuple(error for error in refusal.errors if error not in _BOTH or refusal.browser in _SILENT_ON_PHASE)
    errors = tuple(dict.fromkeys((*first, *rest)))
    return replace(refusal, errors=errors or refusal.errors, phase="preflight")
