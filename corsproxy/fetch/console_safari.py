"""Safari's console: WebCore's CrossOriginAccessControl and the loaders around it, as WebKit 2.50 prints them."""

from __future__ import annotations

from corsproxy.fetch.error import Error
from corsproxy.fetch.fault import UNREADABLE, Fault
from corsproxy.fetch.moves import End
from corsproxy.fetch.page_fetch import Initiator
from corsproxy.fetch.verdict import Phase
from corsproxy.fetch.webkit_header_names import CANONICAL

_NOT_MODIFIED = 304
APIS = {
    Initiator.FETCH: "Fetch API",
    Initiator.XHR: "XMLHttpRequest",
    Initiator.EVENT_SOURCE: "EventSource",
}


def safari_lines(end: End) -> tuple[str, ...]:
    """Every line, exactly."""
    return (*_refused_names(end), *_lines(end))


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
        case Error.INVALID_REQUEST:
            return ()
        case Error.DISALLOWED_BY_MODE:
            return _disallowed_by_mode(end)
        case Error.NO_CORS_REDIRECT_MODE_NOT_FOLLOW:
            no_cors = "No-Cors mode requires follow redirect mode"
            return (no_cors, "Not allowed to request resource", *_cannot_load(end))
        case Error.CORS_DISABLED_SCHEME:
            return ("Cross origin requests are only supported for HTTP.", *_cannot_load(end))
        case Error.MIXED_CONTENT:
            return _mixed_content(end, fault)
        case Error.INVALID_REDIRECT_LOCATION if not fault.location:
            return ()
        case Error.REDIRECT_TO_NON_HTTP_SCHEME if fault.culprit in ("blob", "file") and not _checked(end):
            local = f"Not allowed to load local resource: {fault.target}"
            return (local, "Failed to load resource: Redirect was not allowed", *_cannot_load(end))
        case _ if end.script.initiator is Initiator.FONT:
            return ()
        case _:
            return _three_lines(end, reason(end, fault))


def _checked(end: End) -> bool:
    return end.leg is not None and end.leg.cors


def _status_line(end: End) -> tuple[str, ...]:
    response = end.response
    if response is None or response.status < 400:
        return ()
    return (f"Failed to load resource: the server responded with a status of {response.status} ({response.reason})",)


def _three_lines(end: End, why: str) -> tuple[str, ...]:
    fault = end.fault
    failed = f"Failed to load resource: {why}"
    if fault is not None and fault.error is Error.NETWORK_FAILURE and end.phase is not Phase.PREFLIGHT:
        return (failed,)
    if fault is not None and fault.status == _NOT_MODIFIED and end.phase is Phase.ACTUAL:
        return (why, failed, *_cannot_load(end))
    # what the page's own process finds about a redirect, its loader reports before the API hears of it
    if end.late or (end.phase is Phase.REDIRECT and _is_wrapped(end) and not _checked(end)):
        return (why, failed, *_cannot_load(end))
    if end.script.initiator is Initiator.SCRIPT:
        return (why, failed, *_cannot_load(end))
    return (why, *_cannot_load(end), failed)


def _mixed_content(end: End, fault: Fault) -> tuple[str, ...]:
    # the sentence ends like this
    blocked = (
        f"[blocked] The page at {end.script.page_url} requested insecure content from {fault.target}. This content "
        "was blocked and must\n"
    )
    if end.leg is not None and end.leg.hop:
        return (blocked, "Failed to load resource: Redirect was not allowed", *_cannot_load(end, end.leg.came_from))
    return (blocked, "Not allowed to request resource", *_cannot_load(end))


def _cannot_load(end: End, url: str = "") -> tuple[str, ...]:
    url = url or _url(end)
    match end.script.initiator:
        case Initiator.IMAGE:
            return (f"Cannot load image {end.script.url} due to access control checks.",)
        case Initiator.FETCH | Initiator.XHR | Initiator.EVENT_SOURCE:
            return (f"{APIS[end.script.initiator]} cannot load {url} due to access control checks.",)
        case Initiator.SCRIPT:
            return ("Cross-origin script load denied by Cross-Origin Resource Sharing policy.",)
        case _:
            return ()


def _url(end: End) -> str:
    return end.leg.url.href if end.leg else end.script.url


def _disallowed_by_mode(end: End) -> tuple[str, ...]:
    if end.leg is not None and end.leg.hop:
        why = (
            f"Unsafe attempt to load URL {_url(end)} from origin {end.script.page_origin}. Domains, protocols and "
            "ports must match.\n"
        )
        return (why, *_cannot_load(end), f"Failed to load resource: {why}")
    return (f"Fetch API cannot load {_url(end)}.",)


def _spelled(end: End, name: str) -> str:
    """A header name as WebKit spells it: well-known ones canonically, others as script first wrote them."""
    if name in CANONICAL:
        return CANONICAL[name]
    return next((spelled for spelled, _ in end.script.headers.lines if spelled.lower() == name), name)


def reason(end: End, fault: Fault) -> str:
    """The first line: what WebCore found."""
    why = _reason(end, fault)
    if _is_wrapped(end):
        target = _without_userinfo(fault.target)
        return f"Cross-origin redirection to {target} denied by Cross-Origin Resource Sharing policy: {why}"
    return why


def _is_wrapped(end: End) -> bool:
    fault = end.fault
    unwrapped = (Error.REDIRECT_MODE_ERROR, Error.TOO_MANY_REDIRECTS, Error.NETWORK_FAILURE)
    return fault is not None and bool(fault.target) and fault.error not in unwrapped


def _without_userinfo(url: str) -> str:
    scheme, slashes, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    return f"{scheme}{slashes}{authority.rpartition('@')[2]}{slash}{path}"


def _printed(value: str) -> str:
    """Header bytes as WebKit's log prints them: what is no UTF-8 is replaced, and the whole read as Latin-1."""
    return value.encode("latin-1", "replace").decode("utf-8", "replace").encode("utf-8").decode("latin-1")


def _reason(end: End, fault: Fault) -> str:
    origin = "null" if end.leg is not None and end.leg.tainted else end.script.page_origin
    match fault.error:
        case Error.WILDCARD_ORIGIN_NOT_ALLOWED | Error.PREFLIGHT_WILDCARD_ORIGIN_NOT_ALLOWED:
            return "Cannot use wildcard in Access-Control-Allow-Origin when credentials flag is true."
        case Error.MULTIPLE_ALLOW_ORIGIN_VALUES | Error.PREFLIGHT_MULTIPLE_ALLOW_ORIGIN_VALUES if "," in fault.value:
            return "Access-Control-Allow-Origin cannot contain more than one origin."
        case Error.INVALID_ALLOW_CREDENTIALS | Error.PREFLIGHT_INVALID_ALLOW_CREDENTIALS:
            return 'Credentials flag is true, but Access-Control-Allow-Credentials is not "true".'
        case Error.PREFLIGHT_INVALID_STATUS | Error.PREFLIGHT_DISALLOWED_REDIRECT:
            return f"Preflight response is not successful. Status code: {fault.status}"
        case Error.INVALID_ALLOW_METHODS_PREFLIGHT_RESPONSE:
            return f"Header Access-Control-Allow-Methods has an invalid value: {_printed(fault.value)}"
        case Error.INVALID_ALLOW_HEADERS_PREFLIGHT_RESPONSE:
            return f"Header Access-Control-Allow-Headers has an invalid value: {_printed(fault.value)}"
        case Error.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE:
            return f"Method {fault.culprit} is not allowed by Access-Control-Allow-Methods."
        case Error.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE:
            name = _spelled(end, fault.culprit or "")
            return f"Request header field {name} is not allowed by Access-Control-Allow-Headers."
        case Error.REDIRECT_CONTAINS_CREDENTIALS:
            return f"redirection URL {fault.target} has credentials"
        case Error.REDIRECT_MODE_ERROR:
            return f"Not allowed to follow a redirection while loading {_url(end)}"
        case Error.TOO_MANY_REDIRECTS:
            return "Load cannot follow more than 20 redirections"
        case Error.REDIRECT_TO_NON_HTTP_SCHEME | Error.INVALID_REDIRECT_LOCATION:
            return "not allowed to follow a cross-origin CORS redirection with non CORS scheme"
        case Error.CORP_BLOCKED:
            return (
                f"Cancelled load to {_url(end)} because it violates the resource's Cross-Origin-Resource-Policy "
                "response header."
            )
        case Error.NETWORK_FAILURE:
            if fault.reason == UNREADABLE:
                return "Could not parse HTTP response"
            if "CONNECTION_REFUSED" in fault.reason and end.leg is not None:
                return f"Could not connect to {end.leg.url.host}: Connection refused"
            return "Connection terminated unexpectedly"
        case _:
            return f"Origin {origin} is not allowed by Access-Control-Allow-Origin. Status code: {fault.status}"
