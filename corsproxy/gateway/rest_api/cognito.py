"""Cognito user pool authorizers: what a verified token must say, and what becomes of its claims.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

from corsproxy.gateway.provenance import Assumed, Documented, Statement
from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.definition import Authorizer, Json
from corsproxy.gateway.rest_api.gateway_response import Refusal
from corsproxy.gateway.rest_api.java_regex import matches
from corsproxy.gateway.rest_api.response_type import ResponseType
from corsproxy.gateway.rest_api.wire import DAYS, MONTHS

STATEMENTS = (
    Statement(
        "rest-api",
        "A method without scopes wants an identity token, one with scopes an access token with one of them",
        Documented(
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html"
        ),
    ),
    Statement(
        "rest-api",
        "A token without a required scope is 401 Unauthorized",
        Assumed("AWS's troubleshooting article for 401 names the scopes as a cause"),
    ),
    Statement(
        "rest-api",
        "An expired token is 401 `The incoming token has expired`",
        Assumed("quoted in public questions, in none of the recordings"),
    ),
    Statement(
        "rest-api",
        "Claims arrive as text: arrays joined by commas, exp and iat as `Thu Sep 04 18:53:41 UTC 2025`",
        Assumed("seen in public event samples, in none of the recordings"),
    ),
)

_EXPIRED = "The incoming token has expired"


def token_of(value: str) -> str:
    """The token in the identity source's value; the prefix `Bearer ` is optional."""
    scheme, _, rest = value.partition(" ")
    return rest.strip() if scheme.lower() == "bearer" and rest else value


def invalid(reason: str) -> Refusal:
    """The refusal of a token whose signature or lifetime is no good."""
    expired = "expired" in reason.lower()
    return Refusal(
        ResponseType.UNAUTHORIZED, f"the token is not valid: {reason}", message=_EXPIRED if expired else None
    )


def accepted(call: Call, authorizer: Authorizer, claims: bytes) -> Call | Refusal:
    """The call with the claims in its context, or why the token is not accepted."""
    try:
        document: Json = json.loads(claims)
    except (ValueError, RecursionError):
        return invalid("its payload is not JSON")
    if not isinstance(document, dict):
        return invalid("its payload is not an object")
    expires = document.get("exp")
    if isinstance(expires, int | float) and expires <= call.arrival.at:
        return invalid("it has expired")
    if authorizer.issuer and document.get("iss") != authorizer.issuer:
        return invalid("its issuer is another one")
    scopes = call.method.scopes if call.method else ()
    if scopes:
        granted = document.get("scope")
        if not isinstance(granted, str) or not set(granted.split()) & set(scopes):
            return invalid("it has none of the method's scopes")
    elif document.get("token_use", "id") != "id":
        return invalid("it is an access token, and the method has no scopes")
    if authorizer.validation:
        audience = document.get("aud", document.get("client_id"))
        if not isinstance(audience, str) or not matches(authorizer.validation, audience):
            return invalid("its audience does not match the validation expression")
    texts: dict[str, Json] = {name: _claim(name, value) for name, value in document.items()}
    return replace(call, authorizer={"claims": texts})


def _claim(name: str, value: Json) -> str:
    if name in {"exp", "iat"} and isinstance(value, int | float) and not isinstance(value, bool):
        try:
            t = datetime.fromtimestamp(value, UTC)
        except (ValueError, OverflowError, OSError):
            return str(value)
        clock = f"{t.hour:02}:{t.minute:02}:{t.second:02}"
        return f"{DAYS[t.weekday()]} {MONTHS[t.month - 1]} {t.day:02} {clock} UTC {t.year}"
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return ",".join(item if isinstance(item, str) else json.dumps(item) for item in value)
    return json.dumps(value)
