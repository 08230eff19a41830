"""A REST API's whole answer to one request, one function per question, in the order of the manual:

size -> stage -> route -> WAF -> resource policy -> IAM or authorizer -> API key -> usage plan -> throttle ->
request validator -> integration.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from corsproxy.gateway.answer import Answer
from corsproxy.gateway.arrival import Arrival
from corsproxy.gateway.rest_api import api_key, authorizer, backend_call, limits, private, resource_policy, routing
from corsproxy.gateway.rest_api.call import Call, query_of
from corsproxy.gateway.rest_api.definition import EndpointType, RestApi, Stage
from corsproxy.gateway.rest_api.gateway_response import Refusal, refuse
from corsproxy.gateway.rest_api.response_type import ResponseType
from corsproxy.gateway.rest_api.signature import Signed, signature_of
from corsproxy.gateway.rest_api.state import Asked, State
from corsproxy.gateway.rest_api.validation import complaint
from corsproxy.gateway.turn import (
    Admitted,
    AskAdmission,
    AskAuthorizer,
    CallIntegration,
    Check,
    Outcome,
    Refused,
    Turn,
)


def begin(api: RestApi, arrival: Arrival) -> Turn:
    """The first turn of the conversation about one request."""
    request = arrival.request
    method = routing.effective_method(request.method, request.headers)
    return _size(Call(api, arrival, method, query_of(request.url)))


def advance(turn: Turn, outcome: Outcome) -> Turn:
    """The turn after `turn` was answered with `outcome`. Raises TypeError for an outcome that cannot be."""
    match turn:
        case AskAdmission(state=State() as state):
            return _admission(state, outcome)
        case AskAuthorizer(state=State() as state):
            found = authorizer.judged(state.call, outcome)
            return found if isinstance(found, Answer) else _api_key(found)
        case CallIntegration(state=State() as state):
            return backend_call.answered(state.call, state.overrides, outcome)
        case _:
            raise TypeError(f"{type(turn).__name__} is no turn of a REST API that waits for an outcome")


def _size(call: Call) -> Turn:
    refusal = limits.too_large(call)
    return refuse(call, refusal) if refusal else _stage(call)


def _stage(call: Call) -> Turn:
    """Unknown stages, and none at all, are 403 Forbidden."""
    api, name = call.api, call.arrival.stage
    if api.default_endpoint_disabled and limits.by_default_endpoint(call):
        return refuse(call, limits.ENDPOINT_DISABLED)
    if call.arrival.vpc_endpoint is not None and api.endpoint_type is not EndpointType.PRIVATE:
        return private.forbidden(api, call.arrival, "a public API cannot be called through a VPC endpoint")
    if name is not None:
        if not api.stages:  # a definition without stages serves under any name
            return _route(replace(call, stage=Stage(name)))
        for stage in api.stages:
            if stage.name == name:
                return _route(replace(call, stage=stage))
    return refuse(
        call,
        Refusal(
            None,  # gateway responses belong to a deployment, and without a stage there is none
            f"the API has no stage {name!r}" if name else "the path names no stage",
            message="Forbidden",
            error_type="ForbiddenException",
        ),
    )


def _route(call: Call) -> Turn:
    """Unknown paths and methods are 403 Missing Authentication Token: never 404, never 405."""
    route = routing.select(call.api.resources, call.http_method, call.arrival.path)
    if route is not None:
        return _waf(
            replace(call, resource=route.resource, method=route.method, path_parameters=route.path_parameters)
        )
    because = f"no resource has {call.http_method} for {call.arrival.path or '/'}"
    signature = signature_of(call.headers, call.query)
    if signature.signed is Signed.INCOMPLETE:
        # A bearer token on an unknown path is taken for a SigV4 signature that lacks its parts.
        return refuse(
            call,
            Refusal(
                ResponseType.INVALID_SIGNATURE,
                f"{because}, and its Authorization header is no SigV4 signature",
                message=signature.message,
                error_type="IncompleteSignatureException",
            ),
        )
    return refuse(call, Refusal(ResponseType.MISSING_AUTHENTICATION_TOKEN, because))


def _waf(call: Call) -> Turn:
    return AskAdmission(State(call, Asked.WAF), (Check.WAF,), bucket=call.http_method)


def _admission(state: State, outcome: Outcome) -> Turn:
    call = state.call
    match outcome:
        case Admitted():
            match state.asked:
                case Asked.WAF:
                    return _resource_policy(call)
                case Asked.USAGE_PLAN:
                    return _throttle(call)
                case Asked.THROTTLE:
                    return _validate(call)
                case Asked.AUTHORIZER | Asked.INTEGRATION:
                    raise TypeError(f"{state.asked} is no question of admission")
                case _:
                    assert_never(state.asked)
        case Refused(Check.WAF):
            return refuse(call, Refusal(ResponseType.WAF_FILTERED, "a web ACL blocked the request"))
        case Refused(Check.THROTTLE):
            return refuse(call, Refusal(ResponseType.THROTTLED, "the request exceeded a rate limit"))
        case Refused(Check.QUOTA):
            return refuse(call, Refusal(ResponseType.QUOTA_EXCEEDED, "the usage plan's quota is used up"))
        case Refused(Check.SIZE):
            return refuse(call, limits.BODY_TOO_LARGE)
        case _:
            raise TypeError(f"{type(outcome).__name__} does not answer a question of admission")


def _resource_policy(call: Call) -> Turn:
    refusal = resource_policy.before_authorizer(call)
    return refuse(call, refusal) if refusal else _authorize(call)


def _authorize(call: Call) -> Turn:
    long = limits.too_long(call, resource_policy.method_arn(call))
    if long is not None:
        return refuse(call, long)
    asked = authorizer.asked(call)
    if isinstance(asked, Refusal):
        return refuse(call, asked)
    return asked if isinstance(asked, AskAuthorizer) else _api_key(asked)


def _api_key(call: Call) -> Turn:
    found = api_key.found(call)
    if isinstance(found, Refusal):
        return refuse(call, found)
    asked = api_key.usage(found)
    return asked if asked is not None else _throttle(found)


def _throttle(call: Call) -> Turn:
    limit = limits.throttle(call)
    path = call.resource.path if call.resource else ""
    method = call.method.http_method if call.method else call.http_method
    return AskAdmission(
        State(call, Asked.THROTTLE),
        (Check.THROTTLE,),
        bucket=f"{call.api.api_id}/{call.stage_name} {method} {path}",
        rate=limit.rate if limit else None,
        burst=limit.burst if limit else None,
    )


def _validate(call: Call) -> Turn:
    refusal = complaint(call)
    return refuse(call, refusal) if refusal else backend_call.made(call)
