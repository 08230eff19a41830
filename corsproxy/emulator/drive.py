"""The conversation with the gateway model, driven by reality.

The one loop in which answers are awaited: everything that decides anything is the model's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

from corsproxy.emulator import faults
from corsproxy.emulator.address import id_of
from corsproxy.emulator.authorizer_cache import AuthorizerCache
from corsproxy.emulator.backends import Backends
from corsproxy.emulator.counters import Counters
from corsproxy.emulator.functions import Functions, FunctionSettings
from corsproxy.gateway.answer import Answer
from corsproxy.gateway.api import Served
from corsproxy.gateway.arrival import Arrival
from corsproxy.gateway.conversation import advance, begin
from corsproxy.gateway.http_api.definition import JwtAuthorizer
from corsproxy.gateway.http_api.definition import LambdaAuthorizer as HttpLambdaAuthorizer
from corsproxy.gateway.rest_api.definition import Authorizer as RestAuthorizer
from corsproxy.gateway.rest_api.definition import AuthorizerType
from corsproxy.gateway.turn import (
    Admitted,
    AskAdmission,
    AskAuthorizer,
    AuthorizerFailed,
    AuthorizerReturned,
    CallIntegration,
    FunctionFailed,
    FunctionReturned,
    FunctionThrottled,
    FunctionUnavailable,
    IntegrationTimedOut,
    InvokeFunction,
    Outcome,
    TokenVerified,
)
from corsproxy.gateway.unresolved import Unresolved

# An HTTP API waits this long for a Lambda authorizer, a REST API as long as for an integration:
# https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
HTTP_AUTHORIZER_SECONDS = 10.0
REST_AUTHORIZER_SECONDS = 29.0

_ADMITTED = Admitted()
_USER_POOL = re.compile(r"^arn:[a-z-]+:cognito-idp:(?P<region>[a-z0-9-]+):\d*:userpool/(?P<pool>[\w-]+)$")


class Outside:
    """The world that the gateway asks: functions, backends, keys, counters, and what was kept of earlier answers."""

    def __init__(self, settings: FunctionSettings) -> None:
        self.say: Callable[[str], None] = settings.say
        self.functions = Functions(settings)
        self.backends = Backends()
        self.counters = Counters()
        self.authorizer_results = AuthorizerCache()
        self._keys: object | None = None

    async def close(self) -> None:
        """End processes and connections."""
        await self.functions.close()
        await self.backends.close()


async def drive(api: Served, arrival: Arrival, outside: Outside, fault: str | None = None) -> Answer:
    """The whole conversation about one request; `fault` names the outcome that the first turn that has it gets."""
    turn = begin(api, arrival)
    offered: list[str] = []
    while not isinstance(turn, Answer):
        outcome: Outcome | None = None
        if fault is not None:
            outcome = faults.chosen(turn, fault)
            if outcome is None:
                offered += faults.names_of(turn)
            else:
                fault = None
        if outcome is None:
            match turn:
                case AskAdmission():
                    if turn.rate is None and turn.quota is None:
                        outcome = _ADMITTED
                    else:
                        outcome = outside.counters.admit(id_of(api), turn, arrival.at)
                case AskAuthorizer():
                    outcome = await authorize(api, arrival, turn, outside)
                case CallIntegration():
                    outcome = await call(api, arrival, turn, outside)
        turn = advance(turn, outcome)
    if fault is not None:
        could = ", ".join(dict.fromkeys(offered)) or "none: this request is answered without asking anybody"
        asked = f"{arrival.request.method} {arrival.path}"
        outside.say(
            f"fault {fault!r} has no place in {asked}, answered {turn.response.status} before; it could be {could}"
        )
    return turn


async def call(api: Served, arrival: Arrival, turn: CallIntegration, outside: Outside) -> Outcome:
    """Call the backend; the integration's timeout ends our waiting, not the function's work."""
    wanted = turn.call
    if isinstance(wanted, InvokeFunction):
        return await outside.functions.invoke(
            wanted.function, wanted.event, api=api, trace_id=arrival.trace_id, patience=wanted.timeout
        )
    return await outside.backends.send(wanted)


async def authorize(api: Served, arrival: Arrival, turn: AskAuthorizer, outside: Outside) -> Outcome:
    """Ask the authorizer: keys for tokens, a function for Lambda authorizers, nobody for AWS_IAM."""
    match turn.authorizer:
        case JwtAuthorizer() as authorizer:
            issuer = "" if isinstance(authorizer.issuer, Unresolved) else authorizer.issuer
            return await verify(outside, turn.token, authorizer.jwks, issuer, authorizer)
        case RestAuthorizer(type=AuthorizerType.COGNITO_USER_POOLS) as authorizer:
            return await verify(outside, turn.token, authorizer.jwks, issuer_of(authorizer), authorizer)
        case HttpLambdaAuthorizer() | RestAuthorizer() as authorizer:
            return await ask_function(api, arrival, turn, authorizer, outside)
        case _:
            # AWS_IAM: nobody here has the secret keys that signatures are made with. One that is there, counts.
            return TokenVerified(b"{}")


def issuer_of(authorizer: RestAuthorizer) -> str:
    """Who issues a user pool's tokens.

    https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-tokens-verifying-a-jwt.html
    """
    if authorizer.issuer:
        return authorizer.issuer
    for pool in authorizer.user_pools:
        if not isinstance(pool, Unresolved) and (match := _USER_POOL.match(pool)):
            return f"https://cognito-idp.{match['region']}.amazonaws.com/{match['pool']}"
    return ""


async def verify(
    outside: Outside, token: str, jwks: str, issuer: str, authorizer: JwtAuthorizer | RestAuthorizer
) -> Outcome:
    """Verify a token's signature; the keys' library is loaded when the first token comes."""
    from corsproxy.emulator.jwt_keys import JwtKeys

    keys = outside._keys
    if not isinstance(keys, JwtKeys):
        keys = outside._keys = JwtKeys(outside.say)
    directory = Path(authorizer.where.file).parent if authorizer.where else Path()
    return await keys.verify(token, jwks=jwks, issuer=issuer, directory=directory)


async def ask_function(
    api: Served,
    arrival: Arrival,
    turn: AskAuthorizer,
    authorizer: HttpLambdaAuthorizer | RestAuthorizer,
    outside: Outside,
) -> Outcome:
    """Invoke a Lambda authorizer, or take what it said before."""
    key = None
    if turn.cache_key is not None and turn.ttl > 0:
        key = f"{id_of(api)}\n{arrival.stage}\n{authorizer.name}\n{turn.cache_key}"
        if (kept := outside.authorizer_results.get(key, arrival.at)) is not None:
            return kept
    if authorizer.function is None:
        return AuthorizerFailed("the authorizer has no function")
    seconds = REST_AUTHORIZER_SECONDS if isinstance(authorizer, RestAuthorizer) else HTTP_AUTHORIZER_SECONDS
    outcome = await outside.functions.invoke(
        authorizer.function, turn.event, api=api, trace_id=arrival.trace_id, patience=seconds
    )
    match outcome:
        case FunctionReturned(payload):
            result = AuthorizerReturned(payload)
            if key is not None:
                outside.authorizer_results.put(key, result, arrival.at, turn.ttl)
            return result
        case FunctionFailed(payload):
            return AuthorizerFailed(error_message(payload))
        case FunctionThrottled():
            return AuthorizerFailed("the authorizer's concurrency is used up")
        case FunctionUnavailable(reason):
            return AuthorizerFailed(reason)
        case IntegrationTimedOut():
            return AuthorizerFailed(f"the authorizer did not answer within {seconds:g} seconds")


def error_message(payload: bytes) -> str:
    """The errorMessage of Lambda's error JSON: what an authorizer's `raise Exception("Unauthorized")` says."""
    try:
        document = json.loads(payload)
    except (ValueError, RecursionError):
        return ""
    message = document.get("errorMessage") if isinstance(document, dict) else None
    return message if isinstance(message, str) else ""
