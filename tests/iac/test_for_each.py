"""Loops of templates."""

from __future__ import annotations

import pytest

from corsproxy.gateway.http_api.definition import HttpApi
from corsproxy.gateway.rest_api.definition import RestApi
from corsproxy.where import Unusable
from tests.iac.conftest import Load

LOOP = """\
    Transform: %s
    Parameters: {Names: {Type: CommaDelimitedList, Default: 'orders,items'}, Verbs: {Type: CommaDelimitedList}}
    Mappings: {Methods: {orders: {All: [GET, POST]}, items: {All: [GET]}}}
    Resources:
      Api: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP}}
      Fn::ForEach::Paths:
        - Name
        - !Ref Names
        - Fn::ForEach::Verbs:
            - Verb
            - !FindInMap [Methods, !Ref Name, All]
            - Route${Name}${Verb}:
                Type: AWS::ApiGatewayV2::Route
                Properties: {ApiId: !Ref Api, RouteKey: !Sub '${Verb} /${Name}'}
    """


@pytest.mark.parametrize(
    "transform", ["AWS::LanguageExtensions", "[AWS::LanguageExtensions, AWS::Serverless-2016-10-31]"]
)
def test_loops_within_loops_make_resources_that_stand_where_the_loop_s_body_does(
    loaded: Load, transform: str
) -> None:
    found = loaded(LOOP % transform)
    (api,) = found.apis
    assert isinstance(api, HttpApi)
    assert [route.key for route in api.routes] == ["GET /orders", "POST /orders", "GET /items"]
    assert {route.where.line for route in api.routes if route.where} == {12}
    assert loaded(LOOP % transform, Names="orders").apis != found.apis


def test_without_the_transform_a_loop_is_named(loaded: Load) -> None:
    notes = loaded(LOOP % "[]").notes
    assert any("'Fn::ForEach::Paths' is not unrolled: list AWS::LanguageExtensions" in note for note in notes)


def test_an_open_collection_is_named_and_makes_nothing(loaded: Load) -> None:
    found = loaded((LOOP % "AWS::LanguageExtensions").replace("!FindInMap [Methods, !Ref Name, All]", "!Ref Verbs"))
    (api,) = found.apis
    assert isinstance(api, HttpApi)
    assert api.routes == ()
    assert any("the collection of 'Fn::ForEach::Verbs' is left open: !Ref Verbs" in note for note in found.notes)


def test_names_of_resources_take_letters_and_digits_and_properties_can_loop_too(loaded: Load) -> None:
    found = loaded("""\
        Transform: AWS::LanguageExtensions
        Resources:
          Fn::ForEach::Apis:
            - Host
            - [a.example, b.example]
            - Api&{Host}:
                Type: AWS::ApiGateway::RestApi
                Properties:
                  Name: !Ref Host
                  Body:
                    openapi: 3.0.1
                    paths:
                      Fn::ForEach::Paths: [Path, [x, y], {'/${Path}': {get: {}}}]
        """)
    assert [api.name for api in found.apis] == ["a.example", "b.example"]
    (first, _) = found.apis
    assert isinstance(first, RestApi)
    assert [resource.path for resource in first.resources] == ["/x", "/y"]


def test_what_is_no_loop_is_told(loaded: Load) -> None:
    with pytest.raises(Unusable, match="wants an identifier, a list and a mapping"):
        loaded("Transform: AWS::LanguageExtensions\nResources: {'Fn::ForEach::A': [X, [a]]}")
    with pytest.raises(Unusable, match="more than 2,000 rounds"):
        loaded("Transform: AWS::LanguageExtensions\nResources: {'Fn::ForEach::A': [X, [" + "a," * 2001 + "], {}]}")


def test_the_events_of_functions_that_a_loop_makes_are_sam_s(loaded: Load) -> None:
    (api,) = loaded("""\
        Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
        Resources:
          Fn::ForEach::Functions:
            - Name
            - [orders, items]
            - ${Name}Function:
                Type: AWS::Serverless::Function
                Properties:
                  InlineCode: x
                  Handler: index.handler
                  Runtime: python3.13
                  Events: {Api: {Type: Api, Properties: {Path: !Sub '/${Name}', Method: get}}}
        """).apis
    assert isinstance(api, RestApi)
    assert sorted(resource.path for resource in api.resources) == ["/items", "/orders"]
