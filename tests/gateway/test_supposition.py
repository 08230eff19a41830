"""Every possible outcome of a turn, named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corsproxy.gateway.answer import Answer, Layer
from corsproxy.gateway.arrival import Arrival
from corsproxy.gateway.conversation import advance, begin
from corsproxy.gateway.http_api.definition import HttpApi, IamAuthorization
from corsproxy.gateway.rest_api import definition as rest
from corsproxy.gateway.supposed_backend import SupposedResponse
from corsproxy.gateway.supposition import Supposition, enumerate_answers, supposition_named, suppositions
from corsproxy.gateway.turn import Admitted, CallIntegration
from tests.gateway.http_api_visits import (
    APP,
    ASKED,
    BACKEND,
    CORS,
    FUNCTION,
    JWT,
    api,
    arrive,
    preflight,
    route,
    walk,
)

SCOPED = replace(route("ANY /jwt", authorizer=JWT), scopes=("read",))
SHOP = api(
    "GET /open",
    SCOPED,
    route("POST /asked", BACKEND, ASKED),
    route("GET /iam", authorizer=IamAuthorization.AWS_IAM),
    cors=CORS,
)


def found(arrival: Arrival, the_api: HttpApi = SHOP) -> dict[str, tuple[int, Layer]]:
    """Last supposition's name -> status and author's layer."""
    return {
        path[-1].name if path else "certain": (answer.response.status, answer.author.layer)
        for path, answer in enumerate_answers(the_api, arrival)
    }


def test_an_open_route_in_front_of_a_function_can_end_in_these_ways() -> None:
    assert found(arrive("GET", "/open", {"origin": APP})) == {
        "backend-answers": (200, Layer.INTEGRATION),
        "backend-answers-with-cors": (200, Layer.INTEGRATION),
        "backend-answers-500": (500, Layer.INTEGRATION),
        "function-crashes": (500, Layer.GATEWAY_RESPONSE),
        "function-malformed": (500, Layer.GATEWAY_RESPONSE),
        "function-throttled": (503, Layer.GATEWAY_RESPONSE),
        "function-unavailable": (500, Layer.GATEWAY_RESPONSE),
        "integration-times-out": (503, Layer.GATEWAY_RESPONSE),
        "throttled": (429, Layer.GATEWAY_RESPONSE),
    }


def test_a_token_can_be_wrong_in_these_ways() -> None:
    ways = found(arrive("GET", "/jwt", {"authorization": "Bearer x"}))
    expected = {
        "token-malformed": 401,
        "token-expired": 401,
        "token-wrong-audience": 401,
        "token-wrong-issuer": 401,
        "token-lacks-scope": 403,
        "keys-unreachable": 401,
    }
    assert {name: ways[name] for name in expected} == {k: (v, Layer.AUTHORIZER) for k, v in expected.items()}
    assert ways["backend-answers"] == (200, Layer.INTEGRATION)


def test_an_authorizer_and_an_http_backend_can_fail_in_these_ways() -> None:
    ways = found(arrive("POST", "/asked", {"x-key": "k"}))
    statuses = {name: status for name, (status, _) in ways.items()}
    assert statuses == {
        "backend-answers": 200,
        "backend-answers-with-cors": 200,
        "backend-answers-500": 500,
        "backend-unreachable": 503,
        "integration-times-out": 503,
        "authorizer-denies": 403,
        "authorizer-unauthorized": 401,
        "authorizer-fails": 500,
        "authorizer-times-out": 500,
        "authorizer-malformed": 500,
        "throttled": 429,
        "request-too-large": 413,
    }


def test_a_preflights_401_is_certain_once_it_is_in_for_it_carries_no_credentials() -> None:
    assert found(preflight("/jwt")) == {
        "admitted": (401, Layer.AUTHORIZER),
        "throttled": (429, Layer.GATEWAY_RESPONSE),
    }


def test_what_the_cors_configuration_answers_is_certain() -> None:
    assert found(preflight("/open")) == {"certain": (204, Layer.CORS_CONFIGURATION)}


def test_a_request_without_a_body_is_not_supposed_to_be_too_large() -> None:
    assert "request-too-large" not in found(arrive("GET", "/open"))


def test_a_caller_says_what_its_backend_answers() -> None:
    def teapot(request: object) -> SupposedResponse:
        return SupposedResponse("teapot", 418)

    turn = walk(SHOP, arrive("GET", "/open"))
    assert isinstance(turn, CallIntegration)
    first = suppositions(turn, (teapot,))[0]
    assert (first.name, first.sunny) == ("teapot", False)
    answer = advance(turn, first.outcome)
    assert isinstance(answer, Answer)
    assert answer.response.status == 418


@pytest.mark.parametrize("path", ["/open", "/jwt", "/asked", "/iam"])
def test_names_at_one_turn_are_unique_and_the_first_is_sunny(path: str) -> None:
    turn = begin(SHOP, arrive("POST" if path == "/asked" else "GET", path, {"x-key": "k", "authorization": "x"}))
    seen: list[tuple[Supposition, ...]] = []
    while not isinstance(turn, Answer):
        seen.append(suppositions(turn))
        turn = advance(turn, seen[-1][0].outcome)
    assert seen
    for here in seen:
        assert here[0].sunny
        assert len({one.name for one in here}) == len(here)
    assert suppositions(turn) == ()


def test_a_supposition_is_found_by_name_where_it_is_possible() -> None:
    asked = begin(SHOP, arrive("GET", "/open"))
    assert supposition_named(asked, "throttled") is not None
    assert supposition_named(asked, "function-crashes") is None
    called = advance(asked, Admitted())
    assert supposition_named(called, "function-crashes") is not None


REST_FUNCTION = rest.Integration(rest.IntegrationType.AWS_PROXY, function=FUNCTION)
MAPPED = rest.Integration(rest.IntegrationType.AWS, function=FUNCTION, responses=(rest.IntegrationResponse("200"),))
COGNITO = rest.Authorizer("c", rest.AuthorizerType.COGNITO_USER_POOLS, validation="^my-client$")


def rest_api(integration: rest.Integration, authorizer: rest.Authorizer | None = None) -> rest.RestApi:
    method = rest.Method("GET", integration, authorizer)
    return rest.RestApi("abcdefghij", (rest.Resource("/x", (method,)),), stages=(rest.Stage("prod"),))


@pytest.mark.parametrize(
    ("the_api", "expected"),
    [
        (
            rest_api(REST_FUNCTION),
            {"backend-answers": 200, "function-crashes": 502, "function-malformed": 502, "integration-times-out": 504}
            | {"throttled": 429, "waf-blocks": 403},
        ),
        (rest_api(MAPPED), {"backend-answers": 200, "integration-times-out": 504}),
        (rest_api(REST_FUNCTION, COGNITO), {"backend-answers": 200, "token-malformed": 401, "token-expired": 401}),
        (
            rest_api(REST_FUNCTION, rest.Authorizer("t", rest.AuthorizerType.TOKEN, FUNCTION)),
            {
                "backend-answers": 200,
                "authorizer-denies": 403,
                "authorizer-unauthorized": 401,
                "authorizer-fails": 500,
            },
        ),
    ],
    ids=["proxy", "mapped", "cognito", "token"],
)
def test_a_rest_api_can_end_in_its_own_ways(the_api: rest.RestApi, expected: dict[str, int]) -> None:
    arrival = arrive("GET", "/x", {"Authorization": "Bearer x"}, stage="prod")
    ways = {path[-1].name: found.response.status for path, found in enumerate_answers(the_api, arrival)}
    assert ways.items() >= expected.items()
    assert "request-too-large" not in ways


def test_a_function_behind_templates_cannot_be_malformed_or_choose_headers() -> None:
    arrival = arrive("GET", "/x", {}, stage="prod")
    names = {path[-1].name for path, _ in enumerate_answers(rest_api(MAPPED), arrival)}
    assert {"function-malformed", "backend-answers-with-cors", "backend-answers-500"} & names == set()


def test_the_walk_stops_where_it_is_told_to() -> None:
    assert len(list(enumerate_answers(SHOP, arrive("GET", "/open"), at_most=2))) == 2
