"""Models of templates: a reference to another model is followed."""

from __future__ import annotations

from typing import Any

import pytest

from corsproxy.gateway.rest_api.definition import RestApi
from corsproxy.gateway.rest_api.json_schema import problem
from tests.iac.conftest import Load

TEMPLATE = """\
Resources:
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: orders}}
  Item:
    Type: AWS::ApiGateway::Model
    Properties:
      RestApiId: !Ref Api
      Name: Item
      Schema: {type: object, required: [sku], properties: {sku: {type: string}, parts: {$ref: !Sub 'https://apigateway.amazonaws.com/restapis/${Api}/models/Order'}}}
  Order:
    Type: AWS::ApiGateway::Model
    Properties:
      RestApiId: !Ref Api
      Name: Order
      Schema: {type: array, items: {$ref: !Join ['', ['https://apigateway.amazonaws.com/restapis/', !Ref Api, '/models/', !Ref Item]]}}
  Text: {Type: AWS::ApiGateway::Model, Properties: {RestApiId: !Ref Api, Name: Text, Schema: '{"type": "string"}'}}
  Broken: {Type: AWS::ApiGateway::Model, Properties: {RestApiId: !Ref Api, Name: Broken, Schema: '{"type":'}}
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: POST
      RequestModels: {application/json: !Ref Order, text/plain: Text, text/x: Broken, text/y: Empty}
      Integration: {Type: MOCK}
"""


@pytest.fixture
def models(loaded: Load) -> Any:
    (api,) = loaded(TEMPLATE).apis
    assert isinstance(api, RestApi)
    return api.resources[0].methods[0].models


@pytest.mark.parametrize(
    ("document", "fits"),
    [
        ([], True), ([{"sku": "a"}], True), ([{"sku": "a", "parts": [{"sku": "b"}]}], True),
        ({}, False), ([{}], False), ([{"sku": "a", "parts": [{}]}], False),
    ],
)  # fmt: skip
def test_models_refer_to_each_other_in_circles(models: Any, document: Any, fits: bool) -> None:
    assert (problem(models["application/json"], document) is None) is fits


def test_a_schema_may_be_text_and_what_is_none_takes_anything(models: Any) -> None:
    assert models["text/plain"] == {"type": "string"}
    assert models["text/x"] == models["text/y"] == {}
