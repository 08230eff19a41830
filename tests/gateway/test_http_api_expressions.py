"""Expressions of identity sources and parameter mappings."""

from __future__ import annotations

import pytest

from corsproxy.gateway.http_api.definition import Stage
from corsproxy.gateway.http_api.expressions import value_of
from corsproxy.gateway.http_api.visit import Authorization, AuthorizedBy
from tests.gateway.http_api_visits import arrive, visit

REQUEST = arrive(
    "POST",
    "/a/7?q=1&q=2&Q=3",
    [("X-Key", "one"), ("x-key", "two"), ("user-agent", "agent")],
    b'{"pet": {"name": "Rex", "age": 3}}',
)
VISIT = visit(
    REQUEST,
    "POST /a/{id}",
    path_parameters={"id": "7"},
    stage=Stage(variables={"v": "stage value"}),
    authorization=Authorization(AuthorizedBy.JWT, {"claims": {"sub": "someone"}, "scopes": ["a"]}),
)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("plain text", "plain text"),
        ("$request.header.x-KEY", "one,two"),
        ("$request.header.absent", None),
        ("$request.querystring.q", "1,2"),
        ("$request.querystring.Q", "3"),
        ("$request.querystring.X", None),
        ("$request.path", "/a/7"),
        ("$request.path.id", "7"),
        ("$request.path.other", None),
        ("$request.body.pet.name", "Rex"),
        ("$request.body.pet", '{"name":"Rex","age":3}'),
        ("$request.body.cat", None),
        ("$context.routeKey", "POST /a/{id}"),
        ("$context.stage", "$default"),
        ("$context.requestId", "cs_pJhGvoAMEJYQ="),
        ("$context.identity.sourceIp", "203.0.113.7"),
        ("$context.authorizer.claims.sub", "someone"),
        ("$context.authorizer.claims.other", None),
        ("$context.nothing", None),
        ("$stageVariables.v", "stage value"),
        ("$stageVariables.w", None),
        ("${request.path.id} of ${stageVariables.v}!", "7 of stage value!"),
        ("/pets/${request.path.id}", "/pets/7"),
        ("$nothing.at.all", None),
    ],
)
def test_expressions_read_the_request_without_case_for_headers_only(expression: str, value: str | None) -> None:
    assert value_of(expression, VISIT) == value


def test_the_path_is_without_the_stage() -> None:
    assert value_of("$request.path", visit(arrive("GET", "/a", stage="dev"), stage=Stage("dev"))) == "/a"


def test_a_body_that_is_not_json_has_no_parts() -> None:
    assert value_of("$request.body.a", visit(arrive("POST", "/", {}, b"a=1"))) is None
    assert value_of("$request.body", visit(arrive("POST", "/", {}, b"a=1"))) == "a=1"
