"""The catalogue's browser side: one kind for every error that a browser can report.

The texts are for the person who met the error: what it means, why browsers insist, what it is mistaken for.
"""

from __future__ import annotations

from corsproxy.diagnose.finding import Kind, Severity
from corsproxy.fetch.error import Error

_FETCH = "https://fetch.spec.whatwg.org/"
_CHECK = _FETCH + "#concept-cors-check"
_PREFLIGHT = _FETCH + "#cors-preflight-fetch"
_REDIRECT = _FETCH + "#http-redirect-fetch"
_MDN = "https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CORS/Errors/"
_LNA = "https://wicg.github.io/local-network-access/"

_WHY_ORIGIN = (
    "Without the server's consent, named for exactly this origin, script on any site could read what the server "
    "answers. The browser checks every response of the chain, error responses and redirects included."
)
_WHY_CREDENTIALS = (
    "A request with credentials reads private data in the user's name, so a consent that was written for everybody "
    "does not count: the server must name the origin and say that credentials are meant."
)
_WHY_PREFLIGHT = (
    "A request that an HTML form could not have made is announced first with OPTIONS; only a server that understands "
    "the announcement and consents gets the request itself."
)
_WHY_REDIRECT = "Every URL of a redirect chain is a server of its own that has to consent."
_WHY_GATE = "This is decided by the browser before, or apart from, the CORS check; no CORS header changes it."

_NOT_AT_PREFLIGHT = (
    "It is about the response to the request itself: the preflight, if there was one, passed. Leave OPTIONS alone."
)
_AT_PREFLIGHT = (
    "It is about the answer to the OPTIONS request. The request itself was never sent, so a handler that sets "
    "headers on its own responses does not mend this."
)
_STATUS_HIDDEN = (
    "Often the CORS error is only the mask: the response is an error (401, 403, 404, 429, 502 …) written by "
    "something that adds no CORS headers. Look at the status first."
)


def _kind(
    number: int, name: str, title: str, what: str, why: str, problems: tuple[str, ...], *references: str
) -> Kind:
    return Kind(name, f"B{number:03}", Severity.ERROR, title, what, why, problems, references)


def _pair(
    number: int, name: str, title: str, what: str, why: str, problems: tuple[str, ...], *references: str
) -> tuple[Kind, Kind]:
    """A fault of the CORS check, and the same one in a preflight's answer."""
    return (
        _kind(number, name, title, what, why, (_NOT_AT_PREFLIGHT, *problems), _CHECK, *references),
        _kind(
            number + 10,
            f"preflight-{name}",
            f"Preflight: {title[0].lower()}{title[1:]}" if not title.startswith("Access-") else f"Preflight: {title}",
            f"In the answer to the preflight: {what[0].lower()}{what[1:]}"
            if not what.startswith("Access-")
            else f"In the answer to the preflight: {what}",
            why,
            (_AT_PREFLIGHT, *problems),
            _PREFLIGHT,
            *references,
        ),
    )


_MISSING, _P_MISSING = _pair(
    1,
    "missing-allow-origin",
    "Access-Control-Allow-Origin is missing",
    "The response carries no Access-Control-Allow-Origin header, so the browser withholds it from the page.",
    _WHY_ORIGIN,
    (_STATUS_HIDDEN,),
    _MDN + "CORSMissingAllowOrigin",
)
_WILDCARD, _P_WILDCARD = _pair(
    2,
    "allow-origin-wildcard",
    "Access-Control-Allow-Origin is * on a request with credentials",
    "Access-Control-Allow-Origin is `*`, and the page asked with credentials: 'include' (XHR: withCredentials).",
    _WHY_CREDENTIALS,
    ("Access-Control-Allow-Credentials: true beside `*` does not help: the origin has to be named.",),
    _MDN + "CORSNotSupportingCredentials",
)
_MULTIPLE, _P_MULTIPLE = _pair(
    3,
    "multiple-allow-origin",
    "Access-Control-Allow-Origin has several values",
    "Access-Control-Allow-Origin holds more than one value, by a comma, a space or a second line of the header.",
    "The header is one origin or `*`. A browser never chooses from a list.",
    (
        "Two layers each add the header: the gateway's CORS configuration and the handler, or a proxy and the "
        "application. Even two equal values fail.",
        "A list of allowed origins belongs in the server's configuration; it answers with the one that asked.",
    ),
    _MDN + "CORSMultipleAllowOriginNotAllowed",
)
_INVALID, _P_INVALID = _pair(
    4,
    "invalid-allow-origin",
    "Access-Control-Allow-Origin is not an origin",
    "Access-Control-Allow-Origin holds a value that is not a URL at all, such as `example.com` without its scheme, a "
    "quoted `'*'`, an unresolved placeholder or an empty string.",
    "The value is compared byte by byte with the page's origin: scheme, host and port.",
    ("Quotes from a template end up in the header when it is written twice-quoted.",),
    _MDN + "CORSAllowOriginNotMatchingOrigin",
)
_MISMATCH, _P_MISMATCH = _pair(
    5,
    "allow-origin-mismatch",
    "Access-Control-Allow-Origin names another origin",
    "Access-Control-Allow-Origin names an origin that is not the page's: another host, scheme or port, a trailing "
    "slash, upper case, or `null`.",
    "The value is compared byte by byte with the page's origin, without slash or path, in lower case.",
    (
        "After a redirect from one foreign origin to another the browser sends `Origin: null`, and only `null` or "
        "`*` then matches. Chrome's message still names the page's origin.",
        "A cache that ignores Origin serves another site's answer: send `Vary: Origin` on every response.",
    ),
    _MDN + "CORSAllowOriginNotMatchingOrigin",
)
_CREDENTIALS, _P_CREDENTIALS = _pair(
    6,
    "allow-credentials-not-true",
    "Access-Control-Allow-Credentials is not true",
    "The page asked with credentials: 'include', and Access-Control-Allow-Credentials is absent or not exactly "
    "`true`, in lower case.",
    _WHY_CREDENTIALS,
    ("A preflight carries no cookies and is still judged with the credentials mode of the request it announces.",),
    _MDN + "CORSMissingAllowCredentials",
)

_BY_ERROR: tuple[tuple[Error, Kind], ...] = (
    (Error.PREFLIGHT_DISALLOWED_REDIRECT, _kind(
        20, "preflight-redirected", "The preflight was answered with a redirect",
        "The OPTIONS request was answered with a redirect. Browsers do not follow redirects of a preflight.",
        _WHY_PREFLIGHT,
        (_AT_PREFLIGHT, "Usual causes: http to https, a missing or extra trailing slash, a login page in front of "
         "everything. Ask for the final URL at once, or exempt OPTIONS."),
        _PREFLIGHT, _MDN + "CORSExternalRedirectNotAllowed")),
    (Error.PREFLIGHT_INVALID_STATUS, _kind(
        21, "preflight-not-ok", "The preflight was not answered with a 2xx status",
        "The answer to OPTIONS has a status other than 200 to 299.",
        _WHY_PREFLIGHT,
        (_AT_PREFLIGHT, "A preflight never carries a token, cookie or API key: whatever demands one of it (an "
         "authorizer, an API key requirement, a firewall) makes it fail.",
         "404 or 405: no route answers OPTIONS here."),
        _PREFLIGHT, _MDN + "CORSPreflightDidNotSucceed")),
    (Error.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER, _P_MISSING),
    (Error.PREFLIGHT_WILDCARD_ORIGIN_NOT_ALLOWED, _P_WILDCARD),
    (Error.PREFLIGHT_MULTIPLE_ALLOW_ORIGIN_VALUES, _P_MULTIPLE),
    (Error.PREFLIGHT_INVALID_ALLOW_ORIGIN_VALUE, _P_INVALID),
    (Error.PREFLIGHT_ALLOW_ORIGIN_MISMATCH, _P_MISMATCH),
    (Error.PREFLIGHT_INVALID_ALLOW_CREDENTIALS, _P_CREDENTIALS),
    (Error.INVALID_ALLOW_METHODS_PREFLIGHT_RESPONSE, _kind(
        22, "allow-methods-syntax", "Access-Control-Allow-Methods does not parse",
        "Access-Control-Allow-Methods is not a comma-separated list of method names; one bad item voids all of it.",
        _WHY_PREFLIGHT,
        (_AT_PREFLIGHT, "Spaces or semicolons between the names, quotes or brackets around them.",
         "It fails even for GET, HEAD and POST, which need no listing."),
        _PREFLIGHT, _MDN + "CORSInvalidAllowMethod")),
    (Error.INVALID_ALLOW_HEADERS_PREFLIGHT_RESPONSE, _kind(
        23, "allow-headers-syntax", "Access-Control-Allow-Headers does not parse",
        "Access-Control-Allow-Headers is not a comma-separated list of header names; one bad item voids all of it.",
        _WHY_PREFLIGHT,
        (_AT_PREFLIGHT, "Spaces or semicolons between the names, quotes or brackets around them, a colon after one."),
        _PREFLIGHT, _MDN + "CORSInvalidAllowHeader")),
    (Error.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE, _kind(
        24, "method-not-allowed", "The method is not in Access-Control-Allow-Methods",
        "The answer to OPTIONS does not list the method that the page wants to use.",
        _WHY_PREFLIGHT,
        (_AT_PREFLIGHT, "Names are compared with case: `put` does not allow PUT, and a page that asks for `patch` in "
         "lower case gets `patch`.", "OPTIONS itself need not be listed.",
         "With credentials: 'include', `*` is not a wildcard."),
        _PREFLIGHT, _MDN + "CORSMethodNotFound")),
    (Error.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE, _kind(
        25, "header-not-allowed", "A request header is not in Access-Control-Allow-Headers",
        "The answer to OPTIONS does not list a header that the page wants to send. Browsers name only the first, "
        "in alphabetical order; there may be more.",
        _WHY_PREFLIGHT,
        (_AT_PREFLIGHT, "Content-Type has to be listed when its value is not one of the three that forms send "
         "(application/json is not).", "With credentials: 'include', `*` is not a wildcard.",
         "The standard wants Authorization listed by name even beside `*`; no browser enforces that today."),
        _PREFLIGHT, _MDN + "CORSMissingAllowHeaderFromPreflight")),
    (Error.MISSING_ALLOW_ORIGIN_HEADER, _MISSING),
    (Error.WILDCARD_ORIGIN_NOT_ALLOWED, _WILDCARD),
    (Error.MULTIPLE_ALLOW_ORIGIN_VALUES, _MULTIPLE),
    (Error.INVALID_ALLOW_ORIGIN_VALUE, _INVALID),
    (Error.ALLOW_ORIGIN_MISMATCH, _MISMATCH),
    (Error.INVALID_ALLOW_CREDENTIALS, _CREDENTIALS),
    (Error.REDIRECT_CONTAINS_CREDENTIALS, _kind(
        30, "redirect-with-userinfo", "The redirect's Location carries a user name or password",
        "A redirect to another origin whose Location contains `user:password@` is refused.",
        _WHY_REDIRECT, ("Chrome's message shows '' in place of the location.",), _REDIRECT)),
    (Error.TOO_MANY_REDIRECTS, _kind(
        31, "too-many-redirects", "More than 20 redirects",
        "The 21st redirect of one fetch is a network error.", _WHY_REDIRECT,
        ("Usually a loop: two layers that each redirect to the other's URL.",), _REDIRECT)),
    (Error.REDIRECT_MODE_ERROR, _kind(
        32, "redirect-not-wanted", "The page asked with redirect: 'error' and was redirected",
        "fetch() with redirect: 'error' fails at the first redirect. This is the page's own wish, not CORS.",
        _WHY_REDIRECT, (), _REDIRECT)),
    (Error.REDIRECT_TO_NON_HTTP_SCHEME, _kind(
        33, "redirect-to-other-scheme", "The redirect leads to a URL that is not http or https",
        "A fetch follows redirects to http and https URLs only.", _WHY_REDIRECT, (), _REDIRECT)),
    (Error.INVALID_REDIRECT_LOCATION, _kind(
        34, "redirect-location-invalid", "The redirect's Location is not a URL",
        "The Location header of a redirect does not parse.", _WHY_REDIRECT, (), _REDIRECT)),
    (Error.DISALLOWED_BY_MODE, _kind(
        40, "disallowed-by-mode", "The page asked with mode: 'same-origin' for another origin",
        "fetch() with mode: 'same-origin' refuses every URL, and every redirect, that leaves the page's origin.",
        _WHY_GATE, (), _FETCH + "#concept-main-fetch")),
    (Error.CORS_DISABLED_SCHEME, _kind(
        41, "cors-disabled-scheme", "CORS works for http and https URLs only",
        "The page asked for a URL whose scheme does not take part in CORS, such as file: or a custom one.",
        _WHY_GATE, ("A page opened from disk (file:) cannot fetch files beside it: serve it over http.",),
        _FETCH + "#concept-main-fetch", _MDN + "CORSRequestNotHttp")),
    (Error.NO_CORS_REDIRECT_MODE_NOT_FOLLOW, _kind(
        42, "no-cors-redirect-mode", "mode: 'no-cors' allows only redirect: 'follow'",
        "The page combined mode: 'no-cors' with redirect: 'manual' or 'error'.", _WHY_GATE, (),
        _FETCH + "#concept-main-fetch")),
    (Error.INVALID_RESPONSE, _kind(
        43, "invalid-response", "The browser calls the response invalid",
        "Chromium keeps a code for responses that are not valid at all; no current version reports it as an error.",
        _WHY_GATE, (), _CHECK)),
    (Error.CORP_BLOCKED, _kind(
        44, "resource-policy", "Cross-Origin-Resource-Policy forbids the use",
        "A no-cors request (an image, a script, fetch with mode: 'no-cors') was answered with a "
        "Cross-Origin-Resource-Policy that excludes the page. It is not CORS; a cors request ignores that header.",
        _WHY_GATE, (), _FETCH + "#cross-origin-resource-policy-header")),
    (Error.MIXED_CONTENT, _kind(
        45, "insecure-url", "A page on https asked for a URL on http",
        "The browser sends nothing over http for a page that came over https. http://localhost and http://127.0.0.1 "
        "are exempt in Chrome and Firefox, not in Safari.",
        _WHY_GATE, ("Behind a proxy nothing is seen at all.",), "https://w3c.github.io/webappsec-mixed-content/")),
    (Error.INVALID_REQUEST, _kind(
        46, "invalid-request", "The page asked for what fetch() does not do",
        "The method, URL or options are such that fetch() throws before anything is sent: a forbidden method "
        "(CONNECT, TRACE), user name and password in the URL, a method other than GET, HEAD or POST with "
        "mode: 'no-cors'.",
        _WHY_GATE, (), _FETCH + "#dom-request")),
    (Error.NETWORK_FAILURE, _kind(
        50, "no-response", "There was no response",
        "Connection, TLS or name resolution failed, or the connection was cut. CORS never came into it, although "
        "Firefox prints a line that looks like CORS (“CORS request did not succeed”).",
        "Script sees the same TypeError for a dead server as for a withheld response, so that it cannot scan a "
        "network.",
        ("A self-signed certificate that nobody accepted; a server that is not running; an ad blocker.",),
        _FETCH + "#concept-network-error", _MDN + "CORSDidNotSucceed")),
    (Error.INSECURE_LOCAL_NETWORK, _kind(
        60, "insecure-local-network", "A page without https may not reach the local network",
        "A public page that is not a secure context asked for a private or loopback address.",
        _WHY_GATE, ("Through an explicit proxy the check never fires: the browser does not know the address behind "
         "it.",), _LNA)),
    (Error.INVALID_LOCAL_NETWORK_ACCESS, _kind(
        61, "wrong-address-space", "The address is not in the address space that the page announced",
        "The page passed targetAddressSpace, and the address lies in another space.", _WHY_GATE, (), _LNA)),
    (Error.LOCAL_NETWORK_ACCESS_PERMISSION_DENIED, _kind(
        62, "local-network-denied", "The user has not permitted access to the local network",
        "A public page asked for a private or loopback address, and the permission was denied or could not be asked "
        "for.",
        _WHY_GATE, ("No request is sent, so no server log shows it.",), _LNA)),
)  # fmt: skip

KIND_OF: dict[Error, Kind] = dict(_BY_ERROR)
"""The kind for each error; complete."""

BROWSER_KINDS: tuple[Kind, ...] = tuple(kind for _, kind in _BY_ERROR)
"""In the order in which a developer meets them: preflight, response, redirects, gates, network."""
