"""Gateway responses of either make."""

from __future__ import annotations

import pytest

from corsproxy.iac.gateway_responses import gateway_response, gateway_responses
from corsproxy.iac.settled import Taking
from corsproxy.iac.yaml_positions import parse


@pytest.mark.parametrize(
    "text",
    [
        "{statusCode: '403', responseParameters: {gatewayresponse.header.X: \"'a'\"}, responseTemplates: {application/json: t}}",
        "{StatusCode: 403, ResponseParameters: {gatewayresponse.header.X: \"'a'\"}, ResponseTemplates: {application/json: t}}",
    ],
)
def test_openapi_and_cloudformation_say_the_same(text: str) -> None:
    taking = Taking()
    found = gateway_response("ACCESS_DENIED", parse(text, "f"), taking)
    assert found is not None
    assert (found.status, found.parameters, found.templates) == (
        403, {"gatewayresponse.header.X": "'a'"}, {"application/json": "t"},
    )  # fmt: skip
    assert not taking.mistakes


def test_a_type_that_aws_does_not_know_is_told_and_the_others_are_kept() -> None:
    taking = Taking()
    found = gateway_responses(parse("{DEFAULT_4XX: {}, THROTLED: {}, UNAUTHORIZED: {}}", "f"), taking)
    assert [response.type for response in found] == ["DEFAULT_4XX", "UNAUTHORIZED"]
    assert "Did you mean 'THROTTLED'?" in str(taking.mistakes[0])


def test_an_open_type_is_left_out_without_complaint() -> None:
    taking = Taking()
    assert gateway_response("<unresolved !Ref T>", parse("{}", "f"), taking) is None
    assert not taking.mistakes


def test_parameters_other_than_headers_paths_and_queries_are_told() -> None:
    taking = Taking()
    gateway_response("DEFAULT_4XX", parse("{responseParameters: {method.response.header.X: a}}", "f"), taking)
    assert "Write 'gatewayresponse.header.X'." in str(taking.mistakes[0])
