"""Who asks for this method, and may they? TOKEN, REQUEST and Cognito authorizers, and IAM.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import assert_never

from corsproxy.gateway.answer import Answer
from corsproxy.gateway.provenance import Assumed, Documented, Recorded, Statement
from corsproxy.gateway.rest_api import cognito, resource_policy
from corsproxy.gateway.rest_api.authorizer_result import judge
from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.context import context_value
from corsproxy.gateway.rest_api.definition import Authorizer, AuthorizerType, IamAuthorization, Json
from corsproxy.gateway.rest_api.event import common
from corsproxy.gateway.rest_api.gateway_response import Refusal, refuse
from corsproxy.gateway.rest_api.java_regex import matches
from corsproxy.gateway.rest_api.lambda_target import function_of
from corsproxy.gateway.rest_api.parameter import text_of
from corsproxy.gateway.rest_api.response_type import ResponseType
from corsproxy.gateway.rest_api.signature import Signed, signature_of
from corsproxy.gateway.rest_api.state import Asked, State
from corsproxy.gateway.turn import (
    AskAuthorizer,
    AuthorizerFailed,
    AuthorizerReturned,
    Outcome,
    TokenInvalid,
    TokenVerified,
)

STATEMENTS = (
    Statement(
        "rest-api",
        "A missing identity source is 401 without asking the authorizer, cached or not",
        Recorded("SAM's tests of TOKEN, REQUEST (cached and not) and Cognito authorizers", "2024"),
    ),
    Statement(
        "rest-api",
        "A token that does not match the validation expression is 401 without asking",
        Documented(
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/configure-api-gateway-lambda-authorization.html"
        ),
    ),
    Statement(
        "rest-api",
        "AWS_IAM without a signature is 403 Missing Authentication Token",
        Recorded("SAM's tests (403) and public transcripts", "2024"),
    ),
    Statement(
        "rest-api",
        "An authorizer that raises `Unauthorized` is 401; any other failure, and a result that is no policy, is 500 "
        "AuthorizerConfigurationException",
        Recorded("public transcripts", "2017-2024"),
    ),
    Statement(
        "rest-api",
        "An authorizer that does not answer in time is AUTHORIZER_FAILURE",
        Assumed("the manual tells two types apart without saying which failure is whose"),
    ),
)


def asked(call: Call) -> Call | AskAuthorizer | Refusal:
    """The question to the method's authorizer; the call itself where there is none to ask."""
    authorizer = call.method.authorizer if call.method else None
    match authorizer:
        case None:
            return call
        case IamAuthorization():
            return _signed(call)
        case Authorizer():
            return _ask(call, authorizer)
    assert_never(authorizer)


def _signed(call: Call) -> Call | Refusal:
    signature = signature_of(call.headers, call.query)
    match signature.signed:
        case Signed.NO:
            return Refusal(
                ResponseType.MISSING_AUTHENTICATION_TOKEN, "the method requires a signature and the request has none"
            )
        case Signed.INCOMPLETE:
            return Refusal(
                ResponseType.INVALID_SIGNATURE,
                "the Authorization header is no complete SigV4 signature",
                message=signature.message,
                error_type="IncompleteSignatureException",
            )
        case Signed.COMPLETE:
            return resource_policy.beside_iam(call) or call
    assert_never(signature.signed)


def identity_value(call: Call, source: str) -> str:
    """The value of an identity source (`method.request.header.X`, `context.X`, …), empty where it is missing."""
    text = source.removeprefix("method.request.")
    kind, _, name = text.partition(".")
    if kind == "header":
        return call.headers.get(name) or ""
    if kind == "querystring":
        return call.query_value(name) or ""
    if kind == "stageVariables":
        return call.stage_variables.get(name) or ""
    if kind == "context":
        value = context_value(call, name)
        return "" if value is None else text_of(value)
    return ""


def _ask(call: Call, authorizer: Authorizer) -> AskAuthorizer | Refusal:
    values = []
    for source in authorizer.identity_sources:
        value = identity_value(call, source)
        if not value:
            return Refusal(ResponseType.UNAUTHORIZED, f"the identity source {source} is missing")
        values.append(value)
    token = values[0] if values else ""
    state = State(call, Asked.AUTHORIZER)
    if authorizer.function is not None:
        function = function_of(call, authorizer.function)
        if function is None:
            because = "the stage has no variable for the authorizer's name"
            return Refusal(ResponseType.AUTHORIZER_CONFIGURATION_ERROR, because)
        if function is not authorizer.function:
            authorizer = replace(authorizer, function=function)
    match authorizer.type:
        case AuthorizerType.TOKEN:
            if authorizer.validation and not matches(authorizer.validation, token):
                return Refusal(ResponseType.UNAUTHORIZED, "the token does not match the validation expression")
            event: dict[str, Json] = {
                "type": "TOKEN",
                "methodArn": resource_policy.method_arn(call),
                "authorizationToken": token,
            }
        case AuthorizerType.REQUEST:
            event = _request_event(call)
        case AuthorizerType.COGNITO_USER_POOLS:
            return AskAuthorizer(state, authorizer, token=cognito.token_of(token))
        case _:
            assert_never(authorizer.type)
    return AskAuthorizer(
        state,
        authorizer,
        event=json.dumps(event, ensure_ascii=False).encode("utf-8", "replace"),
        cache_key=_cache_key(call, authorizer, values) if authorizer.ttl > 0 and values else None,
        ttl=authorizer.ttl,
    )


def _request_event(call: Call) -> dict[str, Json]:
    event: dict[str, Json] = {"type": "REQUEST", "methodArn": resource_policy.method_arn(call)}
    for name, value in common(call).items():
        # where the proxy event says null, the authorizer's has an empty object
        event[name] = {} if value is None else value
    return event


def _cache_key(call: Call, authorizer: Authorizer, values: list[str]) -> str:
    """One result for all methods of a stage; hashed, so that no token stands in a key that somebody may log."""
    text = "\0".join((call.api.api_id, call.stage_name, authorizer.name, *values))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def judged(call: Call, outcome: Outcome) -> Call | Answer:
    """The call with what the authorizer gave it, or the answer that refuses it. Raises TypeError."""
    found = _judged(call, outcome)
    return refuse(call, found) if isinstance(found, Refusal) else found


def _judged(call: Call, outcome: Outcome) -> Call | Refusal:
    authorizer = call.method.authorizer if call.method else None
    if not isinstance(authorizer, Authorizer):
        raise TypeError("the method has no authorizer that could be asked")
    match outcome:
        case AuthorizerReturned(payload):
            return judge(call, payload)
        case AuthorizerFailed(error):
            return failed(error)
        case TokenVerified(claims):
            found = cognito.accepted(call, authorizer, claims)
            return found if isinstance(found, Refusal) else resource_policy.after_cognito(found) or found
        case TokenInvalid(reason):
            return cognito.invalid(reason)
        case _:
            raise TypeError(f"{type(outcome).__name__} does not answer the question to an authorizer")


def failed(error: str) -> Refusal:
    """The refusal for an authorizer that failed: its error text decides."""
    if error == "Unauthorized":
        return Refusal(ResponseType.UNAUTHORIZED, "the authorizer raised Unauthorized")
    if "timed out" in error.lower() or "timeout" in error.lower():
        return Refusal(ResponseType.AUTHORIZER_FAILURE, f"the authorizer did not answer: {error}")
    return Refusal(ResponseType.AUTHORIZER_CONFIGURATION_ERROR, f"the authorizer failed: {error}")
