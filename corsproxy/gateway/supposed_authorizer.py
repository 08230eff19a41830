"""What an authorizer might say: outcomes of an `AskAuthorizer` turn, by the kind of authorizer it asks.

Tokens are supposed with claims that the definition would accept, then with one thing wrong at a time; the
gateway judges them as it judges real ones.
"""

from __future__ import annotations

import json

from corsproxy.gateway.http_api import definition as http_api
from corsproxy.gateway.http_api.jwt_authorizer import MALFORMED
from corsproxy.gateway.rest_api import definition as rest_api
from corsproxy.gateway.turn import AuthorizerFailed, AuthorizerReturned, Outcome, TokenInvalid, TokenVerified
from corsproxy.gateway.unresolved import Unresolved

Named = tuple[str, Outcome, str]
"""A supposition's name, its outcome, and what is supposed, as a clause."""

_FAILS: tuple[Named, ...] = (
    ("authorizer-unauthorized", AuthorizerFailed("Unauthorized"), "the authorizer says Unauthorized"),
    ("authorizer-fails", AuthorizerFailed("Error: supposed"), "the authorizer crashes"),
    ("authorizer-times-out", AuthorizerFailed("Task timed out"), "the authorizer does not answer in time"),
    ("authorizer-malformed", AuthorizerReturned(b"{}"), "the authorizer returns something unusable"),
)


def _policy(effect: str) -> AuthorizerReturned:
    statement = {"Effect": effect, "Action": "execute-api:Invoke", "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    return AuthorizerReturned(json.dumps({"principalId": "supposed", "policyDocument": document}).encode())


def _simple(allowed: bool) -> AuthorizerReturned:
    return AuthorizerReturned(json.dumps({"isAuthorized": allowed}).encode())


def _claims(**claims: object) -> TokenVerified:
    return TokenVerified(json.dumps(claims).encode())


def _text(value: object) -> str:
    return "" if isinstance(value, Unresolved) else str(value)


def of_authorizer(authorizer: object, scopes: tuple[str, ...], at: float) -> tuple[Named, ...]:
    """Every outcome that asking `authorizer` can have; the one that lets the request pass comes first.

    `scopes` are the route's or method's, `at` is the request's time in seconds since the epoch.
    """
    match authorizer:
        case http_api.JwtAuthorizer():
            return _of_jwt(authorizer, scopes, at)
        case http_api.LambdaAuthorizer():
            simple = authorizer.simple_responses and authorizer.payload_format != "1.0"
            allows = _simple(True) if simple else _policy("Allow")
            denies = _simple(False) if simple else _policy("Deny")
            return _of_lambda(allows, denies)
        case rest_api.Authorizer(type=rest_api.AuthorizerType.COGNITO_USER_POOLS):
            return _of_cognito(authorizer, scopes, at)
        case rest_api.Authorizer():
            return _of_lambda(_policy("Allow"), _policy("Deny"))
        case http_api.IamAuthorization() | rest_api.IamAuthorization():
            return (
                ("signature-accepted", _claims(), "the signature holds and its owner may call"),
                ("signature-refused", TokenInvalid("the signature does not match"), "the signature is refused"),
            )
        case _:
            return ()


def _of_lambda(allows: AuthorizerReturned, denies: AuthorizerReturned) -> tuple[Named, ...]:
    return (
        ("authorizer-allows", allows, "the authorizer allows the request"),
        ("authorizer-denies", denies, "the authorizer denies the request"),
        *_FAILS,
    )


def _of_jwt(authorizer: http_api.JwtAuthorizer, scopes: tuple[str, ...], at: float) -> tuple[Named, ...]:
    good: dict[str, object] = {
        "iss": _text(authorizer.issuer),
        "aud": [_text(audience) for audience in authorizer.audience],
        "iat": int(at) - 60,
        "exp": int(at) + 3600,
        "sub": "supposed",
        "scope": " ".join(scopes),
    }
    found: list[Named] = [
        ("token-accepted", _claims(**good), "the token is good"),
        ("token-malformed", TokenInvalid(MALFORMED), "the token is none, or its signature does not hold"),
        ("token-expired", _claims(**good | {"exp": int(at) - 1}), "the token has expired"),
    ]
    if not any(isinstance(audience, Unresolved) for audience in authorizer.audience):
        wrong = _claims(**good | {"aud": "another-audience"})
        found.append(("token-wrong-audience", wrong, "the token is for another audience"))
    if not isinstance(authorizer.issuer, Unresolved):
        wrong = _claims(**good | {"iss": "https://another-issuer.invalid"})
        found.append(("token-wrong-issuer", wrong, "the token is from another issuer"))
    if scopes:
        found.append(("token-lacks-scope", _claims(**good | {"scope": ""}), "the token has none of the scopes"))
    found.append(("keys-unreachable", AuthorizerFailed("supposed"), "the issuer's keys are out of reach"))
    return tuple(found)


def _of_cognito(authorizer: rest_api.Authorizer, scopes: tuple[str, ...], at: float) -> tuple[Named, ...]:
    good: dict[str, object] = {
        "iss": authorizer.issuer,
        "iat": int(at) - 60,
        "exp": int(at) + 3600,
        "sub": "supposed",
        "token_use": "access" if scopes else "id",
        "scope": " ".join(scopes),
    }
    if authorizer.validation:
        # an audience that a plain expression matches; one that is more than text may refuse it
        good["aud"] = authorizer.validation.strip("^$").replace("\\", "")
    found: list[Named] = [
        ("token-accepted", _claims(**good), "the token is good"),
        ("token-malformed", TokenInvalid(MALFORMED), "the token is none, or its signature does not hold"),
        ("token-expired", _claims(**good | {"exp": int(at) - 1}), "the token has expired"),
    ]
    if scopes:
        found.append(("token-lacks-scope", _claims(**good | {"scope": ""}), "the token has none of the scopes"))
    return tuple(found)
