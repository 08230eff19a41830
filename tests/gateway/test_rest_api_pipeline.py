"""The order of the questions, and each that the pipeline answers itself."""

from __future__ import annotations

from typing import Any

import pytest

from corsproxy.gateway.answer import Answer, Layer
from corsproxy.gateway.rest_api.definition import (
    ApiKey,
    Authorizer,
    AuthorizerType,
    GatewayResponse,
    Method,
    RequestValidation,
    Stage,
    UsagePlan,
)
from corsproxy.gateway.rest_api.pipeline import advance, begin
from corsproxy.gateway.rest_api.statements import STATEMENTS
from corsproxy.gateway.turn import Admitted, Check, FunctionReturned, Refused
from tests.gateway.rest_api_calls import (
    FUNCTION,
    World,
    api_of,
    arrival,
    call,
    error_type,
    lambda_proxy,
    message,
    mock,
)

CORS = GatewayResponse("DEFAULT_4XX", parameters={"gatewayresponse.header.Access-Control-Allow-Origin": "'*'"})


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/nowhere"), ("POST", "/items"), ("GET", "/"), ("HEAD", "/items")]
)
def test_what_is_not_there_is_403_missing_authentication_token(method: str, path: str) -> None:
    answer = call(api_of(("GET", "/items", mock()), gateway_responses=(CORS,)), method, path)
    assert answer.response.status == 403
    assert error_type(answer) == "MissingAuthenticationTokenException"
    assert answer.author.type == "MISSING_AUTHENTICATION_TOKEN"
    assert answer.response.headers.get("access-control-allow-origin") == "*"


def test_a_bearer_token_on_an_unknown_path_is_taken_for_a_signature() -> None:
    answer = call(api_of(("GET", "/items", mock())), "GET", "/nowhere", headers={"Authorization": "Bearer abc"})
    assert (answer.response.status, error_type(answer)) == (403, "IncompleteSignatureException")
    assert message(answer).startswith("Invalid key=value pair (missing equal-sign) in Authorization header")


@pytest.mark.parametrize("stage", [None, "prod", ""])
def test_an_unknown_stage_is_403_forbidden_without_customisation(stage: str | None) -> None:
    answer = call(api_of(("GET", "/items", mock()), gateway_responses=(CORS,)), "GET", "/items", stage=stage)
    assert (answer.response.status, answer.response.body) == (403, b'{"message":"Forbidden"}')
    assert error_type(answer) == "ForbiddenException"
    assert "access-control-allow-origin" not in answer.response.headers


def test_an_api_without_stages_serves_under_any_name() -> None:
    assert call(api_of(("GET", "/items", mock()), stages=()), "GET", "/items", stage="x").response.status == 200


GUARDED = Method(
    "GET",
    lambda_proxy(),
    Authorizer("t", AuthorizerType.TOKEN, FUNCTION),
    api_key_required=True,
    validation=RequestValidation(parameters=True),
    required_parameters=("method.request.querystring.q",),
)
ALLOWED = {"principalId": "u", "policyDocument": {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}}
GOOD = {"Authorization": "x", "x-api-key": "good"}


def guarded(path: str = "/?q=1", headers: Any = None, **world: Any) -> tuple[Answer, list[str]]:
    api = api_of(("GET", "/", GUARDED), usage_plans=(UsagePlan("p", (ApiKey("good"),), quota=(1, "DAY")),))
    outside = World(authorizer=lambda event: ALLOWED, **world)
    answer = call(api, "GET", path, headers=GOOD if headers is None else headers, world=outside)
    return answer, [str(turn.state.asked) for turn in outside.asked]  # type: ignore[union-attr]


def test_questions_come_in_the_order_of_the_manual() -> None:
    answer, asked = guarded()
    assert answer.response.status == 200
    assert asked == ["waf", "authorizer", "usage-plan", "throttle", "integration"]


@pytest.mark.parametrize(
    ("what", "asked", "status"),
    [
        ({"refuse": Check.WAF}, ["waf"], 403),
        ({"headers": {}}, ["waf"], 401),
        ({"headers": {"Authorization": "x"}}, ["waf", "authorizer"], 403),
        ({"refuse": Check.QUOTA}, ["waf", "authorizer", "usage-plan"], 429),
        ({"refuse": Check.THROTTLE}, ["waf", "authorizer", "usage-plan", "throttle"], 429),
        ({"path": "/"}, ["waf", "authorizer", "usage-plan", "throttle"], 400),
    ],
)
def test_a_refusal_ends_the_conversation(what: dict[str, Any], asked: list[str], status: int) -> None:
    answer, questions = guarded(**what)
    assert (questions, answer.response.status) == (asked, status)
    assert answer.author.layer is Layer.GATEWAY_RESPONSE


def test_a_preflight_is_caught_by_any_with_an_authorizer_and_freed_by_an_options_method() -> None:
    caught = Method("ANY", lambda_proxy(), GUARDED.authorizer)
    assert call(api_of(("ANY", "/", caught)), "OPTIONS", "/").response.status == 401
    assert call(api_of(("ANY", "/", caught), ("OPTIONS", "/", mock())), "OPTIONS", "/").response.status == 200


def test_a_turn_can_be_resumed_twice() -> None:
    """Turns are values: two outcomes of one turn give two answers, in any order."""
    api = api_of(("GET", "/", lambda_proxy()))
    turn = begin(api, arrival("GET", "/"))
    for _ in range(2):
        turn = advance(turn, Admitted())
    first, second = (advance(turn, FunctionReturned(b'{"statusCode": %d}' % status)) for status in (200, 404))
    assert isinstance(first, Answer)
    assert isinstance(second, Answer)
    assert [first.response.status, second.response.status] == [200, 404]
    assert advance(turn, FunctionReturned(b'{"statusCode": 200}')) == first


@pytest.mark.parametrize("outcome", [FunctionReturned(b"{}"), "nonsense"])
def test_an_outcome_that_answers_another_question_is_an_error_of_the_caller(outcome: Any) -> None:
    with pytest.raises(TypeError):
        advance(begin(api_of(("GET", "/", mock())), arrival("GET", "/")), outcome)


def test_a_finished_answer_has_no_next_turn() -> None:
    with pytest.raises(TypeError):
        advance(call(api_of(), "GET", "/"), Admitted())


def test_the_override_header_decides_the_method() -> None:
    api = api_of(("DELETE", "/", mock()))
    assert call(api, "POST", "/", headers={"X-HTTP-Method-Override": "DELETE"}).response.status == 200


def test_stages_have_their_own_variables() -> None:
    world = World()
    stages = (Stage("dev", {"a": "1"}), Stage("prod", {"a": "2"}))
    call(api_of(("GET", "/", lambda_proxy()), stages=stages), "GET", "/", stage="prod", world=world)
    assert world.event()["stageVariables"] == {"a": "2"}


def test_every_statement_is_said_once_and_of_this_product() -> None:
    assert len({statement.says for statement in STATEMENTS}) == len(STATEMENTS)
    assert {statement.product for statement in STATEMENTS} == {"rest-api"}


def test_a_body_that_is_supposed_too_large_is_413() -> None:
    """A supposition may refuse a size that the request does not have."""
    turn = begin(api_of(("POST", "/", mock())), arrival("POST", "/"))
    answer = advance(turn, Refused(Check.SIZE))
    assert isinstance(answer, Answer)
    assert (answer.response.status, error_type(answer)) == (413, "RequestTooLargeException")
