"""The likely causes behind a console message, ranked: what a browser prints never says who wrote the response.

A message holds an error, at times a URL, a status and the name at fault. The host tells the product, the status
which of its layers answered; the rest is how often each cause is met behind each error.
"""

from __future__ import annotations

from corsproxy.diagnose.catalogue import kind
from corsproxy.diagnose.finding import Kind
from corsproxy.diagnose.report_of_refusal import Refusal
from corsproxy.fetch.error import Error
from corsproxy.gateway.invoke_url import HostForm, invoke_url

_NO_ANSWER_FROM_OPTIONS = (
    "missing-options-method",
    "cors-not-configured",
    "options-requires-authorization",
    "preflight-caught-by-authorized-route",
    "origin-not-in-configuration",
    "options-requires-api-key",
    "mock-options-broken",
    "options-without-cors-headers",
    "unknown-stage",
    "unknown-path",
    "waf-blocks",
    "cloudfront-behavior-misses-api",
    "framework-answers-options",
    "function-url-cors-mismatch",
)
_WRONG_ORIGIN = ("allow-origin-other", "allow-origin-trailing-slash", "vary-origin-missing", "allow-origin-null")
_NOT_AN_ORIGIN = ("allow-origin-quoted", "allow-origin-without-scheme", "allow-origin-pattern")
_SEVERAL = ("allow-origin-in-two-places", "allow-origin-list", "function-url-duplicate-cors")
_STAR = ("wildcard-with-credentials", "gateway-response-wildcard-with-credentials")
_REDIRECTED = ("redirect-without-cors", "redirected-to-login")

RANKED: dict[Error, tuple[str, ...]] = {
    Error.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER: _NO_ANSWER_FROM_OPTIONS,
    Error.PREFLIGHT_INVALID_STATUS: (
        "options-requires-authorization",
        "preflight-caught-by-authorized-route",
        "missing-options-method",
        "mock-options-broken",
        "options-requires-api-key",
        "cors-not-configured",
        "unknown-stage",
        "waf-blocks",
        "framework-refuses-preflight",
        "preflight-status",
        "function-url-denies",
    ),
    Error.PREFLIGHT_DISALLOWED_REDIRECT: ("redirected-preflight", "redirected-to-login", "load-balancer-answers"),
    Error.PREFLIGHT_WILDCARD_ORIGIN_NOT_ALLOWED: _STAR,
    Error.PREFLIGHT_MULTIPLE_ALLOW_ORIGIN_VALUES: _SEVERAL,
    Error.PREFLIGHT_INVALID_ALLOW_ORIGIN_VALUE: _NOT_AN_ORIGIN,
    Error.PREFLIGHT_ALLOW_ORIGIN_MISMATCH: _WRONG_ORIGIN,
    Error.PREFLIGHT_INVALID_ALLOW_CREDENTIALS: ("credentials-not-allowed",),
    Error.INVALID_ALLOW_METHODS_PREFLIGHT_RESPONSE: ("allow-list-unparsable",),
    Error.INVALID_ALLOW_HEADERS_PREFLIGHT_RESPONSE: ("allow-list-unparsable",),
    Error.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE: (
        "method-not-listed",
        "method-not-in-configuration",
        "wildcard-list-with-credentials",
    ),
    Error.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE: (
        "header-not-listed",
        "header-not-in-configuration",
        "wildcard-list-with-credentials",
    ),
    Error.MISSING_ALLOW_ORIGIN_HEADER: (
        "integration-without-cors-headers",
        "gateway-response-without-cors",
        "handler-must-send-cors-headers",
        "token-refused",
        "integration-error-without-cors-headers",
        "malformed-proxy-response",
        "origin-not-in-configuration",
        "errors-without-cors-configuration",
        "integration-timeout",
        "request-throttled",
        "authorizer-denies",
        "waf-blocks",
        "cloudfront-error-page",
    ),
    Error.WILDCARD_ORIGIN_NOT_ALLOWED: _STAR,
    Error.MULTIPLE_ALLOW_ORIGIN_VALUES: _SEVERAL,
    Error.INVALID_ALLOW_ORIGIN_VALUE: _NOT_AN_ORIGIN,
    Error.ALLOW_ORIGIN_MISMATCH: _WRONG_ORIGIN,
    Error.INVALID_ALLOW_CREDENTIALS: ("credentials-not-allowed",),
    Error.REDIRECT_CONTAINS_CREDENTIALS: _REDIRECTED,
    Error.TOO_MANY_REDIRECTS: ("redirected-to-login", "load-balancer-answers"),
    Error.NETWORK_FAILURE: ("network-failure", "mixed-content", "local-network-access-denied", "waf-blocks"),
    Error.MIXED_CONTENT: ("mixed-content",),
    Error.INSECURE_LOCAL_NETWORK: ("local-network-access-denied",),
    Error.INVALID_LOCAL_NETWORK_ACCESS: ("local-network-access-denied",),
    Error.LOCAL_NETWORK_ACCESS_PERMISSION_DENIED: ("local-network-access-denied",),
}
"""Behind each error the causes met most, most first. Errors of the page's own making have none."""

# What a status tells, for a response that lacks its CORS headers altogether
_BY_STATUS: dict[int, tuple[str, ...]] = {
    401: ("token-refused", "gateway-response-without-cors"),
    403: ("gateway-response-without-cors", "authorizer-denies", "api-key-refused", "unknown-path", "waf-blocks"),
    404: ("route-not-found", "unknown-path", "errors-without-cors-configuration"),
    413: ("payload-too-large",),
    415: ("unsupported-media-type",),
    429: ("request-throttled", "quota-exceeded"),
    500: ("authorizer-broken", "integration-broken", "integration-error-without-cors-headers"),
    502: ("malformed-proxy-response", "integration-broken"),
    503: ("integration-broken", "cloudfront-error-page"),
    504: ("integration-timeout",),
}
_PREFLIGHT_BY_STATUS: dict[int, tuple[str, ...]] = {
    401: ("options-requires-authorization", "preflight-caught-by-authorized-route"),
    403: ("missing-options-method", "options-requires-api-key", "options-requires-iam", "waf-blocks"),
    404: ("cors-not-configured", "route-not-found"),
    405: ("framework-answers-options",),
    500: ("mock-options-broken",),
}
_BY_HOST: dict[HostForm, tuple[str, ...]] = {
    HostForm.FUNCTION_URL: (
        "function-url-cors-mismatch",
        "function-url-denies-preflight",
        "function-url-denies",
        "function-url-duplicate-cors",
    ),
    HostForm.CLOUDFRONT: ("cloudfront-behavior-misses-api", "cloudfront-error-page"),
    HostForm.LOCAL: ("local-tool-differs",),
    HostForm.VPC_ENDPOINT: ("private-api-not-addressed",),
    HostForm.PRIVATE_ALIAS: ("private-api-not-addressed",),
}


def likely_causes(refusal: Refusal, most: int = 6) -> tuple[Kind, ...]:
    """The causes to look at first, at most `most`."""
    if not refusal.errors:
        return ()
    error = refusal.errors[0]
    ranked = list(RANKED.get(error, ()))
    if not ranked:
        return ()
    form = invoke_url(refusal.url).form if refusal.url else HostForm.OTHER
    first: list[str] = []
    if error is Error.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE and refusal.culprit.lower() == "x-apigw-api-id":
        first.append("private-api-not-addressed")
    if error in (
        Error.MISSING_ALLOW_ORIGIN_HEADER,
        Error.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER,
        Error.PREFLIGHT_INVALID_STATUS,
    ):
        first += _BY_HOST.get(form, ())
        table = _BY_STATUS if error is Error.MISSING_ALLOW_ORIGIN_HEADER else _PREFLIGHT_BY_STATUS
        first += table.get(refusal.status, ())
    elif form is HostForm.LOCAL:
        ranked.append("local-tool-differs")
    return tuple(kind(name) for name in dict.fromkeys((*first, *ranked)))[:most]
