"""Made-up HTTP APIs and requests to them, for the tests of this room."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from corsproxy.gateway.answer import Answer
from corsproxy.gateway.arrival import Arrival
from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.conversation import advance, begin
from corsproxy.gateway.http_api.definition import (
    Authorizer,
    CorsConfiguration,
    HttpApi,
    HttpIntegration,
    Integration,
    JwtAuthorizer,
    LambdaAuthorizer,
    LambdaIntegration,
    Route,
    Stage,
)
from corsproxy.gateway.http_api.visit import Visit
from corsproxy.gateway.turn import Admitted, Outcome, Turn
from corsproxy.http.headers import Headers
from corsproxy.http.message import Request

HOST = "abcdefghij.execute-api.us-east-1.amazonaws.com"
APP = "https://app.example.com"
AT = 1583348638.39
FUNCTION = LambdaFunction("shop")
LAMBDA = LambdaIntegration(FUNCTION)
BACKEND = HttpIntegration("https://backend.example/{proxy}")
CORS = CorsConfiguration(
    allow_origins=(APP,), allow_methods=("GET", "POST", "DELETE"), allow_headers=("X-Api-Key", "Content-Type")
)
JWT = JwtAuthorizer("jwt", "https://issuer.example/", ("shop",))
ASKED = LambdaAuthorizer("asked", LambdaFunction("authorizer"), identity_sources=("$request.header.X-Key",))


def route(key: str, integration: Integration | None = LAMBDA, authorizer: Authorizer | None = None) -> Route:
    return Route(key, integration, authorizer)


def api(*routes: Route | str, **fields: Any) -> HttpApi:
    made = tuple(route(one) if isinstance(one, str) else one for one in routes)
    return HttpApi("abcdefghij", made, **fields)


def arrive(
    method: str,
    path: str = "/",
    headers: dict[str, str] | list[tuple[str, str]] | None = None,
    body: bytes = b"",
    *,
    stage: str | None = "$default",
    http_version: str = "HTTP/2",
    mapping_key: str = "",
    host: str = HOST,
) -> Arrival:
    lines = headers.items() if isinstance(headers, dict) else headers or ()
    in_url = f"/{mapping_key}" if mapping_key else "" if stage in (None, "$default") else f"/{stage}"
    request = Request(method, f"https://{host}{in_url}{path}", Headers(lines), body, http_version)
    raw = path.partition("?")[0]
    return Arrival(request, stage, raw, AT, "uuid", "cs_pJhGvoAMEJYQ=", "203.0.113.7", host, mapping_key=mapping_key)


def preflight(path: str = "/", origin: str = APP, method: str = "GET", **more: Any) -> Arrival:
    return arrive("OPTIONS", path, {"origin": origin, "access-control-request-method": method}, **more)


def walk(the_api: HttpApi, arrival: Arrival, *outcomes: Outcome) -> Turn:
    """The turn after `outcomes`; a first `Admitted` goes without saying."""
    turn = begin(the_api, arrival)
    if not isinstance(turn, Answer):
        turn = advance(turn, Admitted())
    for outcome in outcomes:
        turn = advance(turn, outcome)
    return turn


def answer(the_api: HttpApi, arrival: Arrival, *outcomes: Outcome) -> Answer:
    turn = walk(the_api, arrival, *outcomes)
    assert isinstance(turn, Answer), turn
    return turn


def said(found: Answer) -> tuple[int, bytes]:
    return found.response.status, found.response.body


def visit(arrival: Arrival, the_route: Route | str = "$default", **fields: Any) -> Visit:
    one = route(the_route) if isinstance(the_route, str) else the_route
    stage = Stage(arrival.stage or "$default")
    made = Visit(api(one), arrival, stage, one, arrival.path, {})
    return replace(made, **fields)
