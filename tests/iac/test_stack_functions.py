"""Functions of templates, and where their code lies."""

from __future__ import annotations

from pathlib import Path

import pytest

from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.unresolved import Unresolved
from corsproxy.iac.settled import Taking
from corsproxy.iac.stack_functions import functions_of
from corsproxy.iac.yaml_positions import parse
from tests.iac.conftest import Load, Write, stack_of


def function(properties: str, metadata: str = "{}", directory: Path = Path("/d")) -> tuple[LambdaFunction, list[str]]:
    text = f"Resources: {{Fn: {{Type: 'AWS::Lambda::Function', Metadata: {metadata}, Properties: {properties}}}}}"
    taking = Taking()
    (found,) = functions_of(stack_of(parse(text, "f"), directory, "s", {}, taking)).values()
    assert not taking.mistakes
    return found, taking.notes


def test_what_the_properties_say() -> None:
    found, _ = function(
        "{FunctionName: shop, Handler: a.b, Runtime: nodejs20.x, Timeout: '7', MemorySize: 256,"
        " ReservedConcurrentExecutions: 2, Environment: {Variables: {A: 1, B: {Ref: Table}}}}"
    )
    assert (found.name, found.handler, found.runtime) == ("shop", "a.b", "nodejs20.x")
    assert (found.timeout, found.memory, found.concurrency) == (7.0, 256, 2)
    assert found.environment["A"] == "1"
    assert isinstance(found.environment["B"], Unresolved)
    assert function("{}")[0].name == "Fn"


@pytest.mark.parametrize(
    ("properties", "metadata", "directory", "code"),
    [
        ("{Code: ./src}", "{}", "/d", "/d/src"),
        ("{Code: {S3Key: k}}", "{'aws:asset:path': asset.1}", "/d/cdk.out", "/d/cdk.out/asset.1"),
        ("{Code: {S3Key: k}}", "{}", "/d/.serverless", "/d"),
        ("{}", "{}", "/d", ""),
    ],
)
def test_code_on_this_machine_is_found(properties: str, metadata: str, directory: str, code: str) -> None:
    assert function(properties, metadata, Path(directory))[0].code == code


@pytest.mark.parametrize(
    ("properties", "words"),
    [
        ("{Code: {ZipFile: !Ref Nothing}}", "inline code"),
        ("{Code: {ImageUri: x}}", "container image"),
        ("{Code: {S3Bucket: b, S3Key: k.zip}}", "k.zip"),
        ("{Code: s3://b/k}", ""),
    ],
)
def test_code_elsewhere_stays_open_and_is_noted(properties: str, words: str) -> None:
    found, notes = function(properties)
    assert isinstance(found.code, Unresolved)
    assert words in notes[0]


def test_inline_code_is_taken(loaded: Load) -> None:
    found, notes = function("{Handler: index.handler, Code: {ZipFile: 'exports.handler = 1'}}")
    assert (found.inline_code, found.code) == ("exports.handler = 1", "")
    assert not notes
    (url,) = loaded(
        "Resources: {Fn: {Type: AWS::Serverless::Function, Properties: {Handler: index.handler, Runtime: python3.12,"
        " InlineCode: 'x = 1', FunctionUrlConfig: {AuthType: NONE}}}}"
    ).function_urls
    assert getattr(url.function, "inline_code", "") == "x = 1"


LAYERED = """\
    Resources:
      Tools: {Type: %s, Properties: {%s: ./layer}}
      Fn:
        Type: %s
        Properties:
          Handler: a.b
          Runtime: python3.13
          %s
          Layers: [!Ref Tools, 'arn:aws:lambda:us-east-1:1:layer:Elsewhere:3']
      Url: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !Ref Fn, AuthType: NONE}}
    """


@pytest.mark.parametrize(
    "parts",
    [
        ("AWS::Lambda::LayerVersion", "Content", "AWS::Lambda::Function", "Code: {ZipFile: x}"),
        ("AWS::Serverless::LayerVersion", "ContentUri", "AWS::Serverless::Function", "InlineCode: x"),
    ],
)
def test_layers_beside_the_template_are_found_and_others_named(
    loaded: Load, write: Write, parts: tuple[str, str, str, str]
) -> None:
    directory = write("", "layer/python/tools.py").parents[1]
    found = loaded(LAYERED % parts)
    (url,) = found.function_urls
    assert isinstance(url.function, LambdaFunction)
    assert url.function.layers == (str(directory.resolve()),)
    (note,) = found.notes
    assert note == "the layer arn:aws:lambda:us-east-1:1:layer:Elsewhere:3 is not here: functions run without it"
