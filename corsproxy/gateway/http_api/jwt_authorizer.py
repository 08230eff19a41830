"""The JWT authorizer: which token it takes from a request, and how it judges the claims of a verified one.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
Signatures and keys are the world's business; whatever decides is here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from corsproxy.gateway.http_api.definition import JwtAuthorizer, Route
from corsproxy.gateway.http_api.expressions import value_of
from corsproxy.gateway.http_api.hostile_json import decoded
from corsproxy.gateway.http_api.visit import Visit
from corsproxy.gateway.provenance import Assumed, Documented, Recorded, Statement
from corsproxy.gateway.unresolved import Unresolved

_MANUAL = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html"

# error_description texts; whoever verifies tokens gives one of the first three, or `wrong_algorithm`, as the reason
# of a TokenInvalid
MALFORMED = "token contains an invalid number of segments"
UNKNOWN_KEY = "unable to find a signing key that matches the token's kid"
WRONG_SIGNATURE = "crypto/rsa: verification error"
KEYS_OUT_OF_REACH = "JWKS communication error"
ISSUER_OUT_OF_REACH = "OIDC discovery endpoint communication error"
WRONG_AUDIENCE = "the token does not have a valid audience"
WRONG_ISSUER = "issuer does not match"
EXPIRED = "the token has expired"
NOT_YET = "the token is not yet valid"
UNREADABLE = "the token has no readable claims"


def wrong_algorithm(algorithm: object) -> str:
    """The description of a token signed with something else than RSA."""
    return f"signing method {algorithm} is invalid"


@dataclass(frozen=True, slots=True)
class Accepted:
    """The claims pass; `value` is `requestContext.authorizer.jwt`."""

    value: object


@dataclass(frozen=True, slots=True)
class Denied:
    """401 or 403, the value of www-authenticate, and why."""

    status: int
    www_authenticate: str
    why: str


def token_of(visit: Visit, authorizer: JwtAuthorizer) -> str | None:
    """The token from the identity source, None where there is none; the prefix `Bearer ` is optional."""
    value = value_of(authorizer.identity_source, visit)
    if not value or not value.strip():
        return None
    value = value.strip()
    return value[7:].strip() if value[:7].lower() == "bearer " else value


def missing_token() -> Denied:
    """401 with the bare challenge."""
    return Denied(401, "Bearer", "there is no token in the identity source")


def invalid_token(route: Route, description: str) -> Denied:
    """401 with what is wrong with the token."""
    scopes = " ".join(route.scopes)
    quoted = "".join(c if " " <= c <= "~" and c != '"' else "'" for c in description)
    text = f'Bearer scope="{scopes}" error="invalid_token" error_description="{quoted}"'
    return Denied(401, text, description)


def keys_out_of_reach(route: Route, authorizer: JwtAuthorizer, failure: str) -> Denied:
    """401 too: the issuer's discovery document, or the keys, did not come in time. `failure` is for people."""
    denied = invalid_token(route, KEYS_OUT_OF_REACH if authorizer.jwks else ISSUER_OUT_OF_REACH)
    return replace(denied, why=f"{denied.why} ({failure})" if failure else denied.why)


def insufficient_scope(route: Route) -> Denied:
    """403 with the route's scopes: the token is good and has none of them."""
    scopes = " ".join(route.scopes)
    text = f'Bearer scope="{scopes}" error="insufficient_scope" error_description="expected scopes: [{scopes}]"'
    return Denied(403, text, f"the token has none of the scopes {scopes}")


def judge_claims(claims: bytes, authorizer: JwtAuthorizer, route: Route, now: float) -> Accepted | Denied:
    """Judge a verified token's claims: issuer, audience (else client_id), exp, nbf, iat, then the route's scopes.

    `now` is in seconds since the epoch. What the definition leaves open (Unresolved) is not judged.
    """
    try:
        held: object = decoded(claims)
    except ValueError:
        held = None
    if not isinstance(held, dict):
        return invalid_token(route, UNREADABLE)
    if not isinstance(authorizer.issuer, Unresolved) and held.get("iss") != authorizer.issuer:
        return invalid_token(route, WRONG_ISSUER)
    if not _audience_matches(held, authorizer):
        return invalid_token(route, WRONG_AUDIENCE)
    expires = _seconds(held.get("exp"))
    if expires is None or now >= expires:
        return invalid_token(route, EXPIRED)
    for name in ("nbf", "iat"):
        since = _seconds(held.get(name))
        if (since is None and name in held) or (since is not None and now < since):
            return invalid_token(route, NOT_YET)
    scopes = _scopes(held)
    if route.scopes and not set(scopes) & set(route.scopes):
        return insufficient_scope(route)
    shown = {name: claim_text(value) for name, value in sorted(held.items())}
    return Accepted({"claims": shown, "scopes": scopes if route.scopes else None})


def _audience_matches(held: dict[str, object], authorizer: JwtAuthorizer) -> bool:
    if any(isinstance(audience, Unresolved) for audience in authorizer.audience):
        return True
    # client_id counts only where there is no aud at all
    claimed = held["aud"] if "aud" in held else held.get("client_id")
    values = claimed if isinstance(claimed, list) else [claimed]
    return any(value in authorizer.audience for value in values if isinstance(value, str))


def _seconds(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value)


def _scopes(held: dict[str, object]) -> list[str]:
    value = held["scope"] if "scope" in held else held.get("scp")
    if isinstance(value, str):
        return value.split()
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def claim_text(value: object) -> str:
    """A claim as events show it: always text; lists as `[a b]`."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{' '.join(map(claim_text, value))}]"
    if isinstance(value, dict):
        return f"map[{' '.join(f'{name}:{claim_text(item)}' for name, item in sorted(value.items()))}]"
    return "<nil>" if value is None else str(value)


STATEMENTS = (
    Statement(
        "http-api",
        "A missing token is answered 401 with `www-authenticate: Bearer`; a token without any of the route's scopes "
        '403 with error="insufficient_scope" and the scopes.',
        Recorded("a JWT authorizer's answers", "2024-06-16"),
    ),
    Statement("http-api", "client_id is judged only where the token has no aud.", Documented(_MANUAL)),
    Statement("http-api", "A token whose header has no kid matches no key.", Documented(_MANUAL)),
    Statement(
        "http-api",
        f"A wrong audience is described as {WRONG_AUDIENCE!r}, a string that is no token as {MALFORMED!r}.",
        Recorded("the manual's sample, and public transcripts", "2020-05-13/2026"),
    ),
    Statement(
        "http-api",
        f"Keys or issuer out of reach: 401, described as {KEYS_OUT_OF_REACH!r} or {ISSUER_OUT_OF_REACH!r}.",
        Recorded("access logs of APIs with slow issuers, two public reports", "2021"),
    ),
    Statement(
        "http-api",
        f"A wrong signature is described as {WRONG_SIGNATURE!r}, an unknown key as {UNKNOWN_KEY!r}, "
        f"another algorithm than RSA like {wrong_algorithm('HS256')!r}.",
        Assumed("the recorded texts are those of a Go library, whose texts the first and the last of these are"),
    ),
    Statement(
        "http-api",
        f"A wrong issuer is described as {WRONG_ISSUER!r}.",
        Recorded("the authorizer error of a public API's access log", "2026"),
    ),
    Statement(
        "http-api",
        f"An expired token is described as {EXPIRED!r}; the challenge's scope attribute holds the route's scopes.",
        Recorded("the 401 of a route with a scope, asked with an expired token", "2020-10-22"),
    ),
    Statement(
        "http-api",
        f"A token from the future is described as {NOT_YET!r}.",
        Assumed("worded like the recorded text for an expired one"),
    ),
    Statement(
        "http-api",
        "Claims reach a function as text and sorted: lists as `[a b]`, objects as `map[k:v]`.",
        Recorded("events of functions behind JWT authorizers, four public reports", "2021-2026"),
    ),
    Statement(
        "http-api",
        "The scopes of a token are all shown where the route has any, else they are null, whatever the token has.",
        Recorded("events of both payload formats, three public reports", "2021-2026"),
    ),
)
