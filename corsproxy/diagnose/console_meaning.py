"""What an error does not mean, and what to look at: for the person who met it in a console."""

from __future__ import annotations

from corsproxy.diagnose.browser_kinds import BROWSER_KINDS, KIND_OF
from corsproxy.diagnose.catalogue import CAUSES
from corsproxy.diagnose.finding import Kind
from corsproxy.diagnose.grant import ALLOW_ORIGIN_ERRORS
from corsproxy.diagnose.report_of_refusal import Refusal
from corsproxy.fetch.error import Error

_ERROR_OF = {kind.code: error for error, kind in KIND_OF.items()}

_NOT_MEANT_AT_PREFLIGHT = (
    "It does not mean that the request itself was refused: it was never sent. A token, cookie or body cannot have "
    "been wrong, since a preflight carries none."
)
_NOT_MEANT_ON_ACTUAL = (
    "It does not mean that the server did not act: it received this request and answered it; the browser only keeps "
    "the answer from the page. Nor that the preflight is wrong: if there was one, it passed."
)
_NOT_MEANT = {
    Error.NETWORK_FAILURE: "It does not mean that a CORS header is missing: no response came at all.",
    Error.CORP_BLOCKED: "It is not CORS: no Access-Control header changes it.",
    Error.MIXED_CONTENT: "It is not CORS: no Access-Control header changes it.",
    Error.CORS_DISABLED_SCHEME: "It does not mean that the server refused: nothing was sent.",
    Error.DISALLOWED_BY_MODE: "It does not mean that the server refused: the page itself asked for this limit.",
    Error.NO_CORS_REDIRECT_MODE_NOT_FOLLOW: "It does not mean that the server refused: nothing was sent.",
    Error.INVALID_REQUEST: "It does not mean that the server refused: nothing was sent.",
    Error.REDIRECT_MODE_ERROR: "It is not CORS: the page asked not to be redirected.",
    Error.TOO_MANY_REDIRECTS: "It is not CORS: no Access-Control header ends a redirect loop.",
    Error.INVALID_RESPONSE: "It says nothing about Access-Control headers.",
}
_LOCAL = "It is not about Access-Control headers: the browser asks the user, not the server."

GONE = {
    "PreflightMissingAllowPrivateNetwork": "Chrome (98 to 142 at most) asked public pages to announce requests to "
    "private addresses with a preflight, and its answer lacked Access-Control-Allow-Private-Network: true. Today "
    "Chrome asks the user for permission instead, and ignores that header.",
    "PreflightInvalidAllowPrivateNetwork": "An older Chrome found Access-Control-Allow-Private-Network with another "
    "value than true. Today it asks the user for permission instead, and ignores that header.",
    "PreflightMissingAllowExternal": "An experiment of older Chrome versions with requests from public to private "
    "addresses; no current browser asks for Access-Control-Allow-External.",
    "PreflightInvalidAllowExternal": "An experiment of older Chrome versions with requests from public to private "
    "addresses; no current browser asks for Access-Control-Allow-External.",
    "PreflightMissingPrivateNetworkAccessId": "An older Chrome's permission prompt for private networks wanted this "
    "header; no current browser does.",
    "PreflightMissingPrivateNetworkAccessName": "An older Chrome's permission prompt for private networks wanted "
    "this header; no current browser does.",
    "CorsDisabledByPreference": "CORS is switched off in this Firefox (about:config, content.cors.disable): every "
    "cross-origin request of script fails.",
    "OriginCannotBeAdded": "Firefox could not add an Origin header to the request, as happens to requests of "
    "extensions.",
    "AccessControlChecks": "Safari says only that a check failed. The line before it, or the one that begins with "
    "“Failed to load resource”, tells which: paste that one too.",
}

HIDING_MEANS = (
    "This line hides the reason on purpose: script must not learn why. Look in the console for the line beside it "
    "(Chrome: “Access to fetch at …”; Firefox: “Cross-Origin Request Blocked …”; Safari: “Origin … is not allowed "
    "…”), or capture the traffic and run `corsproxy analyze`. If there is no such line, it was no CORS refusal: the "
    "server is down, its certificate is not trusted, the name does not resolve, or an extension blocked the request."
)


def kinds_of(refusal: Refusal) -> tuple[Kind, ...]:
    """The catalogue entries for what a refusal may be, each once."""
    return tuple(dict.fromkeys(KIND_OF[error] for error in refusal.errors))


def not_meant(error: Error) -> str:
    """What this error is mistaken for."""
    if error in _NOT_MEANT:
        return _NOT_MEANT[error]
    if "LocalNetwork" in error:
        return _LOCAL
    if error.startswith("Preflight") or error.endswith("PreflightResponse"):
        return _NOT_MEANT_AT_PREFLIGHT
    if error in ALLOW_ORIGIN_ERRORS or error is Error.INVALID_ALLOW_CREDENTIALS:
        return _NOT_MEANT_ON_ACTUAL
    return (
        "It does not mean that the first server refused: the redirect it answered with is what the browser refuses."
    )


def error_of(kind: Kind) -> Error | None:
    """The browser error that a kind stands for; None for causes."""
    return _ERROR_OF.get(kind.code)


def look_up(word: str) -> tuple[Kind, ...]:
    """The catalogue entries that a code (`B011`), a name (`missing-allow-origin`) or Chromium's error name
    (`PreflightMissingAllowOriginHeader`) means, whatever its case; empty when there is none."""
    wanted = word.strip().lower()
    found = [kind for kind in (*BROWSER_KINDS, *CAUSES) if wanted in (kind.code.lower(), kind.name.lower())]
    found += [KIND_OF[error] for error in Error if error.lower() == wanted]
    return tuple(dict.fromkeys(found))


def all_kinds() -> tuple[Kind, ...]:
    """Every entry, the browser's side first."""
    return (*BROWSER_KINDS, *CAUSES)
