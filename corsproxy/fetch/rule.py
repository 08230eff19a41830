"""The steps a fetch passes through, in the standard's terms: what the live page and reports show, one line each."""

from __future__ import annotations

from enum import Enum

_FETCH = "https://fetch.spec.whatwg.org/"


class Rule(Enum):
    """One step: its title, and where the standard has it."""

    REQUEST = ("Request as script may make it", _FETCH + "#dom-request")
    NO_CHECK = ("Whether CORS applies", _FETCH + "#concept-main-fetch")
    SAME_ORIGIN_MODE = ("Mode same-origin stays at home", _FETCH + "#concept-main-fetch")
    SCHEME = ("URL scheme is HTTP(S)", _FETCH + "#concept-main-fetch")
    MIXED_CONTENT = ("No mixed content", "https://w3c.github.io/webappsec-mixed-content/#should-block-fetch")
    LOCAL_NETWORK = ("No local network access", "https://wicg.github.io/local-network-access/")
    PREFLIGHT_NEEDED = ("CORS-preflight needed", _FETCH + "#cors-unsafe-request-header-names")
    PREFLIGHT_UNSEEN = ("CORS-preflight not seen", _FETCH + "#cors-preflight-cache")
    PREFLIGHT_ANSWERED = ("CORS-preflight answered", _FETCH + "#cors-preflight-fetch")
    PREFLIGHT_NOT_REDIRECTED = ("CORS-preflight not redirected", _FETCH + "#cors-preflight-fetch")
    PREFLIGHT_OK_STATUS = ("CORS-preflight has an ok status", _FETCH + "#ok-status")
    ALLOW_METHODS_PARSES = ("Access-Control-Allow-Methods parses", _FETCH + "#extract-header-list-values")
    ALLOW_HEADERS_PARSES = ("Access-Control-Allow-Headers parses", _FETCH + "#extract-header-list-values")
    METHOD_ALLOWED = ("Method is allowed", _FETCH + "#cors-preflight-fetch")
    AUTHORIZATION_UNDER_STAR = ("Authorization is covered by *", _FETCH + "#cors-non-wildcard-request-header-name")
    HEADERS_ALLOWED = ("Request-headers are allowed", _FETCH + "#cors-preflight-fetch")
    ANSWERED = ("Request answered", _FETCH + "#concept-http-network-fetch")
    ALLOW_ORIGIN = ("CORS check: Access-Control-Allow-Origin", _FETCH + "#concept-cors-check")
    ALLOW_CREDENTIALS = ("CORS check: Access-Control-Allow-Credentials", _FETCH + "#concept-cors-check")
    RESOURCE_POLICY = ("Cross-Origin-Resource-Policy", _FETCH + "#cross-origin-resource-policy-header")
    REDIRECT_MODE = ("Redirect mode", _FETCH + "#http-redirect-fetch")
    REDIRECT_LOCATION = ("Redirect location", _FETCH + "#http-redirect-fetch")
    REDIRECT_COUNT = ("At most 20 redirects", _FETCH + "#http-redirect-fetch")
    REDIRECT_USERINFO = ("Redirect location without userinfo", _FETCH + "#http-redirect-fetch")
    REDIRECT_FOLLOWED = ("Redirect followed", _FETCH + "#http-redirect-fetch")
    EXPOSURE = ("Response exposed to script", _FETCH + "#concept-filtered-response-cors")
    CAPTURE_ENDS = ("The capture ends here", _FETCH + "#fetching")

    def __init__(self, title: str, spec: str) -> None:
        self.title = title
        self.spec = spec
