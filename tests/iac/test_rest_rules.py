"""Response mappings that a deployment refuses are noted."""

from __future__ import annotations

import pytest

from corsproxy.iac.rest_rules import unquoted
from tests.iac.conftest import Load

METHOD = """\
swagger: '2.0'
x-amazon-apigateway-gateway-responses:
  DEFAULT_4XX: {responseParameters: {gatewayresponse.header.Access-Control-Allow-Origin: "*"}}
paths:
  /x:
    options:
      responses: {'200': {headers: {Access-Control-Allow-Origin: {type: string}}}}
      x-amazon-apigateway-integration:
        type: mock
        responses:
          default:
            statusCode: '200'
            responseParameters:
              method.response.header.Access-Control-Allow-Origin: "'*'"
              method.response.header.Access-Control-Allow-Methods: "'GET'"
              method.response.header.Access-Control-Max-Age: 600
"""


def test_undeclared_headers_and_unquoted_values_are_noted_with_their_line(loaded: Load) -> None:
    said = [note.partition(".yaml:")[2] for note in loaded(METHOD, "api.yaml").notes if "Access-Control" in note]
    assert [note.split(":")[0] for note in said] == ["12", "12", "12", "3"]
    assert "Access-Control-Allow-Methods: the method response 200 does not declare it" in said[0]
    assert "Access-Control-Max-Age: the value 600 is neither quoted" in said[1]
    assert "Access-Control-Max-Age: the method response 200 does not declare it" in said[2]
    assert "Access-Control-Allow-Origin: the value * is neither quoted" in said[3]


def test_the_same_in_cloudformation(loaded: Load) -> None:
    notes = loaded("""\
        Resources:
          Api: {Type: AWS::ApiGateway::RestApi}
          M:
            Type: AWS::ApiGateway::Method
            Properties:
              RestApiId: !Ref Api
              ResourceId: !GetAtt Api.RootResourceId
              HttpMethod: OPTIONS
              Integration: {Type: MOCK, IntegrationResponses: [{StatusCode: 200, ResponseParameters: {method.response.header.Access-Control-Allow-Origin: "'*'"}}]}
        """).notes
    assert any("does not declare it" in note for note in notes)


@pytest.mark.parametrize(
    "value", ["'*'", "''", "'a''b'", "integration.response.header.X", "context.requestId", "<unresolved !Ref A>"]
)
def test_values_that_are_mapping_expressions(value: str) -> None:
    assert unquoted(value) == ""
