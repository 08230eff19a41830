"""Firefox's console: security.properties of ESR 153, typographic quotes and all."""

from __future__ import annotations

from corsproxy.fetch.error import Error
from corsproxy.fetch.fault import Fault
from corsproxy.fetch.moves import End
from corsproxy.fetch.page_fetch import Initiator, RedirectMode
from corsproxy.fetch.verdict import Phase
from corsproxy.http.url import origin_of

_DID_NOT_SUCCEED = "CORS request did not succeed). Status code: (null)."


def firefox_lines(end: End) -> tuple[str, ...]:
    """Every line, exactly."""
    return (*_warnings(end), *_lines(end))


def _warnings(end: End) -> tuple[str, ...]:
    return tuple(
        "Cross-Origin Request Warning: The Same Origin Policy will disallow reading the remote resource at "
        f"{url} soon. (Reason: When the `Access-Control-Allow-Headers` is `*`, the `Authorization` header is not "
        "covered. To include the `Authorization` header, it must be explicitly listed in CORS header "
        "`Access-Control-Allow-Headers`)."
        for url in (end.leg.warned if end.leg else ())
    )


def _lines(end: End) -> tuple[str, ...]:
    fault = end.fault
    if fault is None:
        return ()
    match fault.error:
        case Error.DISALLOWED_BY_MODE:
            return (f"Security Error: Content at {_page(end)} may not load data from {_url(end)}.",)
        case Error.REDIRECT_TO_NON_HTTP_SCHEME:
            return _foreign_scheme(end, fault)
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
            if _aborts_twice(end, fault):
                lines.append(_blocked(_url(end), _DID_NOT_SUCCEED))
            following = end.script.redirect is RedirectMode.FOLLOW
            if following and end.phase is Phase.PREFLIGHT and fault.location and len(lines) == 2:
                # a preflight that was redirected is given up once more
                lines.append(_blocked(_url(end), _DID_NOT_SUCCEED))
            lines.extend(_element_line(end))
            return tuple(lines)


def _aborts_twice(end: End, fault: Fault) -> bool:
    """Whether the channel reports its own end after the reason: preflights do, and redirects to be followed."""
    if end.phase is Phase.PREFLIGHT:
        return True
    own = reasons(fault) == (_DID_NOT_SUCCEED,)
    return end.phase is Phase.REDIRECT and end.script.redirect is RedirectMode.FOLLOW and not own


def _element_line(end: End) -> tuple[str, ...]:
    match end.script.initiator:
        case Initiator.SCRIPT:
            return (f"<script> source URI is not allowed in this document: “{_url(end)}”.",)
        case Initiator.MODULE:
            return (f"Module source URI is not allowed in this document: “{_url(end)}”.",)
        case Initiator.EVENT_SOURCE:
            return (f"Firefox can’t establish a connection to the server at {_url(end)}.",)
        case _:
            return ()


def _foreign_scheme(end: End, fault: Fault) -> tuple[str, ...]:
    """A redirect out of HTTP: the words depend on what the scheme would have been good for."""
    failed = _blocked(_url(end), _DID_NOT_SUCCEED)
    not_http = _blocked(fault.target, "CORS request not http).")
    match fault.culprit:
        case "file":
            refused = f"Security Error: Content at {_url(end)} may not load or link to {fault.target}."
            return (refused, failed) if end.leg is not None and end.leg.cors else (refused,)
        case "blob":
            return (f"Security Error: Content at {_url(end)} may not load data from {fault.target}.",)
        case "data":
            refused = f"Redirecting to data: URI not allowed (Blocked loading of: “{fault.target}”)"
            return (failed, refused) if end.leg is not None and end.leg.cors else (refused,)
        case "javascript":
            return (failed,)
        case _ if end.leg is None or not end.leg.cors:
            return (not_http,)
        case "mailto":
            return (failed, not_http)
        case _:
            return (not_http, failed)


def _page(end: End) -> str:
    """The page as Firefox names it: an opaque one by a principal whose identifier is made up anew each time."""
    if end.script.page_origin != "null":
        return end.script.page_url
    return f"moz-nullprincipal:{{00000000-0000-0000-0000-000000000000}}?{origin_of(end.script.page_url)}"


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
