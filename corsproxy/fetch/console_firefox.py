"""Firefox's console: security.properties of ESR 153, typographic quotes and all."""

from __future__ import annotations

from corsproxy.fetch.error import Error
from corsproxy.fetch.fault import Fault
from corsproxy.fetch.verdict import Phase
from corsproxy.fetch.walk import End

_DID_NOT_SUCCEED = "CORS request did not succeed). Status code: (null)."


def firefox_lines(end: End) -> tuple[str, ...]:
    """Every line, exactly."""
    fault = end.fault
    if fault is None:
        return ()
    match fault.error:
        case Error.DISALLOWED_BY_MODE:
            return (f"Security Error: Content at {end.script.page_url} may not load data from {_url(end)}.",)
        case Error.NO_CORS_REDIRECT_MODE_NOT_FOLLOW | Error.REDIRECT_MODE_ERROR | Error.INVALID_REQUEST:
            return ()
        case Error.CORP_BLOCKED:
            return (
                f"The resource at “{_url(end)}” was blocked due to its Cross-Origin-Resource-Policy header (or lack "
                "thereof). See https://developer.mozilla.org/docs/Web/HTTP/Cross-Origin_Resource_Policy_(CORP)#",
            )
        case Error.MIXED_CONTENT:
            return (f"Blocked loading mixed active content “{fault.target}”",)
        case _:
            lines = [_blocked(_url(end), reason) for reason in reasons(fault)]
            if fault.error is Error.WILDCARD_ORIGIN_NOT_ALLOWED or (
                fault.error is Error.PREFLIGHT_WILDCARD_ORIGIN_NOT_ALLOWED
            ):
                # this one message quotes the URL
                lines = [_blocked(f"‘{_url(end)}’", reason) for reason in reasons(fault)]
            if end.phase is not Phase.ACTUAL and lines[-1] != _blocked(_url(end), _DID_NOT_SUCCEED):
                lines.append(_blocked(_url(end), _DID_NOT_SUCCEED))
            return tuple(lines)


def _blocked(url: str, reason: str) -> str:
    return (
        "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at "
        f"{url}. (Reason: {reason}"
    )


def _url(end: End) -> str:
    return end.leg.url.href if end.leg else end.script.url


def reasons(fault: Fault) -> tuple[str, ...]:
    """What stands after `(Reason: `, one for each line; the closing parenthesis is theirs."""
    match fault.error:
        case Error.MISSING_ALLOW_ORIGIN_HEADER | Error.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER:
            return (f"CORS header ‘Access-Control-Allow-Origin’ missing). Status code: {fault.status}.",)
        case Error.WILDCARD_ORIGIN_NOT_ALLOWED | Error.PREFLIGHT_WILDCARD_ORIGIN_NOT_ALLOWED:
            return ("Credential is not supported if the CORS header ‘Access-Control-Allow-Origin’ is ‘*’).",)
        case Error.MULTIPLE_ALLOW_ORIGIN_VALUES | Error.PREFLIGHT_MULTIPLE_ALLOW_ORIGIN_VALUES if fault.lines > 1:
            return ("Multiple CORS header ‘Access-Control-Allow-Origin’ not allowed).",)
        case (
            Error.MULTIPLE_ALLOW_ORIGIN_VALUES
            | Error.PREFLIGHT_MULTIPLE_ALLOW_ORIGIN_VALUES
            | Error.INVALID_ALLOW_ORIGIN_VALUE
            | Error.PREFLIGHT_INVALID_ALLOW_ORIGIN_VALUE
            | Error.ALLOW_ORIGIN_MISMATCH
            | Error.PREFLIGHT_ALLOW_ORIGIN_MISMATCH
        ):
            return (f"CORS header ‘Access-Control-Allow-Origin’ does not match ‘{as_utf8(fault.value)}’).",)
        case Error.INVALID_ALLOW_CREDENTIALS | Error.PREFLIGHT_INVALID_ALLOW_CREDENTIALS:
            return ("expected ‘true’ in CORS header ‘Access-Control-Allow-Credentials’).",)
        case Error.PREFLIGHT_INVALID_STATUS:
            return (f"CORS preflight response did not succeed). Status code: {fault.status}.",)
        case Error.PREFLIGHT_DISALLOWED_REDIRECT:
            return (
                "CORS request external redirect not allowed).",
                f"CORS preflight response did not succeed). Status code: {fault.status}.",
            )
        case Error.INVALID_ALLOW_METHODS_PREFLIGHT_RESPONSE:
            return (f"invalid token ‘{as_utf8(fault.token)}’ in CORS header ‘Access-Control-Allow-Methods’).",)
        case Error.INVALID_ALLOW_HEADERS_PREFLIGHT_RESPONSE:
            return (f"invalid token ‘{as_utf8(fault.token)}’ in CORS header ‘Access-Control-Allow-Headers’).",)
        case Error.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE:
            return ("Did not find method in CORS header ‘Access-Control-Allow-Methods’).",)
        case Error.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE:
            return (
                f"header ‘{fault.culprit}’ is not allowed according to header ‘Access-Control-Allow-Headers’ from "
                "CORS preflight response).",
            )
        case Error.CORS_DISABLED_SCHEME:
            return ("CORS request not http).",)
        case _:
            return (_DID_NOT_SUCCEED,)


def as_utf8(value: str) -> str:
    """Header bytes as Firefox prints them: decoded as UTF-8, U+FFFD for what is none."""
    return value.encode("latin-1", "replace").decode("utf-8", "replace")
