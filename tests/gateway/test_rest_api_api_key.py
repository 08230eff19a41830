"""API keys and usage plans."""

from __future__ import annotations

from typing import Any

import pytest

from corsproxy.gateway.rest_api.definition import (
    ApiKey,
    Authorizer,
    AuthorizerType,
    Method,
    RestApi,
    Throttle,
    UsagePlan,
)
from corsproxy.gateway.turn import AskAdmission, Check
from tests.gateway.rest_api_calls import FUNCTION, World, api_of, call, error_type, lambda_proxy

PLAN = UsagePlan("gold", (ApiKey("good", "k"), ApiKey("off", enabled=False)), Throttle(5, 10), (100, "DAY"))


def keyed(*plans: UsagePlan, authorizer: Any = None, **more: Any) -> RestApi:
    method = Method("GET", lambda_proxy(), authorizer, api_key_required=True)
    return api_of(("GET", "/", method), usage_plans=plans, **more)


@pytest.mark.parametrize(
    ("headers", "plans", "status"),
    [
        ({"x-api-key": "good"}, (PLAN,), 200),
        ({"X-API-KEY": "good"}, (PLAN,), 200),
        ({}, (PLAN,), 403),
        ({"x-api-key": ""}, (PLAN,), 403),
        ({"x-api-key": "bad"}, (PLAN,), 403),
        ({"x-api-key": "off"}, (PLAN,), 403),
        ({"x-api-key": "good"}, (), 403),
        ({"x-api-key": "good"}, (UsagePlan("other", (ApiKey("good"),), stages=("prod",)),), 403),
        ({"x-api-key": "good"}, (UsagePlan("other", (ApiKey("good"),), stages=("dev",)),), 200),
    ],
)
def test_a_key_must_be_enabled_and_in_a_plan_of_the_stage(headers: Any, plans: Any, status: int) -> None:
    answer = call(keyed(*plans), "GET", "/", headers=headers)
    assert answer.response.status == status
    if status == 403:
        assert answer.response.body == b'{"message":"Forbidden"}'
        assert error_type(answer) == "ForbiddenException"


def test_a_plan_is_asked_before_the_method() -> None:
    world = World()
    call(keyed(PLAN), "GET", "/", headers={"x-api-key": "good"}, world=world)
    asked = [turn for turn in world.asked if isinstance(turn, AskAdmission)]
    assert [turn.checks for turn in asked] == [(Check.WAF,), (Check.THROTTLE, Check.QUOTA), (Check.THROTTLE,)]
    assert (asked[1].bucket, asked[1].rate, asked[1].burst, asked[1].quota) == ("key:gold:k", 5, 10, (100, "DAY"))


def test_a_plan_without_limits_is_not_asked() -> None:
    world = World()
    call(keyed(UsagePlan("free", (ApiKey("good"),))), "GET", "/", headers={"x-api-key": "good"}, world=world)
    assert len([turn for turn in world.asked if isinstance(turn, AskAdmission)]) == 2


@pytest.mark.parametrize(
    ("check", "body", "type_"),
    [
        (Check.QUOTA, b'{"message":"Limit Exceeded"}', "LimitExceededException"),
        (Check.THROTTLE, b'{"message":"Too Many Requests"}', "TooManyRequestsException"),
    ],
)
def test_a_plan_that_is_used_up_is_429(check: Check, body: bytes, type_: str) -> None:
    answer = call(keyed(PLAN), "GET", "/", headers={"x-api-key": "good"}, world=World(refuse=check))
    assert (answer.response.status, answer.response.body, error_type(answer)) == (429, body, type_)


@pytest.mark.parametrize(("identifier", "status"), [("good", 200), ("bad", 403), (None, 403)])
def test_the_authorizer_may_bring_the_key(identifier: str | None, status: int) -> None:
    authorizer = Authorizer("t", AuthorizerType.TOKEN, FUNCTION)

    def authorize(event: dict[str, Any]) -> dict[str, Any]:
        statement = {"Effect": "Allow", "Action": "*", "Resource": "*"}
        result = {"principalId": "u", "policyDocument": {"Statement": statement}}
        return result | ({"usageIdentifierKey": identifier} if identifier else {})

    api = keyed(PLAN, authorizer=authorizer, api_key_source="AUTHORIZER")
    answer = call(
        api, "GET", "/", headers={"Authorization": "x", "x-api-key": "good"}, world=World(authorizer=authorize)
    )
    assert answer.response.status == status


def test_the_key_is_shown_to_the_function_by_its_id() -> None:
    world = World()
    call(keyed(PLAN), "GET", "/", headers={"x-api-key": "good"}, world=world)
    assert world.event()["requestContext"]["identity"]["apiKey"] == "good"


def test_a_method_that_requires_no_key_ignores_it() -> None:
    api = api_of(("GET", "/", lambda_proxy()), usage_plans=(PLAN,))
    assert call(api, "GET", "/", headers={"x-api-key": "bad"}).response.status == 200
