"""Who wrote an HTTP API's response: its CORS configuration, its own errors, an authorizer, or the integration.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
"""

from __future__ import annotations

from corsproxy.diagnose.clues import Clues, Product
from corsproxy.diagnose.finding import Attribution, Certainty
from corsproxy.gateway.answer import Author, Layer

# the HTTP API's own errors: (status, exact message) -> type, catalogue entry, meaning
_OWN: dict[tuple[int, str], tuple[Layer, str, str, str]] = {
    (404, "Not Found"): (
        Layer.GATEWAY_RESPONSE,
        "not-found",
        "route-not-found",
        "no route matches this method and path (or the stage does not exist); an HTTP API never says 405",
    ),
    (401, "Unauthorized"): (
        Layer.AUTHORIZER,
        "unauthorized",
        "token-refused",
        "the token is missing, malformed or expired, or an identity source is missing",
    ),
    (403, "Forbidden"): (
        Layer.AUTHORIZER,
        "forbidden",
        "authorizer-denies",
        "the authorizer denies this caller, or the token lacks the route's scopes",
    ),
    (413, "Request Entity Too Large"): (
        Layer.GATEWAY_RESPONSE,
        "request-too-large",
        "payload-too-large",
        "the body is over the limit (10 MB; 6 MB for a Lambda function)",
    ),
    (429, "Too Many Requests"): (
        Layer.GATEWAY_RESPONSE,
        "too-many-requests",
        "request-throttled",
        "the request was over the rate or burst limit",
    ),
    (500, "Internal Server Error"): (
        Layer.GATEWAY_RESPONSE,
        "internal-server-error",
        "integration-broken",
        "the function crashed, returned an unusable shape, or API Gateway may not invoke it",
    ),
    (503, "Service Unavailable"): (
        Layer.GATEWAY_RESPONSE,
        "service-unavailable",
        "integration-timeout",
        "the integration took longer than 30 s, or the function was throttled",
    ),
}


def _cors_configuration(clue: Clues) -> tuple[Attribution, ...]:
    quiet = "content-type" not in clue.headers and not clue.text
    if not (clue.exchange.request.method == "OPTIONS" and clue.status == 204 and quiet):
        return ()
    evidence = (
        clue.quote("apigw-requestid"),
        "204 without content-type and body, as the automatic preflight answers",
    )
    author = Author(Layer.CORS_CONFIGURATION)
    if "access-control-allow-origin" in clue.headers:
        return (Attribution(author, Certainty.CERTAIN, evidence),)
    if not clue.preflight:
        return (Attribution(author, Certainty.LIKELY, evidence),)
    origin = clue.exchange.request.headers.get("origin")
    return (
        Attribution(
            author,
            Certainty.CERTAIN,
            (*evidence, "no access-control header at all, as for an origin that is not in AllowOrigins"),
            cause="origin-not-in-configuration",
            meaning=f"the CORS configuration does not allow the origin {origin}; "
            "its answer is then an empty 204, not an error",
        ),
    )


def _own_error(clue: Clues) -> tuple[Attribution, ...]:
    found = _OWN.get((clue.status, clue.message))
    if found is None or set(clue.body) != {"message"}:
        return ()
    if clue.product is not Product.HTTP_API and not _sanitised(clue):
        return ()
    layer, kind, cause, meaning = found
    if clue.preflight and clue.status == 404:
        cause = "cors-not-configured"
        meaning = "no route matches OPTIONS and the API has no CORS configuration, so nobody answers the preflight"
    if clue.preflight and clue.status in {401, 403}:
        cause = "preflight-caught-by-authorized-route"
        meaning = (
            "a route with an authorizer ($default or ANY) also catches OPTIONS, and a preflight never carries a token"
        )
    evidence = [clue.quoted_body]
    if "apigw-requestid" in clue.headers:
        evidence.insert(0, clue.quote("apigw-requestid"))
    if "www-authenticate" in clue.headers:
        evidence.append(clue.quote("www-authenticate"))
    certainty = Certainty.CERTAIN if clue.text.strip() == f'{{"message":"{clue.message}"}}' else Certainty.LIKELY
    return (Attribution(Author(layer, kind), certainty, tuple(evidence), cause=cause, meaning=meaning),)


def _sanitised(clue: Clues) -> bool:
    """True for an HTTP API's own words on API Gateway's own host, its request id left out by an exporter."""
    if clue.product is not Product.NONE or not clue.url.names_api_gateway or clue.error_type:
        return False
    return clue.message in {"Not Found", "Internal Server Error", "Service Unavailable"} or (
        "www-authenticate" in clue.headers
    )


def http_api(clue: Clues) -> tuple[Attribution, ...]:
    """Attribute a response that carries `apigw-requestid`, or an HTTP API's words; empty for any other."""
    if clue.product is not Product.HTTP_API:
        return _own_error(clue)
    found = _cors_configuration(clue) or _own_error(clue)
    if found:
        return found
    return (
        Attribution(
            Author(Layer.INTEGRATION, "AWS_PROXY"),
            Certainty.LIKELY,
            (clue.quote("apigw-requestid"), f"status {clue.status} is none of the HTTP API's own answers"),
        ),
    )
