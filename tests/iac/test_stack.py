"""A stack's parameters, conditions and attributes."""

from __future__ import annotations

from pathlib import Path

import pytest

from corsproxy.gateway.unresolved import Unresolved
from corsproxy.iac.loaded import derived_id
from corsproxy.iac.node import plain
from corsproxy.iac.settled import Taking
from corsproxy.iac.stack import OPEN, Stack
from corsproxy.iac.yaml_positions import parse
from tests.iac.conftest import stack_of

TEMPLATE = """\
Parameters:
  Stage: {Type: String, Default: dev, AllowedValues: [dev, prod]}
  Count: {Type: Number, Default: 3}
  Names: {Type: CommaDelimitedList, Default: 'a, b'}
  Ami: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /path/in/ssm}
  Unset: {Type: String}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsSet: !Equals [!Ref Unset, x]
Resources:
  Fn: {Type: AWS::Lambda::Function, Properties: {FunctionName: !Sub 'shop-${Stage}'}}
  Live: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref Fn, Name: live}}
  Loop: {Type: AWS::Lambda::Function, Properties: {FunctionName: !Ref Loop}}
  Api: {Type: AWS::ApiGateway::RestApi}
  V2: {Type: AWS::ApiGatewayV2::Api}
  Stg: {Type: AWS::ApiGateway::Stage, Properties: {StageName: !Ref Stage}}
  Res: {Type: AWS::ApiGateway::Resource}
  Bucket: {Type: AWS::S3::Bucket}
  OnlyProd: {Type: AWS::S3::Bucket, Condition: IsProd}
  Perhaps: {Type: AWS::S3::Bucket, Condition: IsSet}
"""


def stack(**given: str) -> tuple[Stack, Taking]:
    taking = Taking()
    return stack_of(parse(TEMPLATE, "f"), Path(), "shop", given, taking), taking


def test_parameters_are_given_default_listed_or_open() -> None:
    values = stack(Stage="prod")[0].resolver.parameters
    assert values["Stage"] == "prod"
    assert values["Count"] == "3"
    assert isinstance(values["Names"], tuple)
    assert [plain(item) for item in values["Names"]] == ["a", "b"]
    assert isinstance(values["Unset"], Unresolved)


def test_the_default_of_an_ssm_parameter_is_a_name_and_not_its_value() -> None:
    assert isinstance(stack()[0].resolver.parameters["Ami"], Unresolved)
    assert stack(Ami="ami-1")[0].resolver.parameters["Ami"] == "ami-1"


@pytest.mark.parametrize(
    ("given", "words"),
    [({"Stge": "x"}, "Did you mean 'Stage'?"), ({"Stage": "prd"}, "Did you mean 'prod'?")],
)
def test_parameters_that_the_template_does_not_take_are_told(given: dict[str, str], words: str) -> None:
    assert words in str(stack(**given)[1].mistakes[0])


@pytest.mark.parametrize(
    ("region", "partition", "suffix"),
    [
        ("eu-west-1", "aws", "amazonaws.com"),
        ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
        ("us-gov-west-1", "aws-us-gov", "amazonaws.com"),
    ],
)
def test_pseudo_parameters_follow_the_region(region: str, partition: str, suffix: str) -> None:
    values = stack(**{"AWS::Region": region})[0].resolver.parameters
    assert (values["AWS::Region"], values["AWS::Partition"], values["AWS::URLSuffix"]) == (region, partition, suffix)
    assert values["AWS::StackName"] == "shop"


def test_resources_of_a_false_condition_are_gone_and_those_of_an_open_one_are_noted() -> None:
    found, taking = stack()
    assert "OnlyProd" not in found.resources
    assert "Perhaps" in found.resources
    assert "'IsSet' is left open; 'Perhaps' is kept" in taking.notes[0]
    assert "OnlyProd" in stack(Stage="prod")[0].resources


@pytest.mark.parametrize(
    ("logical", "name", "value"),
    [
        ("Fn", "Ref", "shop-dev"),
        ("Fn", "Arn", "arn:aws:lambda:us-east-1:123456789012:function:shop-dev"),
        ("Live", "Ref", "arn:aws:lambda:us-east-1:123456789012:function:shop-dev:live"),
        ("Loop", "Ref", "Loop"),
        ("Api", "Ref", derived_id("shop", "Api")),
        ("Api", "RootResourceId", derived_id("shop", "Api") + "/"),
        ("V2", "ApiEndpoint", f"https://{derived_id('shop', 'V2')}.execute-api.us-east-1.amazonaws.com"),
        ("Stg", "Ref", "dev"),
        ("Res", "Ref", "Res"),
        ("Bucket", "Ref", OPEN),
        ("Bucket", "Arn", OPEN),
        ("Nobody", "Ref", OPEN),
    ],
)
def test_what_references_stand_for(logical: str, name: str, value: object) -> None:
    assert stack()[0].attribute(logical, name) == value


def test_properties_are_resolved_and_stand_at_their_resource() -> None:
    found, _ = stack(Stage="prod")
    properties = found.properties("Stg")
    assert plain(properties) == {"StageName": "prod"}
    assert properties.where.line == 16


def test_resources_that_are_none_are_told() -> None:
    taking = Taking()
    stack_of(parse("Resources: {A: text, B: {Properties: {}}}", "f"), Path(), "shop", {}, taking)
    assert [mistake.problem for mistake in taking.mistakes] == [
        "the resource 'A' is not a mapping",
        "the resource 'B' has no Type",
    ]
