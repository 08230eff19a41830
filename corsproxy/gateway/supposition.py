"""Every possible outcome of a turn, named: for lint, for authorship, and for faults on demand.

Only what is possible is supposed. A preflight carries no credentials, so an authorizer that wants a token is
never asked: its 401 is the answer of `begin` or `advance`, certain and not supposed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from corsproxy.gateway.answer import Answer
from corsproxy.gateway.api import Served
from corsproxy.gateway.arrival import Arrival
from corsproxy.gateway.conversation import advance, begin
from corsproxy.gateway.function_url.pipeline import UrlVisit
from corsproxy.gateway.http_api.definition import HttpIntegration
from corsproxy.gateway.http_api.visit import Visit
from corsproxy.gateway.rest_api.definition import IntegrationType
from corsproxy.gateway.rest_api.state import State
from corsproxy.gateway.supposed_authorizer import Named, of_authorizer
from corsproxy.gateway.supposed_backend import BACKENDS, Backend, SupposedResponse
from corsproxy.gateway.turn import (
    Admitted,
    AskAdmission,
    AskAuthorizer,
    BackendAnswered,
    BackendUnreachable,
    CallIntegration,
    Check,
    FunctionFailed,
    FunctionReturned,
    FunctionThrottled,
    FunctionUnavailable,
    IntegrationTimedOut,
    InvokeFunction,
    Outcome,
    Refused,
    SendRequest,
    Turn,
)


@dataclass(frozen=True, slots=True)
class Supposition:
    """One thing that may happen. `name` is kebab-case and stable, `says` a clause for people.

    `sunny` is True for the outcomes with which nothing is wrong.
    """

    name: str
    outcome: Outcome
    says: str
    sunny: bool = False


_REFUSED = {
    Check.WAF: ("waf-blocks", "a WAF rule blocks the request"),
    Check.THROTTLE: ("throttled", "the request is over the rate or burst limit"),
    Check.QUOTA: ("quota-exceeded", "the usage plan's quota is used up"),
    Check.SIZE: ("request-too-large", "the request's body is over the limit"),
}
NAMES = (
    "admitted", "waf-blocks", "throttled", "quota-exceeded", "request-too-large",
    "authorizer-allows", "authorizer-denies", "authorizer-unauthorized", "authorizer-fails", "authorizer-times-out",
    "authorizer-malformed", "token-accepted", "token-malformed", "token-expired", "token-wrong-audience",
    "token-wrong-issuer", "token-lacks-scope", "keys-unreachable", "signature-accepted", "signature-refused",
    "backend-answers", "backend-answers-with-cors", "backend-answers-500", "backend-unreachable",
    "function-crashes", "function-malformed", "function-throttled", "function-unavailable", "integration-times-out",
)  # fmt: skip
"""What suppositions are called, those of every kind of turn; the backend's are those of `BACKENDS`."""
_METHODS_WITHOUT_BODY = frozenset({"GET", "HEAD", "OPTIONS"})
_CRASH = b'{"errorMessage":"supposed","errorType":"Error","trace":[]}'


def suppositions(turn: Turn, backends: tuple[Backend, ...] = BACKENDS) -> tuple[Supposition, ...]:
    """All that may happen at `turn`, what goes well first; nothing for an `Answer`.

    `backends` say what a Lambda function or an HTTP backend is supposed to answer when it answers.
    """
    match turn:
        case Answer():
            return ()
        case AskAdmission():
            return _of_admission(turn)
        case AskAuthorizer():
            return _of_authorizer(turn)
        case CallIntegration():
            return _of_integration(turn, backends)
        case _:
            assert_never(turn)


def supposition_named(turn: Turn, name: str, backends: tuple[Backend, ...] = BACKENDS) -> Supposition | None:
    """The supposition of that name at this turn, None where it is not possible here."""
    return next((supposed for supposed in suppositions(turn, backends) if supposed.name == name), None)


def enumerate_answers(
    api: Served, arrival: Arrival, backends: tuple[Backend, ...] = BACKENDS, at_most: int = 4096
) -> Iterator[tuple[tuple[Supposition, ...], Answer]]:
    """Every answer that `api` can give to this request, each with the suppositions that lead to it.

    Depth first, what goes well first; stops after `at_most` answers. No supposition: the answer is certain.
    """
    given = 0
    waiting: list[tuple[tuple[Supposition, ...], Turn]] = [((), begin(api, arrival))]
    while waiting and given < at_most:
        path, turn = waiting.pop()
        if isinstance(turn, Answer):
            given += 1
            yield path, turn
            continue
        supposed = suppositions(turn, backends)
        waiting.extend(((*path, one), advance(turn, one.outcome)) for one in reversed(supposed))


def _request_of(turn: AskAdmission | AskAuthorizer | CallIntegration) -> Arrival:
    state = turn.state
    if isinstance(state, Visit | UrlVisit):
        return state.arrival
    if isinstance(state, State):
        return state.call.arrival
    raise TypeError(f"{type(state).__name__} is the state of no product's turn")


def _of_admission(turn: AskAdmission) -> tuple[Supposition, ...]:
    found = [Supposition("admitted", Admitted(), "nothing stands in the way", sunny=True)]
    checks = list(turn.checks)
    if isinstance(turn.state, Visit) and _request_of(turn).request.method not in _METHODS_WITHOUT_BODY:
        checks.append(Check.SIZE)
    for check in checks:
        name, says = _REFUSED[check]
        found.append(Supposition(name, Refused(check), says))
    return tuple(found)


def _of_authorizer(turn: AskAuthorizer) -> tuple[Supposition, ...]:
    scopes: tuple[str, ...] = ()
    if isinstance(turn.state, Visit):
        scopes = turn.state.route.scopes
    elif isinstance(turn.state, State) and turn.state.call.method is not None:
        scopes = turn.state.call.method.scopes
    named = of_authorizer(turn.authorizer, scopes, _request_of(turn).at)
    return tuple(_named(one, sunny=position == 0) for position, one in enumerate(named))


def _named(one: Named, *, sunny: bool = False) -> Supposition:
    name, outcome, says = one
    return Supposition(name, outcome, says, sunny)


def _of_integration(turn: CallIntegration, backends: tuple[Backend, ...]) -> tuple[Supposition, ...]:
    request = _request_of(turn).request
    responses = [backend(request) for backend in backends]
    timed_out = Supposition("integration-times-out", IntegrationTimedOut(), "the integration does not answer in time")
    match turn.call:
        case InvokeFunction():
            mapped = _is_mapped(turn)
            if mapped:  # templates make the response: status and headers are not the function's to choose
                responses = responses[:1]
            return (
                *(_answered(one, FunctionReturned(_payload(one, mapped))) for one in responses),
                Supposition("function-crashes", FunctionFailed(_CRASH), "the function raises, exits or times out"),
                *(() if mapped else (_MALFORMED,)),
                Supposition("function-throttled", FunctionThrottled(), "the function's concurrency is used up"),
                Supposition(
                    "function-unavailable",
                    FunctionUnavailable("supposed"),
                    "API Gateway may not invoke the function, or there is none",
                ),
                timed_out,
            )
        case SendRequest():
            if _is_service(turn):
                responses = responses[:1]
            return (
                *(_answered(one, BackendAnswered(one.as_response())) for one in responses),
                Supposition("backend-unreachable", BackendUnreachable("supposed"), "the backend cannot be reached"),
                timed_out,
            )
        case _:
            assert_never(turn.call)


# a list is no proxy response in REST APIs and in format 1.0; a statusCode that is none is unusable in 2.0 too
_MALFORMED = Supposition(
    "function-malformed", FunctionReturned(b'{"statusCode":"none"}'), "the function returns an unusable result"
)


def _answered(response: SupposedResponse, outcome: Outcome) -> Supposition:
    says = f"the backend answers {response.status}"
    return Supposition(response.name, outcome, says, sunny=response.status < 400)


def _is_mapped(turn: CallIntegration) -> bool:
    """True for a REST API's AWS integration, whose templates map any result."""
    state = turn.state
    if not isinstance(state, State) or state.call.method is None or state.call.method.integration is None:
        return False
    return state.call.method.integration.type is IntegrationType.AWS


def _is_service(turn: CallIntegration) -> bool:
    """True for an HTTP API's integration with an AWS service, which sends no CORS headers of its own."""
    integration = turn.state.route.integration if isinstance(turn.state, Visit) else None
    return isinstance(integration, HttpIntegration) and bool(integration.service)


def _payload(response: SupposedResponse, mapped: bool) -> bytes:
    return response.body.encode() if mapped else response.as_function_result()
