"""A static value without quotes is found in the definition; quoted ones and expressions are left alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corsproxy.diagnose.lint.mappings import unquoted_mappings
from corsproxy.gateway.rest_api.definition import GatewayResponse
from tests.diagnose.lint_apis import CORS, at, http, options, proxy, rest, route


def test_an_unquoted_value_is_one_finding_at_its_place() -> None:
    [found] = unquoted_mappings(rest(proxy("POST"), options(headers="content-type,authorization")))
    [finding] = found.findings
    assert finding.kind.name == "mapping-value-unquoted"
    assert str(finding.where) == "template.yaml:30"
    assert "'content-type,authorization'" in finding.remedies[0].text


@pytest.mark.parametrize(
    "value",
    [
        "'*'",
        "integration.response.header.X",
        "method.request.header.Origin",
        "stageVariables.origin",
        "<unresolved !Ref O>",
    ],
)
def test_quoted_values_expressions_and_open_values_are_right(value: str) -> None:
    assert unquoted_mappings(rest(options(origin=value))) == ()


def test_gateway_responses_are_looked_at_too() -> None:
    wrong = GatewayResponse(
        "DEFAULT_4XX", parameters={"gatewayresponse.header.Access-Control-Allow-Origin": "*"}, where=at(50)
    )
    [found] = unquoted_mappings(replace(rest(options()), gateway_responses=(wrong,)))
    assert found.findings[0].where == at(50)


def test_an_http_api_has_no_such_mappings() -> None:
    assert unquoted_mappings(http(route("GET /items"), cors=CORS)) == ()
