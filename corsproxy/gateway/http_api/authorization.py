"""Who is it, and may they? A route's authorizer: JWT, Lambda, or IAM.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from corsproxy.gateway.answer import Answer, Layer
from corsproxy.gateway.http_api import jwt_authorizer, lambda_authorizer, signature
from corsproxy.gateway.http_api.definition import IamAuthorization, JwtAuthorizer, LambdaAuthorizer
from corsproxy.gateway.http_api.reply import error
from corsproxy.gateway.http_api.visit import Authorization, AuthorizedBy, Visit
from corsproxy.gateway.turn import (
    AskAuthorizer,
    AuthorizerFailed,
    AuthorizerReturned,
    Outcome,
    TokenInvalid,
    TokenVerified,
)


def authorize(visit: Visit) -> Visit | AskAuthorizer | Answer:
    """The visit itself where nobody has to be asked, the question to the authorizer, or the answer that refuses."""
    authorizer = visit.route.authorizer
    match authorizer:
        case None:
            return visit
        case JwtAuthorizer():
            token = jwt_authorizer.token_of(visit, authorizer)
            if token is None:
                return _denied(visit, jwt_authorizer.missing_token())
            return AskAuthorizer(visit, authorizer, token=token)
        case LambdaAuthorizer():
            identity = lambda_authorizer.identity_of(visit, authorizer)
            if identity is None:
                because = "an identity source of the authorizer is missing; it was not invoked"
                return error(visit.api, visit.arrival, 401, because, layer=Layer.AUTHORIZER)
            event = lambda_authorizer.authorizer_event(visit, authorizer, identity)
            key = lambda_authorizer.cache_key(authorizer, identity)
            return AskAuthorizer(visit, authorizer, event=event, cache_key=key, ttl=authorizer.ttl)
        case IamAuthorization.AWS_IAM:
            access_key = signature.access_key_of(visit.arrival)
            if access_key is None:
                because = "AWS_IAM: the request has no Signature Version 4 for execute-api"
                return error(visit.api, visit.arrival, 403, because, layer=Layer.AUTHORIZER)
            return AskAuthorizer(visit, authorizer, token=access_key)
        case _:
            assert_never(authorizer)


def authorized(turn: AskAuthorizer, visit: Visit, outcome: Outcome) -> Visit | Answer:
    """The visit with who it is, or the answer that refuses. TypeError for an outcome that does not fit."""
    match turn.authorizer:
        case JwtAuthorizer() as authorizer:
            return _jwt(visit, authorizer, outcome)
        case LambdaAuthorizer() as authorizer:
            return _lambda(visit, authorizer, outcome)
        case _:
            return _iam(turn.token, visit, outcome)


def _jwt(visit: Visit, authorizer: JwtAuthorizer, outcome: Outcome) -> Visit | Answer:
    match outcome:
        case TokenVerified(claims):
            verdict = jwt_authorizer.judge_claims(claims, authorizer, visit.route, visit.arrival.at)
            if isinstance(verdict, jwt_authorizer.Denied):
                return _denied(visit, verdict)
            return replace(visit, authorization=Authorization(AuthorizedBy.JWT, verdict.value))
        case TokenInvalid(reason):
            return _denied(visit, jwt_authorizer.invalid_token(visit.route, reason))
        case AuthorizerFailed(failure):
            # issuer or keys out of reach are the token's fault to a JWT authorizer: 401, not 500
            return _denied(visit, jwt_authorizer.keys_out_of_reach(visit.route, authorizer, failure))
        case _:
            raise TypeError(f"{type(outcome).__name__} is no outcome of a JWT authorizer")


def _denied(visit: Visit, denied: jwt_authorizer.Denied) -> Answer:
    lines = [("www-authenticate", denied.www_authenticate)]
    because = f"JWT authorizer: {denied.why}"
    return error(visit.api, visit.arrival, denied.status, because, layer=Layer.AUTHORIZER, lines=lines)


def _lambda(visit: Visit, authorizer: LambdaAuthorizer, outcome: Outcome) -> Visit | Answer:
    match outcome:
        case AuthorizerReturned(payload):
            verdict = lambda_authorizer.judge_result(payload, authorizer, lambda_authorizer.arn_of(visit))
        case AuthorizerFailed("Unauthorized"):
            verdict = lambda_authorizer.Refusal(401, "the authorizer raised Unauthorized")
        case AuthorizerFailed(failure):
            verdict = lambda_authorizer.Refusal(500, f"the authorizer failed: {failure}")
        case _:
            raise TypeError(f"{type(outcome).__name__} is no outcome of a Lambda authorizer")
    if isinstance(verdict, lambda_authorizer.Allowed):
        return replace(visit, authorization=Authorization(AuthorizedBy.LAMBDA, verdict.context, verdict.principal))
    layer = Layer.GATEWAY_RESPONSE if verdict.status == 500 else Layer.AUTHORIZER
    return error(visit.api, visit.arrival, verdict.status, verdict.why, layer=layer)


def _iam(access_key: str, visit: Visit, outcome: Outcome) -> Visit | Answer:
    match outcome:
        case TokenVerified():
            value = signature.identity_of(visit.api, access_key)
            return replace(visit, authorization=Authorization(AuthorizedBy.IAM, value))
        case TokenInvalid(reason) | AuthorizerFailed(reason):
            because = f"AWS_IAM: {reason}"
            return error(visit.api, visit.arrival, 403, because, layer=Layer.AUTHORIZER)
        case _:
            raise TypeError(f"{type(outcome).__name__} is no outcome of AWS_IAM")
