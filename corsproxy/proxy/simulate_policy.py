"""What a policy makes of a response: the API's gateway, as the policy defines it, in front of the real backend.

Every header and status comes from the gateway's model; nothing of CORS is decided here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import assert_never

from corsproxy.diagnose.authorship import attribute
from corsproxy.diagnose.finding import Certainty
from corsproxy.gateway.answer import Answer, Layer
from corsproxy.gateway.arrival import Arrival
from corsproxy.gateway.conversation import advance, begin
from corsproxy.gateway.http_api.cors import without_backend_cors
from corsproxy.gateway.http_api.definition import HttpApi
from corsproxy.gateway.http_api.definition import Stage as HttpStage
from corsproxy.gateway.http_api.reply import cors_lines
from corsproxy.gateway.invoke_url import invoke_url
from corsproxy.gateway.rest_api.definition import RestApi
from corsproxy.gateway.rest_api.definition import Stage as RestStage
from corsproxy.gateway.turn import Admitted, AskAdmission
from corsproxy.http.headers import Headers
from corsproxy.http.message import Exchange, Response
from corsproxy.http.url import origin_of, parse

_ID = "simulated"
_BY_GATEWAY = (Layer.GATEWAY_RESPONSE, Layer.AUTHORIZER, Layer.WAF)


@dataclass(frozen=True, slots=True)
class Policy:
    """`api` holds what is simulated: an HTTP API's CORS configuration; a REST API's OPTIONS methods and gateway
    responses. `hosts` are patterns of the hosts it is for (empty: every one). `text` is the policy as it was written,
    `summary` the same in a few words, `remedies` what to show as snippets: kinds with their values."""

    api: HttpApi | RestApi
    text: str
    summary: str
    hosts: tuple[str, ...] = ()
    remedies: tuple[tuple[str, Mapping[str, str]], ...] = ()

    @property
    def name(self) -> str:
        """The marker header's value."""
        return "http-api-cors" if isinstance(self.api, HttpApi) else "rest-api"


@dataclass(frozen=True, slots=True)
class Simulated:
    """The response that the page gets instead. `body` None: the real one's stays as it is."""

    status: int
    headers: Headers
    body: bytes | None
    because: str


def concerns(policy: Policy, method: str, url: str, origin: str | None) -> bool:
    """True when the policy is for this request: another origin's page asks one of its hosts."""
    if not origin or origin == origin_of(url):
        return False
    parsed = parse(url)
    host = parsed.host.lower() if parsed is not None else ""
    return not policy.hosts or any(fnmatchcase(host, pattern.lower()) for pattern in policy.hosts)


def simulate(policy: Policy, exchange: Exchange) -> Simulated | None:
    """The response as the API would answer with this policy; None where that is what it really answered."""
    response = exchange.response
    if response is None:
        return None
    match policy.api:
        case HttpApi():
            return _http_api(policy.api, exchange, response)
        case RestApi():
            return _rest_api(policy.api, exchange, response)
        case _:
            assert_never(policy.api)


# -- HTTP API ------------------------------------------------------------------------------------------------------


def _http_api(api: HttpApi, exchange: Exchange, response: Response) -> Simulated | None:
    stages = tuple(stage.name for stage in api.stages)
    stage, path = _place(exchange.request.url, stages, "$default")
    at = replace(api, stages=api.stages if stage in stages else (*api.stages, HttpStage(stage)))
    arrival = _arrival(exchange, stage, path)
    if exchange.request.method == "OPTIONS":
        turn = begin(at, arrival)
        # a route of the definition's that takes OPTIONS goes to the backend, and that has answered
        if isinstance(turn, Answer):
            return Simulated(turn.response.status, turn.response.headers, turn.response.body, turn.because)
    if at.cors is None:
        return None
    lines = cors_lines(at, arrival)
    headers = Headers((*without_backend_cors(response.headers.lines), *lines))
    if headers == response.headers:
        return None
    told = "adds its headers" if lines else "adds none: the origin is not allowed"
    return Simulated(response.status, headers, None, f"the CORS configuration {told}, and the backend's are dropped")


# -- REST API ------------------------------------------------------------------------------------------------------


def _rest_api(api: RestApi, exchange: Exchange, response: Response) -> Simulated | None:
    if exchange.request.method == "OPTIONS" and api.resources:
        return _options_method(api, exchange)
    return _gateway_response(api, exchange, response) if api.gateway_responses else None


def _options_method(api: RestApi, exchange: Exchange) -> Simulated | None:
    stages = tuple(stage.name for stage in api.stages)
    stage, path = _place(exchange.request.url, stages, stages[0] if stages else _ID)
    at = api if stage in stages else replace(api, stages=(*api.stages, RestStage(stage)))
    turn = begin(at, _arrival(exchange, stage, path))
    while isinstance(turn, AskAdmission):
        turn = advance(turn, Admitted())
    if not isinstance(turn, Answer):
        return None  # it goes to an authorizer or to the backend, which has answered
    return Simulated(turn.response.status, turn.response.headers, turn.response.body, turn.because)


def _gateway_response(api: RestApi, exchange: Exchange, response: Response) -> Simulated | None:
    # imported when first needed: it brings a template engine that HTTP APIs do without
    from corsproxy.gateway.rest_api.call import Call, query_of
    from corsproxy.gateway.rest_api.gateway_response import Refusal, effective, refuse
    from corsproxy.gateway.rest_api.response_type import ResponseType

    first = attribute(exchange)[0]
    kind = first.author.type
    if (
        first.author.layer not in _BY_GATEWAY
        or kind not in ResponseType.__members__
        or first.certainty is Certainty.POSSIBLE
    ):
        return None
    type_ = ResponseType(kind)
    custom = effective(api, type_)
    if custom is None:
        return None
    request = exchange.request
    stage, path = _place(request.url, tuple(stage.name for stage in api.stages), _ID)
    call = Call(api, _arrival(exchange, stage, path), request.method, query_of(request.url))
    answer = refuse(call, Refusal(type_, f"the gateway response {kind} of the policy"))
    set_by_policy = {
        name.removeprefix("gatewayresponse.header.").lower()
        for name in custom.parameters
        if name.startswith("gatewayresponse.header.")
    }
    lines = tuple(line for line in answer.response.headers.lines if line[0].lower() in set_by_policy)
    headers = Headers((*response.headers.without(*set_by_policy), *lines))
    body = None
    if custom.templates:  # else the words of the real one stay: they tell more than the type's default
        body = answer.response.body
        kept = {"content-type", "content-length"}
        told = tuple(line for line in answer.response.headers.lines if line[0].lower() in kept - set_by_policy)
        headers = Headers((*headers.without(*kept - set_by_policy, "content-encoding"), *told))
    status = custom.status or response.status
    if body is None and status == response.status and headers == response.headers:
        return None
    return Simulated(status, headers, body, answer.because)


# -- where a request arrives ---------------------------------------------------------------------------------------


def _place(url: str, stages: tuple[str, ...], otherwise: str) -> tuple[str, str]:
    """The stage and the path behind it. A URL that names none of the definition's stages is taken whole."""
    told = invoke_url(url)
    parsed = parse(url)
    path = parsed.path if parsed is not None else "/"
    first = path.split("/")[1] if path.startswith("/") else ""
    if first and (first in stages or (told.names_api_gateway and otherwise != "$default")):
        return (first if first in stages else otherwise), path[len(first) + 1 :] or "/"
    return otherwise, path


def _arrival(exchange: Exchange, stage: str, path: str) -> Arrival:
    parsed = parse(exchange.request.url)
    return Arrival(
        request=exchange.request,
        stage=stage,
        path=path,
        at=exchange.started,
        request_id=_ID,
        extended_id=_ID,
        domain=parsed.host if parsed is not None else "",
    )
