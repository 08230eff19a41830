"""Who wrote a REST API's response: a gateway response of which type, the MOCK, or the integration.

Error types, messages and statuses are those of the gateway's own responses:
https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
"""

from __future__ import annotations

from corsproxy.diagnose.clues import Clues, Product
from corsproxy.diagnose.finding import Attribution, Certainty
from corsproxy.diagnose.gateway_response_signs import GET_METHOD, SIGNS, Sign
from corsproxy.gateway.answer import Author, Layer
from corsproxy.gateway.invoke_url import HostForm

_STAGE_NAMES = frozenset(
    {
        "prod",
        "dev",
        "stage",
        "staging",
        "test",
        "qa",
        "uat",
        "live",
        "beta",
        "production",
        "development",
        "v1",
        "v2",
        "default",
        "api",
        "preprod",
        "prd",
        "stg",
        "sandbox",
        "main",
        "master",
        "int",
        "demo",
        "local",
    }
)
# what only a stage is called: behind a custom domain `/v1` and `/api` are ordinary base paths
_NEVER_A_PATH = _STAGE_NAMES - {"v1", "v2", "default", "api", "test", "live", "main", "demo", "local"}


def _has_key(clue: Clues) -> bool:
    return "x-api-key" in clue.exchange.request.headers


def _signer(clue: Clues) -> bool:
    """True when the page signs its requests: then it is likely that the API wants them signed."""
    asked = (clue.exchange.request.headers.get("access-control-request-headers") or "").lower()
    return "x-amz-date" in asked


def _announces_key(clue: Clues) -> bool:
    return "x-api-key" in (clue.exchange.request.headers.get("access-control-request-headers") or "").lower()


def _looks_like_stage(clue: Clues) -> bool:
    return clue.url.first_segment.lower() in _STAGE_NAMES


# error type -> the gateway response type that carries it
_TYPES: dict[str, str] = {
    "MissingAuthenticationTokenException": "MISSING_AUTHENTICATION_TOKEN",
    "IncompleteSignatureException": "INVALID_SIGNATURE",
    "InvalidSignatureException": "INVALID_SIGNATURE",
    "UnrecognizedClientException": "INVALID_SIGNATURE",
    "UnauthorizedException": "UNAUTHORIZED",
    "AccessDeniedException": "ACCESS_DENIED",
    "ForbiddenException": "FORBIDDEN",
    "WafFilteredException": "FORBIDDEN",
    "TooManyRequestsException": "THROTTLED",
    "LimitExceededException": "QUOTA_EXCEEDED",
    "ExpiredTokenException": "EXPIRED_TOKEN",
    "RequestTooLargeException": "REQUEST_TOO_LARGE",
    "AuthorizerConfigurationException": "AUTHORIZER_CONFIGURATION_ERROR",
    "AuthorizerFailureException": "AUTHORIZER_FAILURE",
    "ApiConfigurationException": "INTEGRATION_FAILURE",
    "InternalServerErrorException": "INTEGRATION_FAILURE",
    "InternalServerError": "INTEGRATION_FAILURE",
}
# default message -> type, for recordings that left the response headers out
_MESSAGES: dict[str, str] = {
    "Missing Authentication Token": "MISSING_AUTHENTICATION_TOKEN",
    "Too Many Requests": "THROTTLED",
    "Limit Exceeded": "QUOTA_EXCEEDED",
    "Endpoint request timed out": "INTEGRATION_TIMEOUT",
    "The security token included in the request is expired": "EXPIRED_TOKEN",
    "User is not authorized to access this resource with an explicit deny": "ACCESS_DENIED",
    "Request Too Long": "REQUEST_TOO_LARGE",
    "The incoming token has expired": "UNAUTHORIZED",
    "User is not authorized to access this resource": "ACCESS_DENIED",
    "Invalid request body": "BAD_REQUEST_BODY",
    "Unsupported Media Type": "UNSUPPORTED_MEDIA_TYPE",
}
# believed on any host: a custom domain hides the API behind it
_NOBODY_ELSES = {
    "Missing Authentication Token",
    "Endpoint request timed out",
    "User is not authorized to access this resource",
    "User is not authorized to access this resource with an explicit deny",
}
# said by other servers too: believed only on a host that is API Gateway's own, with the status
_PLAIN_MESSAGES: dict[tuple[int, str], str] = {
    (401, "Unauthorized"): "UNAUTHORIZED",
    (403, "Forbidden"): "FORBIDDEN",
    (500, "Internal server error"): "INTEGRATION_FAILURE",
    (502, "Internal server error"): "INTEGRATION_FAILURE",
}
# what ForbiddenException stands for in API Gateway's own list of types
_FORBIDDEN_TYPES = {
    "options-requires-api-key": "INVALID_API_KEY",
    "api-key-refused": "INVALID_API_KEY",
    "waf-blocks": "WAF_FILTERED",
}


def gateway_response_type(clue: Clues) -> str:
    """The type of the gateway response, `FORBIDDEN` for the ones that share its bytes; empty for none."""
    if clue.error_type == "BadRequestException":
        if clue.message.startswith("Missing required request parameters"):
            return "BAD_REQUEST_PARAMETERS"
        return _MESSAGES.get(clue.message, "BAD_REQUEST_BODY")
    if clue.error_type:
        found = _TYPES.get(clue.error_type, "")
        if found == "INTEGRATION_FAILURE" and clue.status == 504:
            return "INTEGRATION_TIMEOUT"
        return found
    if clue.status == 413 and "content length exceeded" in clue.text.lower():
        return "REQUEST_TOO_LARGE"
    if clue.status >= 400 and clue.product is Product.NONE and clue.url.form is not HostForm.LOCAL:
        return _by_message(clue)
    return ""


def _by_message(clue: Clues) -> str:
    """By the body alone, where an exporter or a cache left the headers out."""
    if "key=value pair" in clue.message and "Authorization header" in clue.message:
        return "INVALID_SIGNATURE"
    if clue.message.startswith("User: ") and "execute-api:Invoke" in clue.message:
        return "ACCESS_DENIED"
    if clue.message.startswith("Missing required request parameters"):
        return "BAD_REQUEST_PARAMETERS"
    if clue.product is Product.NONE and clue.url.names_api_gateway and "www-authenticate" not in clue.headers:
        found = _PLAIN_MESSAGES.get((clue.status, clue.message))
        if found:
            return found
    if set(clue.body) != {"message"} or not (clue.url.names_api_gateway or clue.message in _NOBODY_ELSES):
        return ""
    return _MESSAGES.get(clue.message, "")


def _attribution(clue: Clues, kind: str, sign: Sign, certainty: Certainty, evidence: tuple[str, ...]) -> Attribution:
    asked = clue.exchange.request.headers.get("access-control-request-method") if clue.preflight else None
    where = {
        "api": clue.url.api_id or "API_ID",
        "stage": clue.url.first_segment or "STAGE",
        "host": clue.url.host,
        "url": f"'{clue.exchange.request.url}'",
        "method": clue.exchange.request.method if not asked else "OPTIONS",
    }
    shown = _FORBIDDEN_TYPES.get(sign.cause, "") if kind == "FORBIDDEN" else kind
    layer = Layer.WAF if sign.cause == "waf-blocks" else Layer.GATEWAY_RESPONSE
    decide = sign.decide_with.format(**where) if sign.decide_with else ""
    return Attribution(Author(layer, shown), certainty, evidence, decide, sign.cause, sign.meaning)


def gateway_response(clue: Clues) -> tuple[Attribution, ...]:
    """Every cause that a gateway response can be a sign of, likeliest first; empty when it is none."""
    kind = gateway_response_type(clue)
    if not kind:
        return ()
    ids = [clue.quote(name) for name in ("x-amzn-errortype", "x-amz-apigw-id") if name in clue.headers]
    evidence = (*ids, clue.quoted_body)
    if not clue.error_type:
        evidence = (f"status {clue.status}", *evidence)
    fitting = [sign for sign in SIGNS.get(kind, ()) if sign.fits is None or sign.fits(clue)]
    if not fitting:
        return (Attribution(Author(Layer.GATEWAY_RESPONSE, kind), Certainty.CERTAIN, evidence),)
    hint = _hint(clue, kind)
    if hint is not None:
        cause, seen = hint
        fitting.sort(key=lambda sign: sign.cause != cause)
        evidence = (*evidence, seen) if seen else evidence
    if len(fitting) == 1 or (kind == "ACCESS_DENIED" and fitting[0].cause == "resource-policy-denies"):
        return (_attribution(clue, kind, fitting[0], Certainty.CERTAIN, evidence),)
    first, *rest = fitting
    return (
        _attribution(clue, kind, first, Certainty.LIKELY, evidence),
        *(_attribution(clue, kind, sign, Certainty.POSSIBLE, evidence) for sign in rest),
    )


def _hint(clue: Clues, kind: str) -> tuple[str, str] | None:
    """Which of several causes the request makes the likeliest, and what in it says so."""
    segment, path = clue.url.first_segment, clue.url.path
    if kind == "FORBIDDEN":
        if _has_key(clue):
            return "api-key-refused", "the request carries x-api-key"
        if clue.preflight and _announces_key(clue):
            return "options-requires-api-key", "the page announces x-api-key"
        if clue.url.form is HostForm.EXECUTE_API and _looks_like_stage(clue) and "x-amz-apigw-id" in clue.headers:
            return (
                "options-requires-api-key" if clue.preflight else "api-key-refused"
            ), f"'/{segment}' may be a stage"
        return None
    if kind == "INTEGRATION_FAILURE" and clue.preflight and clue.status != 502 and _looks_like_mock(clue):
        return "mock-options-broken", ""
    if kind != "MISSING_AUTHENTICATION_TOKEN":
        return None
    if clue.url.form is HostForm.OTHER and segment.lower() in _NEVER_A_PATH:
        return "unknown-path", f"'/{segment}' looks like a stage, which a custom domain's URL has not"
    if "//" in path or path.lower().count(f"/{segment.lower()}/") > 1:
        return "unknown-path", f"the path '{path}' is joined wrongly"
    if clue.preflight and _signer(clue):
        return "options-requires-iam", "the page announces x-amz-date, so it signs its requests"
    if path.endswith("/") and path.strip("/"):
        slashed = f"the path '{path}' ends with a slash: compare it with the resource's"
        return ("missing-options-method" if clue.preflight else "unknown-path"), slashed
    return None


def _looks_like_mock(clue: Clues) -> bool:
    return "x-amzn-trace-id" not in clue.headers


def integration(clue: Clues) -> tuple[Attribution, ...]:
    """The MOCK behind OPTIONS, a Lambda function or an HTTP backend: responses without an error type."""
    if clue.product is not Product.REST_API or clue.error_type:
        return ()
    seen = [clue.quote("x-amz-apigw-id")] if "x-amz-apigw-id" in clue.headers else []
    remapped = [name for name in clue.headers.names() if name.startswith("x-amzn-remapped-")]
    traced = "x-amzn-trace-id" in clue.headers
    if traced:
        seen.append(clue.quote("x-amzn-trace-id"))
    seen += [clue.quote(name) for name in remapped[:2]]
    seen.append("no x-amzn-errortype, so it is no gateway response")
    mock = Attribution(
        Author(Layer.MOCK_INTEGRATION, "MOCK"),
        Certainty.LIKELY,
        (*seen, "OPTIONS answered with an empty body and no trace id, as a MOCK integration does"),
    )
    backend = Attribution(
        Author(Layer.INTEGRATION, "HTTP_PROXY" if "x-amzn-remapped-server" in remapped else "AWS_PROXY"),
        Certainty.LIKELY if traced or remapped or not clue.preflight else Certainty.POSSIBLE,
        tuple(seen),
        decide_with=""
        if traced or remapped
        else GET_METHOD.format(api=clue.url.api_id or "API_ID", method=clue.exchange.request.method),
    )
    if clue.exchange.request.method == "OPTIONS" and not traced and not remapped and not clue.text.strip():
        return (mock, backend)
    return (backend,)
