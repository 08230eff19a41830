"""What a Lambda authorizer returned: principal, policy and context, judged.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
"""

from __future__ import annotations

import json
from dataclasses import replace

from corsproxy.gateway.provenance import Assumed, Documented, Recorded, Statement
from corsproxy.gateway.rest_api import resource_policy
from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.definition import Json
from corsproxy.gateway.rest_api.gateway_response import Refusal
from corsproxy.gateway.rest_api.policy import Decision, decide
from corsproxy.gateway.rest_api.response_type import ResponseType

_PAGE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html"

STATEMENTS = (
    Statement(
        "rest-api",
        "An authorizer's context holds strings, numbers and booleans, which arrive as text; anything else is 500",
        Documented(_PAGE),
    ),
    Statement(
        "rest-api",
        "An explicit denial says `User is not authorized to access this resource with an explicit deny`, a policy "
        "that does not cover the method the same without its ending",
        Recorded("public transcripts; since 2026 with `in an identity-based policy` behind it", "2018-2025"),
    ),
    Statement(
        "rest-api",
        "A result without principalId or policyDocument is AUTHORIZER_CONFIGURATION_ERROR",
        Assumed("the manual requires both; the recorded failure of a malformed result is this one"),
    ),
)

_DENIED = "User is not authorized to access this resource"


def _malformed(why: str) -> Refusal:
    return Refusal(ResponseType.AUTHORIZER_CONFIGURATION_ERROR, f"the authorizer's result is unusable: {why}")


def judge(call: Call, payload: bytes) -> Call | Refusal:
    """The call with principal and context, or why it is refused."""
    try:
        result: Json = json.loads(payload)
    except (ValueError, RecursionError):
        return _malformed("it is not JSON")
    if not isinstance(result, dict):
        return _malformed("it is not an object")
    if "errorMessage" in result and "policyDocument" not in result:
        if result["errorMessage"] == "Unauthorized":
            return Refusal(ResponseType.UNAUTHORIZED, "the authorizer raised Unauthorized")
        return _malformed(f"the function failed: {result['errorMessage']}")
    principal, document = result.get("principalId"), result.get("policyDocument")
    if principal is None or isinstance(principal, dict | list):
        return _malformed("it has no principalId")
    if not isinstance(document, dict) or not isinstance(document.get("Statement"), dict | list):
        return _malformed("it has no policyDocument with statements")
    context = _context(result.get("context"))
    if context is None:
        return _malformed("its context holds more than strings, numbers and booleans")
    refusal = _combined(call, document)
    if refusal is not None:
        return refusal
    identifier = result.get("usageIdentifierKey")
    return replace(
        call,
        authorizer={**context, "principalId": _text(principal), "integrationLatency": 0},
        usage_identifier=identifier if isinstance(identifier, str) else "",
    )


def _text(value: Json) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _context(value: Json) -> dict[str, Json] | None:
    if value is None:
        return {}
    if not isinstance(value, dict) or any(isinstance(item, dict | list) for item in value.values()):
        return None
    return {name: None if item is None else _text(item) for name, item in value.items()}


def _combined(call: Call, document: Json) -> Refusal | None:
    """Table A of the authorization flow: either denial refuses, either allowance admits."""
    own = decide(document, resource_policy.asked_of(call), with_principals=False)
    if own is Decision.EXPLICIT_DENY:
        return Refusal(
            ResponseType.ACCESS_DENIED,
            "the authorizer's policy denies the method",
            message=f"{_DENIED} with an explicit deny",
        )
    theirs = resource_policy.decision(call) if call.api.policy is not None else Decision.IMPLICIT_DENY
    if theirs is Decision.EXPLICIT_DENY:
        return resource_policy.denied(call, theirs)
    if Decision.ALLOW in {own, theirs}:
        return None
    return Refusal(ResponseType.ACCESS_DENIED, "no policy allows the method", message=_DENIED)
