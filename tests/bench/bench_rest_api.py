"""How long a REST API's own part of a request takes: pure functions, one thread, no socket."""

from __future__ import annotations

import time
from collections.abc import Callable

from corsproxy.gateway.answer import Answer
from corsproxy.gateway.arrival import Arrival
from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.rest_api.definition import (
    GatewayResponse,
    Integration,
    IntegrationResponse,
    IntegrationType,
    Method,
    Resource,
    RestApi,
    Stage,
)
from corsproxy.gateway.rest_api.pipeline import advance, begin
from corsproxy.gateway.turn import Admitted, AskAdmission, FunctionReturned, Turn
from corsproxy.http.headers import Headers
from corsproxy.http.message import Request

HOST = "abcdefghij.execute-api.us-east-1.amazonaws.com"
RESULT = FunctionReturned(b'{"statusCode":200,"headers":{"Content-Type":"application/json"},"body":"{}"}')
MULTI_ORIGIN = """#set($origin = $input.params().header.get("Origin"))
#if($origin == "") #set($origin = $input.params().header.get("origin")) #end
#if($origin == "https://a.example" || $origin == "https://app.example.com")
#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)
#end"""


def made(routes: int) -> RestApi:
    """An API with this many resources, each with a Lambda GET and two kinds of preflight."""
    cors = {f"method.response.header.Access-Control-Allow-{name}": "'*'" for name in ("Origin", "Methods", "Headers")}
    mock = {"application/json": '{"statusCode": 200}'}
    static = Integration(IntegrationType.MOCK, templates=mock, responses=(IntegrationResponse("200", "", cors),))
    many = IntegrationResponse("204", "", cors, {"application/json": MULTI_ORIGIN})
    dynamic = Integration(IntegrationType.MOCK, templates=mock, responses=(many,))
    function = Integration(IntegrationType.AWS_PROXY, function=LambdaFunction("shop"))
    resources = [
        Resource(f"/items{n}/{{id}}{tail}", (Method("OPTIONS", options), Method("GET", function)))
        for n in range(routes)
        for tail, options in (("", static), ("/many", dynamic))
    ]
    default = GatewayResponse("DEFAULT_4XX", None, {"gatewayresponse.header.Access-Control-Allow-Origin": "'*'"})
    return RestApi("abcdefghij", tuple(resources), stages=(Stage("dev"),), gateway_responses=(default,))


def arrival(method: str, path: str) -> Arrival:
    """A browser's request, with the headers that browsers send."""
    lines = (
        ("host", HOST),
        ("origin", "https://app.example.com"),
        ("user-agent", "Mozilla/5.0"),
        ("accept", "*/*"),
        ("accept-encoding", "gzip, deflate, br"),
        ("access-control-request-method", "GET"),
    )
    request = Request(method, f"https://{HOST}/dev{path}", Headers(lines))
    return Arrival(
        request, "dev", path, 1.7e9, "591b53ea-f2ec-4fe9-a31c-061082bd733f", "QY_4YE_5PHcEVLg=", domain=HOST
    )


def whole(api: RestApi, coming: Arrival) -> Answer:
    """The conversation with everything admitted."""
    turn: Turn = begin(api, coming)
    while not isinstance(turn, Answer):
        turn = advance(turn, Admitted() if isinstance(turn, AskAdmission) else RESULT)
    return turn


def microseconds(call: Callable[[], object], times: int = 5_000) -> float:
    """The best of five runs, in microseconds a call."""
    runs = []
    for _ in range(5):
        start = time.perf_counter()
        for _ in range(times):
            call()
        runs.append((time.perf_counter() - start) / times * 1e6)
    return min(runs)


def main() -> None:
    """Print one line per question."""
    api = made(200)
    questions = {
        "preflight, MOCK with static headers": arrival("OPTIONS", "/items150/7"),
        "preflight, MOCK with a multi-origin template": arrival("OPTIONS", "/items150/7/many"),
        "Lambda proxy GET, event and response": arrival("GET", "/items150/7"),
        "403 on an unknown path": arrival("GET", "/nowhere"),
    }
    for name, coming in questions.items():
        print(f"{name:48} {microseconds(lambda coming=coming: whole(api, coming)):8.1f} us")  # type: ignore[misc]
