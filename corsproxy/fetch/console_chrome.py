"""Chrome's console: cors_error_string.cc and resource_loader.cc, as Chromium 156 prints them."""

from __future__ import annotations

from corsproxy.fetch.error import Error
from corsproxy.fetch.fault import UNREADABLE, Fault
from corsproxy.fetch.moves import End
from corsproxy.fetch.page_fetch import Initiator
from corsproxy.fetch.redirect import NOT_FOR_CORS

KINDS = {
    Initiator.FETCH: "fetch",
    Initiator.XHR: "XMLHttpRequest",
    Initiator.IMAGE: "image",
    Initiator.SCRIPT: "script",
    Initiator.MODULE: "script",
    Initiator.STYLE: "CSS stylesheet",
    Initiator.FONT: "font",
    Initiator.MEDIA: "video",
    Initiator.EVENT_SOURCE: "resource",
    Initiator.BEACON: "resource",
    Initiator.OTHER: "resource",
}
_SCHEMES = (
    "chrome, chrome-experimental-site-token-provider, chrome-extension, chrome-untrusted, data, http, https, "
    "isolated-app"
)
_FAILED = "Failed to load resource: net::ERR_FAILED"
_PREFLIGHT = "Response to preflight request doesn't pass access control check: "
_VALID_VALUE = " Have the server send the header with a valid value."
_WITH_CREDENTIALS = (
    " The credentials mode of requests initiated by the XMLHttpRequest is controlled by the withCredentials "
    "attribute."
)


def encode_hint(value: str) -> str:
    """Chromium's EncodeHint: everything but printable ASCII as `\\uXXXX`."""
    return "".join(char if " " <= char <= "~" else f"\\u{ord(char):04X}" for char in value)


def chrome_lines(end: End) -> tuple[str, ...]:
    """Every line, exactly."""
    return (*_lines(end), *_refused_names(end))


def _refused_names(end: End) -> tuple[str, ...]:
    """XMLHttpRequest says so when setRequestHeader() is ignored; fetch() does not."""
    if end.script.initiator is not Initiator.XHR:
        return ()
    return tuple(f'Refused to set unsafe header "{name}"' for name in end.script.refused_names)


def _lines(end: End) -> tuple[str, ...]:
    fault = end.fault
    if fault is None:
        return _status_line(end)
    match fault.error:
        case Error.DISALLOWED_BY_MODE:
            return _disallowed_by_mode(end)
        case Error.NO_CORS_REDIRECT_MODE_NOT_FOLLOW:
            return (
                f'Fetch API cannot load {end.script.url}. Request mode is "no-cors" but the redirect mode is not '
                '"follow".',
            )
        case Error.CORS_DISABLED_SCHEME if end.script.initiator is Initiator.FETCH and not _hop(end):
            return (f'Fetch API cannot load {_url(end)}. URL scheme "{fault.culprit}" is not supported.',)
        case Error.NETWORK_FAILURE:
            reason = "net::ERR_INVALID_HTTP_RESPONSE" if fault.reason == UNREADABLE else fault.reason
            reason = reason if reason.startswith("net::") else "net::ERR_FAILED"
            return (f"Failed to load resource: {reason}",)
        case Error.TOO_MANY_REDIRECTS:
            return ("Failed to load resource: net::ERR_TOO_MANY_REDIRECTS",)
        case Error.REDIRECT_MODE_ERROR:
            return (_FAILED,)
        case Error.REDIRECT_TO_NON_HTTP_SCHEME:
            return ("Failed to load resource: net::ERR_UNSAFE_REDIRECT",)
        case Error.INVALID_REDIRECT_LOCATION:
            return ("Failed to load resource: net::ERR_INVALID_REDIRECT",)
        case Error.CORP_BLOCKED:
            return ("Failed to load resource: net::ERR_BLOCKED_BY_RESPONSE.NotSameOrigin",)
        case Error.MIXED_CONTENT:
            return (
                f"Mixed Content: The page at '{end.script.page_url}' was loaded over HTTPS, but requested an "
                f"insecure resource '{fault.target}'. This request has been blocked; the content must be served over "
                "HTTPS.",
            )
        case Error.INVALID_REQUEST:
            return ()
        case Error.REDIRECT_CONTAINS_CREDENTIALS if fault.reason == NOT_FOR_CORS:
            return ()
        case _:
            return (_blocked(end, fault), _FAILED)


def _status_line(end: End) -> tuple[str, ...]:
    """Chromium reports a 4xx or 5xx answer as one that failed to load, whoever reads it."""
    response = end.response
    if response is None or response.status < 400:
        return ()
    return (f"Failed to load resource: the server responded with a status of {response.status} ({response.reason})",)


def _url(end: End) -> str:
    return end.leg.url.href if end.leg else end.script.url


def _hop(end: End) -> int:
    return end.leg.hop if end.leg else 0


def _first_url(end: End) -> str:
    return end.script.url


def _disallowed_by_mode(end: End) -> tuple[str, ...]:
    if _hop(end):
        return (
            f"Unsafe attempt to load URL {_url(end)} from frame with URL {end.script.page_url}. "
            "Domains, protocols and ports must match.\n",
        )
    return (
        f'Fetch API cannot load {_url(end)}. Request mode is "same-origin" but the URL\'s origin is not same as the '
        f"request origin {end.script.page_origin}.",
    )


def _blocked(end: End, fault: Fault) -> str:
    url, first = _url(end), _first_url(end)
    redirected = "" if end.leg is None or not end.leg.hop or url == first else f" (redirected from '{first}')"
    kind = KINDS[end.script.initiator]
    return (
        f"Access to {kind} at '{url}'{redirected} from origin '{end.script.page_origin}' has been blocked by CORS "
        f"policy: {body(fault, end.script.initiator)}"
    )


def body(fault: Fault, initiator: Initiator) -> str:
    """The sentence after `has been blocked by CORS policy: `."""
    preflight = _PREFLIGHT if fault.error.startswith("Preflight") else ""
    value = encode_hint(fault.value)
    fetch = _VALID_VALUE if initiator is Initiator.FETCH else ""
    xhr = _WITH_CREDENTIALS if initiator is Initiator.XHR else ""
    match fault.error:
        case Error.WILDCARD_ORIGIN_NOT_ALLOWED | Error.PREFLIGHT_WILDCARD_ORIGIN_NOT_ALLOWED:
            text = (
                "The value of the 'Access-Control-Allow-Origin' header in the response must not be the wildcard '*' "
                f"when the request's credentials mode is 'include'.{xhr}"
            )
        case Error.MISSING_ALLOW_ORIGIN_HEADER | Error.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER:
            text = "No 'Access-Control-Allow-Origin' header is present on the requested resource."
        case Error.MULTIPLE_ALLOW_ORIGIN_VALUES | Error.PREFLIGHT_MULTIPLE_ALLOW_ORIGIN_VALUES:
            text = (
                f"The 'Access-Control-Allow-Origin' header contains multiple values '{value}', but only one is "
                f"allowed.{fetch}"
            )
        case Error.INVALID_ALLOW_ORIGIN_VALUE | Error.PREFLIGHT_INVALID_ALLOW_ORIGIN_VALUE:
            text = f"The 'Access-Control-Allow-Origin' header contains the invalid value '{value}'.{fetch}"
        case Error.ALLOW_ORIGIN_MISMATCH | Error.PREFLIGHT_ALLOW_ORIGIN_MISMATCH:
            text = (
                f"The 'Access-Control-Allow-Origin' header has a value '{value}' that is not equal to the supplied "
                f"origin.{fetch}"
            )
        case Error.INVALID_ALLOW_CREDENTIALS | Error.PREFLIGHT_INVALID_ALLOW_CREDENTIALS:
            text = (
                f"The value of the 'Access-Control-Allow-Credentials' header in the response is '{value}' which must "
                f"be 'true' when the request's credentials mode is 'include'.{xhr}"
            )
        case Error.PREFLIGHT_INVALID_STATUS:
            text = "It does not have HTTP ok status."
        case Error.PREFLIGHT_DISALLOWED_REDIRECT:
            text = "Redirect is not allowed for a preflight request."
        case Error.INVALID_ALLOW_METHODS_PREFLIGHT_RESPONSE:
            text = "Cannot parse Access-Control-Allow-Methods response header field in preflight response."
        case Error.INVALID_ALLOW_HEADERS_PREFLIGHT_RESPONSE:
            text = "Cannot parse Access-Control-Allow-Headers response header field in preflight response."
        case Error.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE:
            method = encode_hint(fault.culprit or "")
            text = f"Method {method} is not allowed by Access-Control-Allow-Methods in preflight response."
        case Error.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE:
            name = encode_hint(fault.culprit or "")
            text = (
                f"Request header field {name} is not allowed by Access-Control-Allow-Headers in preflight response."
            )
        case Error.REDIRECT_CONTAINS_CREDENTIALS:
            # the hint is never filled in
            text = (
                "Redirect location '' contains a username and password, which is disallowed for cross-origin "
                "requests."
            )
        case Error.CORS_DISABLED_SCHEME:
            text = f"Cross origin requests are only supported for protocol schemes: {_SCHEMES}."
        case Error.INSECURE_LOCAL_NETWORK:
            text = (
                "The request client is not a secure context and the resource is in more-private address space "
                f"`{fault.value}`."
            )
        case Error.LOCAL_NETWORK_ACCESS_PERMISSION_DENIED:
            text = f"Permission was denied for this request to access the `{fault.value}` address space."
        case Error.INVALID_LOCAL_NETWORK_ACCESS:
            text = (
                f"Request had a target IP address space of `{fault.token}` yet the resource is in address space "
                f"`{fault.value}`."
            )
        case _:
            text = "The response is invalid."
    return preflight + text
