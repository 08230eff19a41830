"""What each gateway response can be a sign of, likeliest first: several causes share one answer's bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from corsproxy.diagnose.clues import Clues
from corsproxy.gateway.invoke_url import HostForm


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that a gateway response can be a sign of: `cause` names a catalogue entry.

    `fits` narrows it (None: whenever the type fits); `decide_with` is filled with the request's own URL.
    """

    cause: str
    meaning: str
    fits: Callable[[Clues], bool] | None = None
    decide_with: str = ""


def _preflight(clue: Clues) -> bool:
    return clue.preflight


def _actual(clue: Clues) -> bool:
    return not clue.preflight


def _bearer(clue: Clues) -> bool:
    return bool(clue.exchange.request.headers.get("authorization"))


_TEST_INVOKE = "aws apigateway get-resources --rest-api-id {api} --embed methods"
GET_METHOD = "aws apigateway get-method --rest-api-id {api} --resource-id RESOURCE_ID --http-method {method}"
_STAGES = "aws apigateway get-stages --rest-api-id {api}"
_WAF = "aws apigateway get-stage --rest-api-id {api} --stage-name {stage} --query webAclArn"

# gateway response type -> what it can be a sign of, likeliest first
SIGNS: dict[str, tuple[Sign, ...]] = {
    "MISSING_AUTHENTICATION_TOKEN": (
        Sign(
            "missing-options-method",
            "the deployed resource has no OPTIONS method",
            _preflight,
            _TEST_INVOKE,
        ),
        Sign(
            "unknown-path",
            "the path or the method is not in the deployed API (misspelled, a stage named twice, not deployed)",
            None,
            _TEST_INVOKE,
        ),
        Sign(
            "options-requires-iam",
            "the OPTIONS method has authorization AWS_IAM, and a preflight is never signed",
            _preflight,
            GET_METHOD,
        ),
        Sign(
            "change-not-deployed",
            "the OPTIONS method exists, and the stage still serves a deployment without it",
            _preflight,
            "aws apigateway get-stage --rest-api-id {api} --stage-name {stage} --query deploymentId",
        ),
        Sign(
            "iam-without-signature",
            "the method has authorization AWS_IAM and the request is not signed",
            _actual,
            GET_METHOD,
        ),
    ),
    "INVALID_SIGNATURE": (
        Sign(
            "bearer-token-on-unknown-path",
            "an Authorization header that is no signature was sent to a path or method that does not exist; "
            "API Gateway then tries to read it as one",
            _bearer,
            _TEST_INVOKE,
        ),
        Sign(
            "iam-bad-signature",
            "the method has authorization AWS_IAM and the signature does not hold",
            None,
            GET_METHOD,
        ),
    ),
    "UNAUTHORIZED": (
        Sign(
            "options-requires-authorization",
            "the authorizer also guards OPTIONS, and a preflight never carries a token",
            _preflight,
        ),
        Sign("token-refused", "the token is missing, malformed or expired", _actual),
    ),
    "ACCESS_DENIED": (
        Sign(
            "resource-policy-denies",
            "the API's resource policy denies this caller",
            lambda clue: "not authorized to perform" in clue.message and "User: arn:" not in clue.message,
        ),
        Sign(
            "options-requires-authorization",
            "the authorizer also guards OPTIONS and denied the preflight",
            _preflight,
        ),
        Sign("authorizer-denies", "the authorizer's policy (or the IAM identity's) denies this caller", _actual),
    ),
    "FORBIDDEN": (
        Sign(
            "private-api-not-addressed",
            "the VPC endpoint could not tell which API is meant",
            lambda clue: clue.url.form is HostForm.VPC_ENDPOINT,
            "curl -sS -i -H 'x-apigw-api-id: API_ID' {url}",
        ),
        Sign(
            "private-dns-captures-public-api",
            "no API was reached: inside a VPC whose execute-api endpoint has private DNS on, a public API's name "
            "leads to the endpoint",
            lambda clue: clue.url.form is HostForm.EXECUTE_API and "x-amz-apigw-id" not in clue.headers,
            "dig +short {host}",
        ),
        Sign(
            "domain-mapping-missing",
            "the custom domain has no API mapping for this base path",
            lambda clue: clue.url.form in {HostForm.OTHER, HostForm.CUSTOM_DOMAIN_TARGET},
            "aws apigatewayv2 get-api-mappings --domain-name {host}",
        ),
        Sign(
            "unknown-stage",
            "the first path segment is not a stage of this API",
            lambda clue: clue.url.form in {HostForm.EXECUTE_API, HostForm.PRIVATE_ALIAS, HostForm.LOCAL},
            _STAGES,
        ),
        Sign(
            "options-requires-api-key",
            "the OPTIONS method requires an API key, and a preflight never carries one",
            _preflight,
            GET_METHOD,
        ),
        Sign(
            "api-key-refused",
            "the API key is missing, unknown or in no usage plan of this stage",
            _actual,
            GET_METHOD,
        ),
        Sign("waf-blocks", "a rule of AWS WAF blocked the request", None, _WAF),
    ),
    "THROTTLED": (Sign("request-throttled", "the request was over the rate or burst limit"),),
    "QUOTA_EXCEEDED": (Sign("quota-exceeded", "the usage plan's quota is used up"),),
    "EXPIRED_TOKEN": (Sign("token-refused", "the security token of the signature has expired"),),
    "BAD_REQUEST_PARAMETERS": (Sign("request-invalid", "the request validator missed a required parameter"),),
    "BAD_REQUEST_BODY": (Sign("request-invalid", "the request validator refused the body"),),
    "UNSUPPORTED_MEDIA_TYPE": (
        Sign("mock-options-broken", "the OPTIONS integration has no template for this content type", _preflight),
        Sign("unsupported-media-type", "the integration accepts no such content type"),
    ),
    "REQUEST_TOO_LARGE": (
        Sign("payload-too-large", "the body is over 10 MB, which API Gateway refuses at the edge"),
    ),
    "AUTHORIZER_CONFIGURATION_ERROR": (
        Sign("authorizer-broken", "API Gateway may not invoke the authorizer, or it returned no usable policy"),
    ),
    "AUTHORIZER_FAILURE": (Sign("authorizer-broken", "the authorizer failed"),),
    "INTEGRATION_TIMEOUT": (
        Sign("integration-timeout", "the integration took longer than its timeout (29 s unless raised)"),
    ),
    "INTEGRATION_FAILURE": (
        Sign(
            "malformed-proxy-response",
            "the function crashed, or what it returned is not the shape a Lambda proxy integration accepts",
            lambda clue: clue.status == 502,
        ),
        Sign("mock-options-broken", "the MOCK integration behind OPTIONS did not come to a status", _preflight),
        Sign("integration-broken", "API Gateway could not call the integration or could not map its answer"),
    ),
}
