"""The sentences in which browsers refuse, current and older, each with the error it stands for.

Patterns are matched against text whose whitespace is single blanks and whose quotes are ASCII. Sources: Chromium's
cors_error_string.cc (156 and its predecessors back to 2013), WebCore's CrossOriginAccessControl.cpp, Firefox's
security.properties.
"""

# ruff: noqa: E501 -- a sentence of a browser's stays on one line, where a search finds it

from __future__ import annotations

import re
from dataclasses import dataclass

from corsproxy.fetch.error import Error


@dataclass(frozen=True, slots=True)
class Wording:
    """`errors` are what the sentence may stand for, the likeliest first, empty for an error that browsers no longer
    have; `name` then says which it was. Named groups of `pattern` (`value`, `status`, `origin`, `url`) are told."""

    pattern: re.Pattern[str]
    errors: tuple[Error, ...]
    browser: str = ""
    name: str = ""


def _wording(pattern: str, *errors: Error, browser: str = "", name: str = "") -> Wording:
    return Wording(re.compile(pattern), errors, browser, name)


_E = Error
_MISMATCHES = (_E.ALLOW_ORIGIN_MISMATCH, _E.INVALID_ALLOW_ORIGIN_VALUE, _E.MULTIPLE_ALLOW_ORIGIN_VALUES)
_V = r"'(?P<value>.*?)'"

# Chrome's sentences after its frame; also found alone, in issues and old versions. First match wins.
CHROME: tuple[Wording, ...] = (
    _wording(
        r"No 'Access-Control-Allow-Private-Network' header was present", name="PreflightMissingAllowPrivateNetwork"
    ),
    _wording(
        r"'Access-Control-Allow-Private-Network' header .{0,60}had a value of",
        name="PreflightInvalidAllowPrivateNetwork",
    ),
    _wording(r"No 'Access-Control-Allow-External' header was present", name="PreflightMissingAllowExternal"),
    _wording(r"'Access-Control-Allow-External' header .{0,60}had a value of", name="PreflightInvalidAllowExternal"),
    _wording(r"No 'Private-Network-Access-I[Dd]' header was present", name="PreflightMissingPrivateNetworkAccessId"),
    _wording(r"No 'Private-Network-Access-Name' header was present", name="PreflightMissingPrivateNetworkAccessName"),
    _wording(
        r"request client is not (?:a|in a) secure context and the resource is in more-(?:private|local) address space "
        r"'(?P<value>\w+)'",
        _E.INSECURE_LOCAL_NETWORK,
    ),
    _wording(
        r"Request had (?:no target|a target) IP address space (?:of '\w*' )?yet the resource is in address space "
        r"'(?P<value>\w+)'",
        _E.INVALID_LOCAL_NETWORK_ACCESS,
    ),
    _wording(
        r"Permission was denied for this request to access the '(?P<value>\w+)' address space",
        _E.LOCAL_NETWORK_ACCESS_PERMISSION_DENIED,
    ),
    _wording(
        r"The value of the 'Access-Control-Allow-Origin' header in the response must not be the wildcard '\*'"
        r"|A wildcard '\*' cannot be used in the 'Access-Control-Allow-Origin' header when the credentials flag is true"
        r"|Cannot use wildcard in Access-Control-Allow-Origin when credentials flag is true",
        _E.WILDCARD_ORIGIN_NOT_ALLOWED,
    ),
    _wording(
        r"No 'Access-Control-Allow-Origin' header is present on the requested resource",
        _E.MISSING_ALLOW_ORIGIN_HEADER,
    ),
    _wording(
        rf"The 'Access-Control-Allow-Origin' header contains multiple values {_V}, but only one is allowed",
        _E.MULTIPLE_ALLOW_ORIGIN_VALUES,
    ),
    _wording(
        rf"The 'Access-Control-Allow-Origin' header contains the invalid value {_V}(?=[. ]|$)",
        _E.INVALID_ALLOW_ORIGIN_VALUE,
    ),
    _wording(
        rf"The 'Access-Control-Allow-Origin' header has a value {_V} that is not equal to the supplied origin"
        r"|The 'Access-Control-Allow-Origin' whitelists only '(?P<only>.*?)'",
        _E.ALLOW_ORIGIN_MISMATCH,
    ),
    _wording(
        rf"The value of the 'Access-Control-Allow-Credentials' header in the response is {_V} which must be 'true'"
        r"|Credentials flag is '?true'?, but (?:the )?'?Access-Control-Allow-Credentials'? (?:header )?is (?:'(?P<was>.*?)'|not)",
        _E.INVALID_ALLOW_CREDENTIALS,
    ),
    _wording(
        r"It does not have HTTP ok status|Response for preflight (?:has invalid HTTP status code ?(?P<status>\d*)|does not have "
        r"HTTP ok status)|Invalid HTTP status code (?P<code>\d+)",
        _E.PREFLIGHT_INVALID_STATUS,
    ),
    _wording(
        r"Redirect is not allowed for a preflight request|Response for preflight is invalid \(redirect\)"
        r"|which is disallowed for cross-origin requests that require preflight",
        _E.PREFLIGHT_DISALLOWED_REDIRECT,
    ),
    _wording(
        r"Cannot parse Access-Control-Allow-Methods response header field(?: in preflight response)?",
        _E.INVALID_ALLOW_METHODS_PREFLIGHT_RESPONSE,
    ),
    _wording(
        r"Cannot parse Access-Control-Allow-Headers response header field(?: in preflight response)?",
        _E.INVALID_ALLOW_HEADERS_PREFLIGHT_RESPONSE,
    ),
    _wording(
        r"Method (?P<value>\S+) is not allowed by Access-Control-Allow-Methods in preflight response",
        _E.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE,
    ),
    _wording(
        r"Request header field (?P<value>\S+) is not allowed by Access-Control-Allow-Headers in preflight response",
        _E.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE,
    ),
    _wording(
        r"Redirect location '.*?' (?:contains a username and password|has a disallowed scheme)"
        r"|contains a username and password, which is disallowed for cross-origin requests"
        r"|Redirect location .{0,200}contains userinfo",
        _E.REDIRECT_CONTAINS_CREDENTIALS,
    ),
    _wording(
        r"Cross origin requests are only supported for (?:protocol schemes: [\w, -]+|HTTP\b)"
        r"|URL scheme \"(?P<value>[^\"]*)\" is not supported|URL scheme must be \"http\" or \"https\" for CORS request",
        _E.CORS_DISABLED_SCHEME,
    ),
    _wording(
        r"Request mode is \"same-origin\" but the URL's origin is not same as the request origin (?P<origin>\S+?)\.?(?= |$)"
        r"|Cross origin requests are not allowed (?:by request mode|when using same-origin fetch mode)"
        r"|Unsafe attempt to load URL (?P<url>\S+) from (?:frame with URL|origin) (?P<page>\S+?)\. Domains, protocols and "
        r"ports must match",
        _E.DISALLOWED_BY_MODE,
    ),
    _wording(
        r"Request mode is \"no-cors\" but the redirect mode is not \"follow\"|No-Cors mode requires follow redirect mode",
        _E.NO_CORS_REDIRECT_MODE_NOT_FOLLOW,
    ),
    _wording(r"The response is invalid\.", _E.INVALID_RESPONSE),
    _wording(
        r"Mixed Content: The page at '(?P<page>[^']*)' was loaded over HTTPS, but requested an insecure .{0,40}'(?P<url>[^']*)'",
        _E.MIXED_CONTENT,
        browser="chrome",
    ),
    _wording(r"net::ERR_BLOCKED_BY_RESPONSE(?:\.NotSame(?:Origin|Site)\w*)?", _E.CORP_BLOCKED, browser="chrome"),
    _wording(r"net::ERR_TOO_MANY_REDIRECTS", _E.TOO_MANY_REDIRECTS, browser="chrome"),
    _wording(r"net::ERR_UNSAFE_REDIRECT", _E.REDIRECT_TO_NON_HTTP_SCHEME, browser="chrome"),
    _wording(r"net::ERR_INVALID_REDIRECT", _E.INVALID_REDIRECT_LOCATION, browser="chrome"),
    _wording(
        r"net::ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS",
        _E.LOCAL_NETWORK_ACCESS_PERMISSION_DENIED,
        browser="chrome",
    ),
    _wording(
        r"net::(?P<value>ERR_(?:CONNECTION_\w+|EMPTY_RESPONSE|NAME_NOT_RESOLVED|NAME_RESOLUTION_FAILED|CERT_\w+|SSL_\w+"
        r"|ADDRESS_\w+|INTERNET_DISCONNECTED|TIMED_OUT|NETWORK_\w+|TUNNEL_CONNECTION_FAILED|PROXY_\w+|INVALID_RESPONSE"
        r"|INVALID_HTTP_RESPONSE|HTTP2_\w+|QUIC_\w+|CONTENT_LENGTH_MISMATCH|INCOMPLETE_CHUNKED_ENCODING))",
        _E.NETWORK_FAILURE,
        browser="chrome",
    ),
)

# What stands after `(Reason: ` in Firefox, up to its closing parenthesis.
FIREFOX: tuple[Wording, ...] = (
    _wording(r"CORS header 'Access-Control-Allow-Origin' missing", _E.MISSING_ALLOW_ORIGIN_HEADER),
    _wording(
        r"Credential is not supported if the CORS header 'Access-Control-Allow-Origin' is '\*'",
        _E.WILDCARD_ORIGIN_NOT_ALLOWED,
    ),
    _wording(r"Multiple CORS header 'Access-Control-Allow-Origin' not allowed", _E.MULTIPLE_ALLOW_ORIGIN_VALUES),
    _wording(rf"CORS header 'Access-Control-Allow-Origin' does not match {_V}(?=\)|$)", *_MISMATCHES),
    _wording(r"expected 'true' in CORS header 'Access-Control-Allow-Credentials'", _E.INVALID_ALLOW_CREDENTIALS),
    _wording(r"CORS preflight (?:response|channel) did not succeed", _E.PREFLIGHT_INVALID_STATUS),
    _wording(r"CORS request external redirect not allowed", _E.PREFLIGHT_DISALLOWED_REDIRECT),
    _wording(
        rf"invalid token {_V} in CORS header 'Access-Control-Allow-Methods'",
        _E.INVALID_ALLOW_METHODS_PREFLIGHT_RESPONSE,
    ),
    _wording(
        rf"invalid token {_V} in CORS header 'Access-Control-Allow-Headers'",
        _E.INVALID_ALLOW_HEADERS_PREFLIGHT_RESPONSE,
    ),
    _wording(
        r"Did not find method in CORS header 'Access-Control-Allow-Methods'",
        _E.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE,
    ),
    _wording(
        rf"(?:header {_V} is not allowed according to header|missing token '(?P<missing>.*?)' in CORS header) "
        r"'Access-Control-Allow-Headers'",
        _E.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE,
    ),
    _wording(r"CORS request not http", _E.CORS_DISABLED_SCHEME, _E.REDIRECT_TO_NON_HTTP_SCHEME),
    _wording(
        r"CORS request (?:did not succeed|failed)",
        _E.NETWORK_FAILURE,
        _E.TOO_MANY_REDIRECTS,
        _E.REDIRECT_CONTAINS_CREDENTIALS,
        _E.INVALID_REDIRECT_LOCATION,
        _E.REDIRECT_TO_NON_HTTP_SCHEME,
        _E.LOCAL_NETWORK_ACCESS_PERMISSION_DENIED,
        _E.INSECURE_LOCAL_NETWORK,
        _E.INVALID_LOCAL_NETWORK_ACCESS,
        _E.INVALID_RESPONSE,
    ),
    _wording(r"CORS disabled", name="CorsDisabledByPreference"),
    _wording(r"CORS header 'Origin' cannot be added", name="OriginCannotBeAdded"),
    _wording(
        r"When the '?Access-Control-Allow-Headers'? is '?\*'?, the '?Authorization'? header is not covered",
        _E.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE,
    ),
)
FIREFOX_WHOLE: tuple[Wording, ...] = (
    _wording(
        r"Security Error: Content at (?P<page>\S+) may not (?:load data from|load or link to) (?P<url>(?!https?:|wss?:)[a-z][a-z0-9+.-]*:\S*?)\.?(?= |$)",
        _E.REDIRECT_TO_NON_HTTP_SCHEME,
        _E.CORS_DISABLED_SCHEME,
    ),
    _wording(
        r"Security Error: Content at (?P<page>\S+) may not load data from (?P<url>\S+?)\.?(?= |$)",
        _E.DISALLOWED_BY_MODE,
    ),
    _wording(
        r"The resource at \"(?P<url>\S+)\" was blocked due to its Cross-Origin-Resource-Policy header",
        _E.CORP_BLOCKED,
    ),
    _wording(r"Blocked loading mixed active content \"(?P<url>\S+)\"", _E.MIXED_CONTENT),
)

# Safari's sentences; they carry no URL, the line beside them does.
SAFARI: tuple[Wording, ...] = (
    _wording(
        r"Origin (?P<origin>\S+) is not allowed by Access-Control-Allow-Origin(?:\. Status code: (?P<status>\d+))?",
        _E.MISSING_ALLOW_ORIGIN_HEADER,
        _E.ALLOW_ORIGIN_MISMATCH,
        _E.INVALID_ALLOW_ORIGIN_VALUE,
        _E.MULTIPLE_ALLOW_ORIGIN_VALUES,
    ),
    _wording(
        r"Cannot use wildcard in Access-Control-Allow-Origin when credentials flag is true",
        _E.WILDCARD_ORIGIN_NOT_ALLOWED,
    ),
    _wording(r"Access-Control-Allow-Origin cannot contain more than one origin", _E.MULTIPLE_ALLOW_ORIGIN_VALUES),
    _wording(
        r"Credentials flag is true, but Access-Control-Allow-Credentials is not \"true\"",
        _E.INVALID_ALLOW_CREDENTIALS,
    ),
    _wording(
        r"Preflight response is not successful(?:\. Status code: (?P<status>\d+))?",
        _E.PREFLIGHT_INVALID_STATUS,
        _E.PREFLIGHT_DISALLOWED_REDIRECT,
    ),
    _wording(
        r"Header Access-Control-Allow-Methods has an invalid value: (?P<value>\S.{0,200}?)(?= Fetch API| XMLHttpRequest| Failed|$)",
        _E.INVALID_ALLOW_METHODS_PREFLIGHT_RESPONSE,
    ),
    _wording(
        r"Header Access-Control-Allow-Headers has an invalid value: (?P<value>\S.{0,200}?)(?= Fetch API| XMLHttpRequest| Failed|$)",
        _E.INVALID_ALLOW_HEADERS_PREFLIGHT_RESPONSE,
    ),
    _wording(
        r"Method (?P<value>\S+) is not allowed by Access-Control-Allow-Methods(?! in preflight)",
        _E.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE,
    ),
    _wording(
        r"Request header field (?P<value>\S+) is not allowed by Access-Control-Allow-Headers(?! in preflight)",
        _E.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE,
    ),
    _wording(r"redirection URL (?P<value>\S+) has credentials", _E.REDIRECT_CONTAINS_CREDENTIALS),
    _wording(
        r"[Nn]ot allowed to follow a cross-origin CORS redirection with non CORS scheme",
        _E.REDIRECT_TO_NON_HTTP_SCHEME,
        _E.INVALID_REDIRECT_LOCATION,
    ),
    _wording(r"Not allowed to follow a redirection while loading (?P<url>\S+)", _E.REDIRECT_MODE_ERROR),
    _wording(r"Load cannot follow more than 20 redirections", _E.TOO_MANY_REDIRECTS),
    _wording(r"Cross origin requests are only supported for HTTP\.", _E.CORS_DISABLED_SCHEME),
    _wording(
        r"Cancelled load to (?P<url>\S+) because it violates the resource's Cross-Origin-Resource-Policy",
        _E.CORP_BLOCKED,
    ),
    _wording(
        r"\[blocked\] The page at (?P<page>\S*) ?requested insecure content from (?P<url>\S+?)\.? This content was blocked",
        _E.MIXED_CONTENT,
    ),
    _wording(r"No-Cors mode requires follow redirect mode", _E.NO_CORS_REDIRECT_MODE_NOT_FOLLOW),
    _wording(
        r"Redirect was not allowed|Not allowed to load local resource: (?P<url>\S+)", _E.REDIRECT_TO_NON_HTTP_SCHEME
    ),
    _wording(
        r"Could not connect to (?:the server|\S+)|Connection terminated unexpectedly|Could not parse HTTP response"
        r"|The network connection was lost|A server with the specified hostname could not be found",
        _E.NETWORK_FAILURE,
    ),
)

# Lines that hide the reason: what script sees, and what stands beside the line that tells.
HIDING: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"TypeError: Failed to fetch|(?<![\w/])Failed to fetch(?![\w/])"), "chrome"),
    (re.compile(r"NetworkError when attempting to fetch resource"), "firefox"),
    (re.compile(r"TypeError: Load failed|(?<![\w/])Load failed(?![\w/])"), "safari"),
    (re.compile(r"net::ERR_FAILED"), "chrome"),
    (re.compile(r"Http failure response for \S+ 0 Unknown Error|AxiosError: Network Error|Error: Network Error"), ""),
)
