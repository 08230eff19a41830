"""One request through an HTTP API, question by question."""

from __future__ import annotations

import pytest

from corsproxy.gateway.answer import Answer, Author, Layer
from corsproxy.gateway.http_api.definition import (
    Stage,
    Throttle,
)
from corsproxy.gateway.http_api.doubts import Doubts, RoutedPreflight
from corsproxy.gateway.http_api.function_result import RESULT_LIMIT
from corsproxy.gateway.http_api.pipeline import BODY_LIMIT, HEADER_LIMIT, advance, begin, head_size
from corsproxy.gateway.turn import (
    Admitted,
    AskAdmission,
    CallIntegration,
    Check,
    FunctionReturned,
    FunctionThrottled,
    Outcome,
    Refused,
)
from tests.gateway.http_api_visits import (
    APP,
    BACKEND,
    CORS,
    JWT,
    LAMBDA,
    answer,
    api,
    arrive,
    preflight,
    route,
    said,
    walk,
)

OK = FunctionReturned(b'{"statusCode":200,"headers":{"Access-Control-Allow-Origin":"*","X-Own":"1"},"body":"hi"}')


# head, path, stage


def test_a_head_over_the_limit_is_refused_before_anything_else() -> None:
    big = arrive("GET", "/", {"x": "y" * HEADER_LIMIT})
    assert head_size(big) > HEADER_LIMIT
    assert answer(api("GET /"), big).response.status == 431


def test_an_encoded_way_up_is_400_and_a_decoded_one_is_routed_again() -> None:
    one = api(route("GET /auth/me", authorizer=JWT), "GET /governance/{proxy+}")
    assert answer(one, arrive("GET", "/governance/..%2f..%2fauth%2fme")).response.status == 400
    assert said(answer(one, arrive("GET", "/governance/%2e%2e%2fauth%2fme"))) == (401, b'{"message":"Unauthorized"}')


@pytest.mark.parametrize("stage", [None, "prod"])
def test_no_such_stage_is_404_without_cors_headers(stage: str | None) -> None:
    found = answer(api("GET /", cors=CORS), arrive("GET", "/", {"origin": APP}, stage=stage))
    assert said(found) == (404, b'{"message":"Not Found"}')
    assert "access-control-allow-origin" not in found.response.headers


def test_a_disabled_default_endpoint_is_403_while_a_custom_domain_works() -> None:
    closed = api("GET /", default_endpoint_disabled=True)
    assert said(answer(closed, arrive("GET"))) == (403, b'{"message":"Forbidden"}')
    assert isinstance(begin(closed, arrive("GET", host="api.example.com")), AskAdmission)


# route


@pytest.mark.parametrize(("method", "path"), [("GET", "/nope"), ("POST", "/items"), ("HEAD", "/items")])
def test_an_unknown_path_or_method_is_404_and_carries_cors_headers(method: str, path: str) -> None:
    found = answer(api("GET /items", cors=CORS), arrive(method, path, {"origin": APP}))
    assert found.author == Author(Layer.GATEWAY_RESPONSE, "not-found")
    assert found.response.status == 404
    assert found.response.headers.get("access-control-allow-origin") == APP


def test_the_404_of_a_known_path_says_which_route_has_it() -> None:
    assert "GET /items takes this path" in answer(api("GET /items"), arrive("PUT", "/items")).because


def test_a_route_without_integration_is_404() -> None:
    assert answer(api(route("GET /", None)), arrive("GET")).response.status == 404


# preflights that a route takes part in


@pytest.mark.parametrize("key", ["$default", "ANY /items", "ANY /{proxy+}", "OPTIONS /items"])
def test_an_authorizer_on_a_route_that_matches_options_refuses_the_preflight(key: str) -> None:
    found = answer(api(route(key, authorizer=JWT), cors=CORS), preflight("/items"))
    assert found.response.status == 401
    assert found.author.layer is Layer.AUTHORIZER


def test_an_open_options_route_beside_it_is_answered_by_its_integration_with_the_configurations_headers() -> None:
    one = api(route("$default", authorizer=JWT), route("OPTIONS /{proxy+}"), cors=CORS)
    found = answer(one, preflight("/items"), FunctionReturned(OK.payload))
    assert found.author.layer is Layer.INTEGRATION
    assert found.response.headers.get("access-control-allow-origin") == APP
    assert found.response.headers.get("access-control-allow-methods") == "DELETE,GET,POST"


def test_whose_answer_a_routed_preflight_is_can_be_switched() -> None:
    doubts = Doubts(routed_preflight=RoutedPreflight.CORS_CONFIGURATION)
    found = answer(api(route("$default", authorizer=JWT), cors=CORS, doubts=doubts), preflight("/items"))
    assert (found.response.status, found.author.layer) == (204, Layer.CORS_CONFIGURATION)


def test_without_a_cors_configuration_an_options_route_is_any_other_route() -> None:
    found = answer(api("OPTIONS /items"), preflight("/items"), OK)
    assert found.response.headers.get("access-control-allow-origin") == "*"


# admission


def test_a_body_over_the_limit_is_413() -> None:
    big = arrive("POST", "/", {}, b"x" * (BODY_LIMIT + 1))
    assert said(answer(api(route("POST /", BACKEND)), big)) == (413, b'{"message":"Request Entity Too Large"}')


def test_an_event_over_lambdas_limit_is_413_and_the_same_body_reaches_an_http_backend() -> None:
    big = arrive("POST", "/", {"content-type": "text/plain"}, b"x" * RESULT_LIMIT)
    assert answer(api("POST /"), big).response.status == 413
    assert isinstance(walk(api(route("POST /", BACKEND)), big), CallIntegration)


def test_throttles_are_the_routes_else_the_stages() -> None:
    stage = Stage(throttle=Throttle(10, 5), route_throttles={"GET /b": Throttle(1, 2)})
    one = api("GET /a", "GET /b", stages=(stage,))
    a, b = begin(one, arrive("GET", "/a")), begin(one, arrive("GET", "/b"))
    assert isinstance(a, AskAdmission)
    assert isinstance(b, AskAdmission)
    assert (a.rate, a.burst, b.rate, b.burst) == (10, 5, 1, 2)
    assert a.bucket != b.bucket
    assert a.checks == (Check.THROTTLE,)


def test_a_throttled_request_is_429_and_a_refused_size_413() -> None:
    asked = begin(api("GET /", cors=CORS), arrive("GET", "/", {"origin": APP}))
    throttled, large = advance(asked, Refused(Check.THROTTLE)), advance(asked, Refused(Check.SIZE))
    assert isinstance(throttled, Answer)
    assert isinstance(large, Answer)
    assert said(throttled) == (429, b'{"message":"Too Many Requests"}')
    assert throttled.response.headers.get("access-control-allow-origin") == APP
    assert large.response.status == 413


# turns


def test_a_turn_can_be_resumed_twice() -> None:
    called = walk(api("GET /"), arrive("GET"))
    assert advance(called, OK) == advance(called, OK)
    assert advance(called, FunctionThrottled()) != advance(called, OK)


@pytest.mark.parametrize(
    ("outcomes", "wrong"),
    [
        ((), FunctionThrottled()),
        ((Admitted(),), Admitted()),
    ],
)
def test_an_outcome_that_does_not_fit_its_turn_is_our_bug(outcomes: tuple[Outcome, ...], wrong: Outcome) -> None:
    turn = begin(api(route("GET /", LAMBDA)), arrive("GET"))
    for outcome in outcomes:
        turn = advance(turn, outcome)
    with pytest.raises(TypeError):
        advance(turn, wrong)
