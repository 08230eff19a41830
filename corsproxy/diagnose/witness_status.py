"""What the status alone tells, where headers and body are missing: exporters strike out much, caches the rest.

The last witness: its attributions are possible ones, and every cause that the status allows is among them.
"""

from __future__ import annotations

from corsproxy.diagnose.clues import Clues, Product
from corsproxy.diagnose.finding import Attribution, Certainty
from corsproxy.gateway.answer import Author, Layer

# status -> (cause, meaning) of an answer to a preflight, likeliest first; on a host that is API Gateway's own
_TO_PREFLIGHT: dict[int, tuple[tuple[str, str], ...]] = {
    401: (
        ("options-requires-authorization", "the authorizer of a REST API also guards OPTIONS"),
        ("preflight-caught-by-authorized-route", "an HTTP API's route with an authorizer also catches OPTIONS"),
    ),
    403: (
        ("missing-options-method", "the deployed resource has no OPTIONS method"),
        ("unknown-path", "the path is not in the deployed API"),
        ("unknown-stage", "the first path segment is not a stage of this API"),
        ("options-requires-api-key", "the OPTIONS method requires an API key, and a preflight never carries one"),
        ("resource-policy-denies", "the API's resource policy denies this caller"),
        ("waf-blocks", "a rule of AWS WAF blocked the request"),
    ),
    404: (("cors-not-configured", "no route of the HTTP API matches OPTIONS, and it has no CORS configuration"),),
    429: (("request-throttled", "the request was over the rate or burst limit"),),
    500: (
        ("mock-options-broken", "the MOCK integration behind OPTIONS did not come to a status"),
        ("integration-broken", "the integration behind OPTIONS failed"),
    ),
    502: (("malformed-proxy-response", "the function behind OPTIONS crashed or returned an unusable shape"),),
    503: (("integration-timeout", "the integration behind OPTIONS took too long, or the function was throttled"),),
    504: (("integration-timeout", "the integration behind OPTIONS took too long"),),
}
_TO_ACTUAL: dict[int, tuple[tuple[str, str], ...]] = {
    401: (("token-refused", "the token is missing, malformed or expired"),),
    403: (
        ("authorizer-denies", "the authorizer denies this caller"),
        ("api-key-refused", "the API key is missing, unknown or in no usage plan of this stage"),
        ("unknown-path", "the path or the method is not in the deployed API"),
        ("waf-blocks", "a rule of AWS WAF blocked the request"),
    ),
    413: (("payload-too-large", "the body is over 10 MB (6 MB for a function)"),),
    429: (("request-throttled", "the request was over the rate or burst limit"),),
    502: (("malformed-proxy-response", "the function crashed, or what it returned is no response"),),
    503: (("integration-timeout", "the integration took too long, or the function was throttled"),),
    504: (("integration-timeout", "the integration took longer than its timeout"),),
}


def by_status(clue: Clues) -> tuple[Attribution, ...]:
    """Every cause that a bare status allows on a host of API Gateway's; empty where something else is known."""
    if clue.product is not Product.NONE or not clue.url.names_api_gateway or clue.text.strip() not in {"", "{}"}:
        return ()
    if "access-control-allow-origin" in clue.headers and clue.status < 400:
        return ()
    causes = (_TO_PREFLIGHT if clue.preflight else _TO_ACTUAL).get(clue.status, ())
    # what REST APIs and HTTP APIs share has no one product's name
    author = Author(Layer.WAF if causes and causes[0][0] == "waf-blocks" else Layer.GATEWAY_RESPONSE)
    asked = f"curl -sS -i -X {clue.exchange.request.method} '{clue.exchange.request.url}'  # x-amzn-errortype tells"
    evidence = (f"status {clue.status}", "neither body nor ids in the capture")
    return tuple(
        Attribution(
            author, Certainty.POSSIBLE, evidence, asked if len(causes) > 1 else "", cause=cause, meaning=meaning
        )
        for cause, meaning in causes
    )
