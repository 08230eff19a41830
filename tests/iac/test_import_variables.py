"""API Gateway fills in its own variables when it imports an OpenAPI document, wherever they stand."""

from __future__ import annotations

import pytest

from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.http_api.definition import HttpApi, LambdaIntegration
from corsproxy.gateway.rest_api.definition import RestApi
from corsproxy.iac.import_variables import imported
from corsproxy.iac.node import plain
from corsproxy.iac.yaml_positions import parse
from tests.iac.conftest import Load

URI = (
    "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"
    "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:shop/invocations"
)


@pytest.mark.parametrize(("region", "partition"), [("us-east-1", "aws"), ("cn-north-1", "aws-cn")])
def test_the_three_variables_are_filled_in_and_nothing_else(region: str, partition: str) -> None:
    text = "a: ['${AWS::Region}/${AWS::Partition}', {b: '${AWS::AccountId}', c: 1, d: '${AWS::StackName}${x}'}]"
    assert plain(imported(parse(text, "f"), "111122223333", region)) == {
        "a": [f"{region}/{partition}", {"b": "111122223333", "c": 1, "d": "${AWS::StackName}${x}"}]
    }


def test_a_rest_api_is_imported_with_them(loaded: Load) -> None:
    [api] = loaded(
        f"""
openapi: 3.0.1
info: {{title: shop}}
x-amazon-apigateway-policy: {{Statement: []}}
paths:
  /:
    post:
      x-amazon-apigateway-integration:
        {{type: aws, httpMethod: POST, uri: "{URI}", requestTemplates: {{application/json: "${{AWS::Region}}"}}}}
"""
    ).apis
    assert isinstance(api, RestApi)
    integration = api.resources[0].methods[0].integration
    assert integration is not None
    assert isinstance(integration.function, LambdaFunction)
    assert (integration.function.name, integration.templates) == ("shop", {"application/json": "us-east-1"})


def test_an_http_api_is_imported_with_them(loaded: Load) -> None:
    [api] = loaded(
        f"""
openapi: 3.0.1
info: {{title: shop}}
paths:
  /:
    get:
      x-amazon-apigateway-integration: {{type: aws_proxy, payloadFormatVersion: "2.0", uri: "{URI}"}}
"""
    ).apis
    assert isinstance(api, HttpApi)
    integration = api.routes[0].integration
    assert isinstance(integration, LambdaIntegration)
    assert isinstance(integration.function, LambdaFunction)
    assert integration.function.name == "shop"
