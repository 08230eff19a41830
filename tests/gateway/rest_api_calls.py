"""A REST API under test: requests in, answers out, with scripted doubles for all that is outside."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from corsproxy.gateway.answer import Answer
from corsproxy.gateway.arrival import Arrival
from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.rest_api.definition import (
    Integration,
    IntegrationResponse,
    IntegrationType,
    Method,
    Resource,
    RestApi,
    Stage,
)
from corsproxy.gateway.rest_api.pipeline import advance, begin
from corsproxy.gateway.turn import (
    Admitted,
    AskAdmission,
    AskAuthorizer,
    AuthorizerReturned,
    BackendAnswered,
    CallIntegration,
    Check,
    FunctionReturned,
    InvokeFunction,
    Outcome,
    Refused,
    SendRequest,
    Turn,
)
from corsproxy.http.headers import Headers
from corsproxy.http.message import Request, Response

API_ID = "abcde12345"
DOMAIN = f"{API_ID}.execute-api.us-east-1.amazonaws.com"
FUNCTION = LambdaFunction("handler")
AT = 1_757_011_621.25  # Thu, 04 Sep 2025 18:47:01 GMT

OK = json.dumps({"statusCode": 200, "body": "ok"}).encode()


def arrival(
    method: str,
    path: str,
    headers: dict[str, str] | list[tuple[str, str]] | None = None,
    body: bytes = b"",
    **more: Any,
) -> Arrival:
    """A request to `/{stage}{path}`; `path` may have a query. `stage` defaults to `dev`."""
    stage = more.pop("stage", "dev")
    lines = list(headers.items()) if isinstance(headers, dict) else headers or []
    prefix = f"/{stage}" if stage is not None else ""
    domain = more.pop("domain", DOMAIN)
    return Arrival(
        Request(method, f"https://{domain}{prefix}{path}", Headers(lines), body),
        stage,
        path.partition("?")[0],
        AT,
        "591b53ea-f2ec-4fe9-a31c-061082bd733f",
        "QY_4YE_5PHcEVLg=",
        domain=domain,
        **more,
    )


class World:
    """What is outside: each question is answered by a value, or by a function of the turn. `asked` remembers."""

    def __init__(
        self,
        *,
        function: Outcome | Callable[[dict[str, Any]], Any] | bytes = OK,
        backend: Outcome | Callable[[Request], Response] | None = None,
        authorizer: Outcome | Callable[[dict[str, Any]], Any] | None = None,
        refuse: Check | None = None,
    ) -> None:
        self.function, self.backend, self.authorizer, self.refuse = function, backend, authorizer, refuse
        self.asked: list[Turn] = []

    def outcome(self, turn: Turn) -> Outcome:
        self.asked.append(turn)
        match turn:
            case AskAdmission():
                return Refused(self.refuse) if self.refuse in turn.checks else Admitted()  # type: ignore[arg-type]
            case AskAuthorizer():
                if callable(self.authorizer):
                    return AuthorizerReturned(json.dumps(self.authorizer(json.loads(turn.event))).encode())
                assert self.authorizer is not None, "the authorizer was asked"
                return self.authorizer
            case CallIntegration(call=InvokeFunction() as call):
                if isinstance(self.function, bytes):
                    return FunctionReturned(self.function)
                if callable(self.function):
                    return FunctionReturned(json.dumps(self.function(json.loads(call.event))).encode())
                return self.function
            case CallIntegration(call=SendRequest() as send):
                if callable(self.backend):
                    return BackendAnswered(self.backend(send.request))
                assert self.backend is not None, "the backend was called"
                return self.backend
            case _:
                raise AssertionError(turn)

    def event(self) -> dict[str, Any]:
        """The event of the last function call."""
        call = next(t.call for t in reversed(self.asked) if isinstance(t, CallIntegration))
        assert isinstance(call, InvokeFunction)
        found: dict[str, Any] = json.loads(call.event)
        return found

    def sent(self) -> Request:
        """The last request to the backend."""
        call = next(t.call for t in reversed(self.asked) if isinstance(t, CallIntegration))
        assert isinstance(call, SendRequest)
        return call.request


def drive(api: RestApi, coming: Arrival, world: World | None = None) -> Answer:
    """The whole conversation."""
    world = world or World()
    turn = begin(api, coming)
    while not isinstance(turn, Answer):
        turn = advance(turn, world.outcome(turn))
    return turn


def call(api: RestApi, method: str, path: str, /, world: World | None = None, **more: Any) -> Answer:
    """One request by its method and path."""
    return drive(api, arrival(method, path, **more), world)


def mock(
    response: IntegrationResponse | None = None, template: str = '{"statusCode": 200}', **more: Any
) -> Integration:
    """A MOCK integration with one integration response."""
    return Integration(
        IntegrationType.MOCK,
        templates={"application/json": template},
        responses=(response or IntegrationResponse("200"),),
        **more,
    )


def lambda_proxy(**more: Any) -> Integration:
    """A Lambda proxy integration."""
    return Integration(IntegrationType.AWS_PROXY, function=FUNCTION, **more)


def api_of(*routes: tuple[str, str, Integration | Method], **more: Any) -> RestApi:
    """An API of (http method, path, integration or method); stage `dev`, regional unless told otherwise."""
    paths: dict[str, list[Method]] = {}
    for http_method, path, what in routes:
        paths.setdefault(path, []).append(what if isinstance(what, Method) else Method(http_method, what))
    more.setdefault("stages", (Stage("dev"),))
    return RestApi(API_ID, tuple(Resource(path, tuple(methods)) for path, methods in paths.items()), **more)


def error_type(answer: Answer) -> str | None:
    """x-amzn-ErrorType, or None."""
    return answer.response.headers.get("x-amzn-errortype")


def message(answer: Answer) -> Any:
    """The `message` (or `Message`) of a gateway response's body."""
    document = json.loads(answer.response.body)
    return document.get("message", document.get("Message"))
