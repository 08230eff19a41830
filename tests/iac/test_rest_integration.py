"""Integrations of REST APIs, of either make."""

from __future__ import annotations

import pytest

from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.rest_api.definition import ContentHandling, Integration, IntegrationType, PassthroughBehavior
from corsproxy.gateway.unresolved import Unresolved
from corsproxy.iac.node import Node
from corsproxy.iac.rest_integration import rest_integration
from corsproxy.iac.settled import Taking
from corsproxy.iac.yaml_positions import parse
from tests.iac.conftest import Load

LAMBDA = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:1:function:shop/invocations"


def built(text: str) -> tuple[Integration | None, Taking]:
    taking = Taking()
    return rest_integration(parse(text, "f"), {"shop": LambdaFunction("shop", handler="h")}, {}, taking), taking


def test_openapi_and_cloudformation_say_the_same() -> None:
    openapi, _ = built(
        "{type: mock, passthroughBehavior: when_no_templates, contentHandling: CONVERT_TO_TEXT, timeoutInMillis: 50,"
        " requestTemplates: {application/json: t}, requestParameters: {integration.request.header.A: \"'b'\"},"
        " responses: {default: {statusCode: 200, responseParameters: {a: b}, responseTemplates: {c: d},"
        " contentHandling: convert_to_binary}, '4\\d\\d': {statusCode: '400'}}}".replace("\\d", "[0-9]")
    )
    cloudformation, _ = built(
        "{Type: MOCK, PassthroughBehavior: WHEN_NO_TEMPLATES, ContentHandling: CONVERT_TO_TEXT, TimeoutInMillis: 50,"
        " RequestTemplates: {application/json: t}, RequestParameters: {integration.request.header.A: \"'b'\"},"
        " IntegrationResponses: [{StatusCode: '200', ResponseParameters: {a: b}, ResponseTemplates: {c: d},"
        " ContentHandling: CONVERT_TO_BINARY}, {StatusCode: 400, SelectionPattern: '4[0-9][0-9]'}]}"
    )
    assert openapi is not None
    assert cloudformation is not None
    for name in ("type", "passthrough", "content_handling", "timeout", "templates", "parameters", "http_method"):
        assert getattr(openapi, name) == getattr(cloudformation, name), name
    assert openapi.passthrough is PassthroughBehavior.WHEN_NO_TEMPLATES
    assert openapi.timeout == 0.05
    sides = [
        [
            (one.status, one.selection_pattern, one.parameters, one.templates, one.content_handling)
            for one in side.responses
        ]
        for side in (openapi, cloudformation)
    ]
    assert sides[0] == sides[1]
    assert sides[0][0][-1] is ContentHandling.CONVERT_TO_BINARY


def test_what_get_integration_shows_is_understood_too() -> None:
    """People paste it from `aws apigateway get-integration`."""
    found, taking = built(
        "{type: HTTP, httpMethod: GET, uri: 'https://backend.example.com/', timeoutInMillis: 50,"
        " integrationResponses: {'200': {statusCode: '200'}, '404': {selectionPattern: '4[0-9]{2}'}}}"
    )
    assert found is not None
    assert not taking.mistakes
    assert (found.http_method, found.timeout) == ("GET", 0.05)
    assert [(one.status, one.selection_pattern) for one in found.responses] == [("200", ""), ("404", "4[0-9]{2}")]
    put, _ = built("{type: HTTP, integrationHttpMethod: put, uri: 'https://backend.example.com/'}")
    assert put is not None
    assert put.http_method == "PUT"


def test_lambda_functions_are_found_for_proxy_and_custom_integrations_only() -> None:
    for kind, expected in (("aws_proxy", "shop"), ("aws", "shop")):
        found, _ = built(f"{{type: {kind}, uri: '{LAMBDA}'}}")
        assert found is not None
        assert getattr(found.function, "name", None) == expected
    for uri in ("arn:aws:apigateway:us-east-1:sqs:path/1/q", "arn:aws:apigateway:${AWS::Region}:sqs:path/${Queue}"):
        service, taking = built(f"{{type: aws, uri: '{uri}'}}")
        assert service is not None
        assert service.function is None
        assert not taking.mistakes


def test_of_a_mapping_template_that_is_open_in_parts_the_rest_is_known() -> None:
    known = Unresolved("!Sub …", text='{"queue": "<unresolved Q>", "a": $input.json("$.a")}')
    whole, taking = parse(f"{{type: aws, uri: '{LAMBDA}', requestTemplates: {{}}}}", "f"), Taking()
    assert isinstance(whole.value, dict)
    at = whole.where
    open_ones = {"application/json": Node(known, at), "text/plain": Node(Unresolved("!Ref T"), at)}
    whole.value["requestTemplates"] = Node(open_ones, at)
    found = rest_integration(whole, {}, {}, taking)
    assert found is not None
    assert found.templates == {"application/json": known.text, "text/plain": "<unresolved !Ref T>"}
    assert len(taking.notes) == 2


def test_a_uri_that_a_tool_fills_in_later_is_open() -> None:
    found, taking = built("{type: aws_proxy, uri: '${lambda_invocation_arn}'}")
    assert found is not None
    assert isinstance(found.function, Unresolved)
    assert taking.notes == ["f:1:24: the function is left open: ${lambda_invocation_arn}"]
    named, _ = built("{type: aws_proxy, uri: ShopHandler}")
    assert named is not None
    assert getattr(named.function, "name", None) == "ShopHandler"
    for uri in ("${backend_url}", "http://${host}/items"):
        found, taking = built(f"{{type: http_proxy, uri: '{uri}'}}")
        assert found is not None
        assert isinstance(found.uri, Unresolved)
        assert taking.notes == [f"f:1:25: the integration's uri is left open: {uri}"]
    found, taking = built("{type: http_proxy, uri: 'http://${stageVariables.host}/items'}")
    assert (found and found.uri, taking.notes) == ("http://${stageVariables.host}/items", [])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{}", "has no type"),
        ("{type: http_poxy}", "Did you mean 'HTTP_PROXY'?"),
        ("{type: http}", "has no uri"),
        ("{type: mock, passthroughBehavior: sometimes}", "passthroughBehavior is 'sometimes'"),
        ("{type: mock, timeoutInMillis: soon}", "wanted is a number"),
        ("{type: mock, requestTemplates: text}", "requestTemplates is text, wanted is a mapping"),
        ("{type: mock, responses: {default: 200}}", "not a mapping"),
    ],
)
def test_what_is_refused(text: str, words: str) -> None:
    assert words in str(built(text)[1].mistakes[0])


def test_a_mock_wants_nothing_but_its_type() -> None:
    found, taking = built("{type: Mock}")
    assert found is not None
    assert found.type is IntegrationType.MOCK
    assert not taking.mistakes


def test_an_aws_service_is_named_once_and_what_its_request_leaves_open_is_not(loaded: Load) -> None:
    integration = """{type: aws, uri: 'arn:aws:apigateway:us-east-1:dynamodb:action/Query', requestTemplates:
        {application/json: !Sub '{"TableName": "${Table}"}'}, responses: {default: {statusCode: '200'}}}"""
    found = loaded(
        "Resources: {Table: {Type: AWS::DynamoDB::Table}, Api: {Type: AWS::ApiGateway::RestApi, Properties: {Body: "
        f"{{openapi: 3.0.1, paths: {{/a: {{get: {{x-amazon-apigateway-integration: {integration}}}, "
        f"put: {{x-amazon-apigateway-integration: {integration}}}}}}}}}}}}}}}"
    )
    about = [note for note in found.notes if "stands in" not in note]
    assert about == ["integrations with dynamodb are not modelled: the emulator answers their methods 500"]
