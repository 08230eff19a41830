"""The Lambda authorizer: identity sources, the event it gets, what its result means.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from corsproxy.gateway.http_api.definition import LambdaAuthorizer
from corsproxy.gateway.http_api.event_1_0 import authorizer_request_part
from corsproxy.gateway.http_api.event_2_0 import encoded, request_part
from corsproxy.gateway.http_api.expressions import value_of
from corsproxy.gateway.http_api.hostile_json import decoded
from corsproxy.gateway.http_api.iam_policy import Effect, evaluate
from corsproxy.gateway.http_api.incoming import execute_api_arn
from corsproxy.gateway.http_api.visit import Visit
from corsproxy.gateway.provenance import Assumed, Documented, Recorded, Statement

_MANUAL = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html"


@dataclass(frozen=True, slots=True)
class Allowed:
    """The request may go on; `context` is what the authorizer hands to the integration, None for nothing.

    `principal` is the policy's principalId, empty for simple responses.
    """

    context: object
    principal: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """401, 403 or 500, and why."""

    status: int
    why: str


def identity_of(visit: Visit, authorizer: LambdaAuthorizer) -> tuple[str, ...] | None:
    """The values of all identity sources, or None where one is missing or empty: then it is not even asked."""
    values: list[str] = []
    for source in authorizer.identity_sources:
        value = value_of(source, visit)
        if not value:
            return None
        values.append(value)
    return tuple(values)


def cache_key(authorizer: LambdaAuthorizer, identity: tuple[str, ...]) -> str | None:
    """The key of a cached result: the identity sources' values, shared by all routes of the authorizer.

    None where nothing may be cached: no ttl, or no identity source.
    """
    if authorizer.ttl <= 0 or not authorizer.identity_sources:
        return None
    return json.dumps([authorizer.name, *identity], ensure_ascii=False)


def arn_of(visit: Visit) -> str:
    """What a policy is judged by."""
    return execute_api_arn(visit.api, visit.stage, visit.arrival.request.method, visit.path)


def authorizer_event(visit: Visit, authorizer: LambdaAuthorizer, identity: tuple[str, ...]) -> bytes:
    """The JSON event of either payload format."""
    arn = arn_of(visit)
    if authorizer.payload_format == "1.0":
        joined = ",".join(identity)
        event: dict[str, object] = {"version": "1.0", "type": "REQUEST", "methodArn": arn}
        event |= {"identitySource": joined, "authorizationToken": joined}
        event |= authorizer_request_part(visit)
        return encoded(event)
    shared = request_part(visit)
    event = {"version": "2.0", "type": "REQUEST", "routeArn": arn, "identitySource": list(identity) or None}
    event |= {name: value for name, value in shared.items() if name != "version"}
    if visit.path_parameters:
        event["pathParameters"] = dict(visit.path_parameters)
    if visit.stage.variables:
        event["stageVariables"] = dict(visit.stage.variables)
    return encoded(event)


def judge_result(payload: bytes, authorizer: LambdaAuthorizer, arn: str) -> Allowed | Refusal:
    """What the authorizer's result (JSON) means for the request of this ARN."""
    try:
        result: object = decoded(payload)
    except ValueError:
        return Refusal(500, "the authorizer's result is not JSON")
    if not isinstance(result, dict):
        return Refusal(500, "the authorizer's result is not an object")
    if result.get("errorMessage") == "Unauthorized":
        return Refusal(401, 'the authorizer returned {"errorMessage": "Unauthorized"}')
    context = result.get("context")
    if context is not None and not isinstance(context, dict):
        return Refusal(500, "the authorizer's `context` is not an object")
    if authorizer.simple_responses and authorizer.payload_format != "1.0":
        decision = result.get("isAuthorized")
        if not isinstance(decision, bool):
            return Refusal(500, "the authorizer's result has no boolean `isAuthorized`")
        return Allowed(context) if decision else Refusal(403, "the authorizer answered isAuthorized: false")
    principal = result.get("principalId")
    if not isinstance(principal, str):
        return Refusal(500, "the authorizer's result has no `principalId`")
    match evaluate(result.get("policyDocument"), arn):
        case Effect.ALLOW:
            return Allowed(context, principal)
        case Effect.MALFORMED:
            return Refusal(500, "the authorizer's `policyDocument` is not a policy")
        case Effect.EXPLICIT_DENY:
            return Refusal(403, f"the authorizer's policy denies {arn}")
        case Effect.IMPLICIT_DENY:
            return Refusal(403, f"no statement of the authorizer's policy allows {arn}")


STATEMENTS = (
    Statement(
        "http-api",
        "Identity sources are ANDed; with one missing the answer is 401 and the authorizer is not invoked.",
        Recorded("a Lambda authorizer with two identity sources", "2024"),
    ),
    Statement(
        "http-api", "The cache key is the identity sources' values, shared by all routes.", Documented(_MANUAL)
    ),
    Statement("http-api", "An authorizer's failure or malformed result is a 500.", Documented(_MANUAL)),
    Statement(
        "http-api",
        "A cached policy is judged again for each request's own ARN.",
        Assumed("the manual says so of REST APIs, and warns of shared caches here"),
    ),
    Statement(
        "http-api",
        "Conditions in an authorizer's policy are not evaluated.",
        Assumed("unmodelled: authorizers are hardly ever seen to return one"),
    ),
)
