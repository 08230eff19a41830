"""Who is asked, with what, and when nobody is."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from corsproxy.gateway.answer import Answer
from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.rest_api.authorizer import asked, failed, identity_value, judged
from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.definition import Authorizer, AuthorizerType, IamAuthorization, Method, RestApi, Stage
from corsproxy.gateway.rest_api.pipeline import begin
from corsproxy.gateway.turn import Admitted, AskAuthorizer, AuthorizerFailed, AuthorizerReturned
from tests.gateway.rest_api_calls import FUNCTION, World, api_of, arrival, call, error_type, lambda_proxy, message

TOKEN = Authorizer("token", AuthorizerType.TOKEN, FUNCTION)


def api_with(authorizer: Any, **more: Any) -> RestApi:
    return api_of(
        ("GET", "/items/{id}", Method("GET", lambda_proxy(), authorizer)),
        stages=(Stage("dev", {"tenant": "acme"}),),
        **more,
    )


def question(authorizer: Authorizer, headers: Any, path: str = "/items/7") -> AskAuthorizer:
    """The AskAuthorizer turn of one request."""
    world = World(authorizer=AuthorizerFailed("stop here"))
    call(api_with(authorizer), "GET", path, headers=headers, world=world)
    found = next(turn for turn in world.asked if isinstance(turn, AskAuthorizer))
    assert found.authorizer is authorizer
    return found


def test_a_token_authorizer_gets_the_token_and_the_method_arn() -> None:
    turn = question(TOKEN, {"authorization": "Bearer abc"})
    assert json.loads(turn.event) == {
        "type": "TOKEN",
        "authorizationToken": "Bearer abc",
        "methodArn": "arn:aws:execute-api:us-east-1:123456789012:abcde12345/dev/GET/items/7",
    }
    assert turn.ttl == 300


def test_a_request_authorizer_gets_the_request_with_empty_objects_for_nothing() -> None:
    event = json.loads(question(request("method.request.header.X-Key"), {"X-Key": "k"}).event)
    assert event["type"] == "REQUEST"
    assert event["methodArn"].endswith("/dev/GET/items/7")
    assert event["headers"]["X-Key"] == "k"
    assert event["queryStringParameters"] == {}
    assert event["multiValueQueryStringParameters"] == {}
    assert event["pathParameters"] == {"id": "7"}
    assert event["stageVariables"] == {"tenant": "acme"}
    assert event["requestContext"]["resourcePath"] == "/items/{id}"
    assert "body" not in event


def request(*sources: str, ttl: int = 300) -> Authorizer:
    return Authorizer("request", AuthorizerType.REQUEST, FUNCTION, sources, ttl=ttl)


@pytest.mark.parametrize(
    ("authorizer", "path", "headers"),
    [
        (TOKEN, "/items/7", {}),
        (TOKEN, "/items/7", {"Authorization": ""}),
        (request("method.request.querystring.auth"), "/items/7", {}),
        (request("method.request.querystring.auth"), "/items/7?Auth=x", {}),
        (request("method.request.header.a", "method.request.header.b"), "/items/7", {"a": "x"}),
        (request("method.request.header.a", ttl=0), "/items/7", {}),  # cached or not
        (request("stageVariables.missing"), "/items/7", {}),
        (request("context.identity.user"), "/items/7", {}),
        (Authorizer("c", AuthorizerType.COGNITO_USER_POOLS), "/items/7", {}),
    ],
)
def test_a_missing_identity_source_is_401_and_nobody_is_asked(authorizer: Any, path: str, headers: Any) -> None:
    world = World()
    answer = call(api_with(authorizer), "GET", path, headers=headers, world=world)
    assert (answer.response.status, answer.response.body) == (401, b'{"message":"Unauthorized"}')
    assert error_type(answer) == "UnauthorizedException"
    assert not [turn for turn in world.asked if isinstance(turn, AskAuthorizer)]


def test_the_stage_may_name_the_authorizers_function() -> None:
    def asked_of(name: str) -> Any:
        named = replace(TOKEN, function=LambdaFunction(name))
        world = World(authorizer=AuthorizerFailed("stop here"))
        answer = call(api_with(named), "GET", "/items/7", headers={"authorization": "x"}, world=world)
        return answer, [turn.authorizer for turn in world.asked if isinstance(turn, AskAuthorizer)]

    _, (authorizer,) = asked_of("auth-${stageVariables.tenant}")
    assert authorizer.function.name == "auth-acme"
    answer, nobody = asked_of("auth-${stageVariables.nothing}")
    assert (answer.response.status, error_type(answer), nobody) == (500, "AuthorizerConfigurationException", [])


def test_a_token_must_match_the_whole_validation_expression() -> None:
    strict = Authorizer("token", AuthorizerType.TOKEN, FUNCTION, validation="Bearer [a-z]+")
    assert call(api_with(strict), "GET", "/items/7", headers={"Authorization": "Bearer abc1"}).response.status == 401
    assert question(strict, {"Authorization": "Bearer abc"})


def test_a_cached_result_is_told_apart_by_identity_and_holds_no_token() -> None:
    one = question(TOKEN, {"Authorization": "one"}).cache_key
    assert one == question(TOKEN, {"Authorization": "one"}, "/items/8").cache_key  # all methods of the stage share it
    assert one != question(TOKEN, {"Authorization": "two"}).cache_key
    assert one is not None
    assert "one" not in one
    assert question(request("method.request.header.a", ttl=0), {"a": "x"}).cache_key is None


def test_identity_sources_are_read_where_they_say() -> None:
    api = api_with(TOKEN)
    found = Call(api, arrival("GET", "/items/7", {"X-A": "h"}), "GET", (("q", "v"),), stage=api.stages[0])
    values = [
        identity_value(found, source)
        for source in ("method.request.header.x-a", "method.request.querystring.q", "stageVariables.tenant",
                       "context.httpMethod", "nonsense", "context.nothing")
    ]  # fmt: skip
    assert values == ["h", "v", "acme", "GET", "", ""]


@pytest.mark.parametrize(
    ("headers", "type_", "says"),
    [
        ({}, "MissingAuthenticationTokenException", "Missing Authentication Token"),
        ({"Authorization": "Bearer x"}, "IncompleteSignatureException", "Invalid key=value pair"),
    ],
)
def test_iam_wants_a_signature(headers: dict[str, str], type_: str, says: str) -> None:
    answer = call(api_with(IamAuthorization.AWS_IAM), "GET", "/items/7", headers=headers)
    assert answer.response.status == 403
    assert error_type(answer) == type_
    assert message(answer).startswith(says)


@pytest.mark.parametrize(
    ("error", "status", "type_"),
    [
        ("Unauthorized", 401, "UnauthorizedException"),
        ("unauthorized", 500, "AuthorizerConfigurationException"),
        ("KeyError: 'x'", 500, "AuthorizerConfigurationException"),
        ("Task timed out after 3.00 seconds", 500, "AuthorizerFailureException"),
    ],
)
def test_the_error_of_an_authorizer_decides(error: str, status: int, type_: str) -> None:
    world = World(authorizer=AuthorizerFailed(error))
    answer = call(api_with(TOKEN), "GET", "/items/7", headers={"Authorization": "x"}, world=world)
    assert (answer.response.status, error_type(answer)) == (status, type_)
    assert failed(error).because


def test_a_method_without_authorizer_asks_nobody() -> None:
    api = api_with(None)
    found = Call(api, arrival("GET", "/items/7"), "GET", method=api.resources[0].methods[0])
    assert asked(found) is found
    with pytest.raises(TypeError):
        judged(found, AuthorizerReturned(b"{}"))


def test_an_outcome_that_is_no_authorizers_is_an_error_of_the_caller() -> None:
    api = api_with(TOKEN)
    found = Call(api, arrival("GET", "/items/7"), "GET", method=api.resources[0].methods[0])
    with pytest.raises(TypeError):
        judged(found, Admitted())
    assert not isinstance(begin(api, arrival("GET", "/items/7")), Answer)
