"""AWS's own variables in an OpenAPI document."""

from __future__ import annotations

import pytest

from corsproxy.gateway.http_api.definition import HttpApi, LambdaIntegration
from corsproxy.gateway.rest_api.definition import RestApi
from corsproxy.iac.openapi_variables import with_variables
from corsproxy.iac.yaml_positions import parse
from tests.iac.conftest import Load

URI = (
    "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"
    "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:shop/invocations"
)
INTEGRATION = f"x-amazon-apigateway-integration: {{type: aws_proxy, uri: '{URI}', payloadFormatVersion: '2.0'}}"


@pytest.mark.parametrize(("sign", "kind"), [("gateway-responses", RestApi), ("cors", HttpApi)])
def test_the_import_puts_them_in(loaded: Load, sign: str, kind: type) -> None:
    text = INTEGRATION.replace(", payloadFormatVersion: '2.0'", "") if kind is RestApi else INTEGRATION
    found = loaded(
        f"openapi: 3.0.1\nx-amazon-apigateway-{sign}: {{}}\npaths: {{/a: {{get: {{{text}}}}}}}", "api.yaml"
    )
    (api,) = found.apis
    if isinstance(api, RestApi):
        integration = api.resources[0].methods[0].integration
        assert integration is not None
        assert integration.uri == (
            "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
            "arn:aws:lambda:us-east-1:123456789012:function:shop/invocations"
        )
        assert getattr(integration.function, "name", "") == "shop"
    else:
        assert isinstance(api, HttpApi)
        route = api.routes[0].integration
        assert isinstance(route, LambdaIntegration)
        assert getattr(route.function, "name", "") == "shop"


def test_other_variables_are_somebody_else_s() -> None:
    node = parse("['${AWS::StackName}', '${stageVariables.x}', '${AWS::Region}']", "f")
    texts = [item.value for item in with_variables(node, "cn-north-1", "1").items()]
    assert texts == ["${AWS::StackName}", "${stageVariables.x}", "cn-north-1"]
