"""Nested stacks: those beside their parent are one stack with it."""

from __future__ import annotations

from pathlib import Path

from corsproxy.gateway.http_api.definition import HttpApi
from corsproxy.gateway.rest_api.definition import RestApi
from corsproxy.gateway.unresolved import Unresolved
from corsproxy.iac.load import load
from tests.iac.conftest import Write


def test_a_nested_stack_beside_the_template_is_loaded_with_its_parameters(write: Write) -> None:
    write("Parameters: {Origin: {Type: String}}\nResources: {A: {Type: AWS::ApiGatewayV2::Api, Properties: "
          "{ProtocolType: HTTP, CorsConfiguration: {AllowOrigins: [!Ref Origin]}}}}", "inner.yaml")  # fmt: skip
    path = write("""\
        Resources:
          Inner:
            Type: AWS::CloudFormation::Stack
            Properties: {TemplateURL: ./inner.yaml, Parameters: {Origin: https://a.example, Unknown: x}}
          Far:
            Type: AWS::CloudFormation::Stack
            Properties: {TemplateURL: https://s3.example/x.yaml}
        """)
    found = load(path)
    (api,) = found.apis
    assert isinstance(api, HttpApi)
    assert api.cors is not None
    assert api.cors.allow_origins == ("https://a.example",)
    assert len(found.files) == 2
    assert any("'Far'" in note for note in found.notes)


INNER = """\
    Parameters: {Api: {Type: String}, Root: {Type: String}, Function: {Type: String, Default: arn-of-nobody}}
    Resources:
      Books:
        Type: AWS::ApiGateway::Resource
        Properties: {RestApiId: !Ref Api, ParentId: !Ref Root, PathPart: books}
      Get:
        Type: AWS::ApiGateway::Method
        Properties:
          RestApiId: !Ref Api
          ResourceId: !Ref Books
          HttpMethod: GET
          Integration:
            Type: AWS_PROXY
            Uri: !Sub 'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Function}/invocations'
    Outputs: {Path: {Value: !Ref Books}}
    """


def test_what_nested_stacks_hang_on_a_parent_s_api_belongs_to_it(write: Write) -> None:
    write(INNER, "inner.yaml")
    write(
        "Resources: {Fn: {Type: AWS::Lambda::Function, Properties: {Handler: a.b, Code: ./src}}}\n"
        "Outputs: {Arn: {Value: !GetAtt Fn.Arn}}",
        "code.yaml",
    )
    found = load(
        write("""\
        Resources:
          Api: {Type: AWS::ApiGateway::RestApi}
          Inner:
            Type: AWS::CloudFormation::Stack
            Properties:
              TemplateURL: inner.yaml
              Parameters:
                {Api: !Ref Api, Root: !GetAtt Api.RootResourceId, Function: !GetAtt Code.Outputs.Arn}
          Code: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: code.yaml}}
          Page:
            Type: AWS::ApiGateway::Resource
            Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Inner.Outputs.Path, PathPart: page}
          Put:
            Type: AWS::ApiGateway::Method
            Properties: {RestApiId: !Ref Api, ResourceId: !Ref Page, HttpMethod: PUT, Integration: {Type: MOCK}}
          Stage: {Type: AWS::ApiGateway::Stage, Properties: {RestApiId: !Ref Api, StageName: s}}
        """)
    )
    (api,) = found.apis
    assert isinstance(api, RestApi)
    by_path = {resource.path: resource.methods for resource in api.resources}
    assert sorted(by_path) == ["/books", "/books/page"]
    (get,) = by_path["/books"]
    assert get.where is not None
    assert (Path(get.where.file).name, get.where.line) == ("inner.yaml", 6)
    assert get.integration is not None
    assert getattr(get.integration.function, "handler", "") == "a.b"
    assert str(getattr(get.integration.function, "code", "")).endswith("/src")
    assert found.notes == ()
    assert {path.name for path in found.files} == {"template.yaml", "inner.yaml", "code.yaml"}


def test_what_a_parent_leaves_open_is_not_the_default_of_its_nested_stack(write: Write) -> None:
    write(INNER, "inner.yaml")
    found = load(
        write("""\
        Parameters: {Function: {Type: String}}
        Resources:
          Api: {Type: AWS::ApiGateway::RestApi}
          Inner:
            Type: AWS::CloudFormation::Stack
            Properties:
              TemplateURL: inner.yaml
              Parameters: {Api: !Ref Api, Root: !GetAtt Api.RootResourceId, Function: !Ref Function}
        """)
    )
    (api,) = found.apis
    assert isinstance(api, RestApi)
    (resource,) = api.resources
    (get,) = resource.methods
    assert get.integration is not None
    assert isinstance(get.integration.function, Unresolved)


def test_nested_stacks_that_ask_each_other_are_left_open(write: Write) -> None:
    write("Parameters: {P: {Type: String}}\nResources: {}\nOutputs: {O: {Value: !Ref P}}", "inner.yaml")
    found = load(
        write("""\
        Resources:
          Api: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP, Name: !GetAtt A.Outputs.O}}
          A: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: inner.yaml, Parameters: {P: !GetAtt B.Outputs.O}}}
          B: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: inner.yaml, Parameters: {P: !GetAtt A.Outputs.O}}}
        """)
    )
    assert found.apis[0].name == "Api"
