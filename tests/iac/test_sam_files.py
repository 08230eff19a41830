"""Files that a SAM template names: definitions, includes, applications, code; those beside it are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from corsproxy.gateway.http_api.definition import HttpApi
from corsproxy.gateway.rest_api.definition import IamAuthorization, RestApi
from corsproxy.iac.load import load
from corsproxy.where import Unusable
from tests.iac.conftest import Load, Write


def test_a_definition_beside_the_template_is_read(loaded: Load, write: Write) -> None:
    write("openapi: 3.0.1\npaths: {/a: {get: {x-amazon-apigateway-integration: {type: mock}}}}", "api.yaml")
    text = "Resources: {A: {Type: AWS::Serverless::Api, Properties: {StageName: s, DefinitionUri: %s}}}"
    found = loaded(text % "./api.yaml")
    (api,) = found.apis
    assert isinstance(api, RestApi)
    assert api.resources[0].path == "/a"
    assert [path.name for path in found.files] == ["template.yaml", "api.yaml"]
    with pytest.raises(Unusable, match=r"there is no definition at './none.yaml'"):
        loaded(text % "./none.yaml")


def test_cors_cannot_be_written_into_a_definition_that_is_uploaded(loaded: Load, write: Write) -> None:
    write("openapi: 3.0.1\npaths: {/a: {get: {x-amazon-apigateway-integration: {type: mock}}}}", "api.yaml")
    text = (
        "Resources:\n  A:\n    Type: AWS::Serverless::Api\n    Properties:\n      StageName: s\n"
        "      DefinitionUri: api.yaml\n      Cors: \"'*'\"\n"
    )
    with pytest.raises(Unusable, match="Cors works only with inline Swagger") as refused:
        loaded(text)
    assert refused.value.mistakes[0].where is not None
    included = text.replace("DefinitionUri: api.yaml", "DefinitionBody: {openapi: 3.0.1, paths: {/a: {get: {}}}}")
    assert loaded(included).apis


def test_cors_and_auth_are_written_into_a_definition_that_is_included(loaded: Load, write: Write) -> None:
    write("openapi: 3.0.1\npaths: {/a: {get: {x-amazon-apigateway-integration: {type: mock}}}}", "api.yaml")
    text = (
        "Resources:\n  A:\n    Type: AWS::Serverless::Api\n    Properties:\n      StageName: s\n      Cors: \"'*'\"\n"
        "      DefinitionBody: {'Fn::Transform': {Name: AWS::Include, Parameters: {Location: %s}}}\n"
    )
    (api,) = loaded(text % "api.yaml").apis
    assert isinstance(api, RestApi)
    assert {method.http_method for method in api.resources[0].methods} == {"GET", "OPTIONS"}
    for elsewhere in ("s3://bucket/api.yaml", "../api.yaml", "none.yaml"):
        with pytest.raises(Unusable, match="does not contain a valid Swagger"):
            loaded(text % elsewhere)


def test_what_a_definition_body_includes_is_there_before_sam_writes_into_it(loaded: Load, write: Write) -> None:
    write(
        "openapi: 3.0.1\npaths:\n  /a:\n    get:\n      x-amazon-apigateway-integration: {type: mock}\n", "api.yaml"
    )
    found = loaded("""\
        Transform: AWS::Serverless-2016-10-31
        Resources:
          A:
            Type: AWS::Serverless::Api
            Properties:
              StageName: s
              Auth: {DefaultAuthorizer: AWS_IAM}
              DefinitionBody: {Fn::Transform: {Name: AWS::Include, Parameters: {Location: api.yaml}}}
        """)
    (api,) = found.apis
    assert isinstance(api, RestApi)
    (method,) = api.resources[0].methods
    assert method.authorizer is IamAuthorization.AWS_IAM
    assert method.where is not None
    assert (Path(method.where.file).name, method.where.line) == ("api.yaml", 4)


def test_the_operations_of_a_definition_file_stand_in_that_file(loaded: Load, write: Write) -> None:
    write(
        "openapi: 3.0.1\npaths:\n  /a:\n    get:\n      x-amazon-apigateway-integration: {type: mock}\n", "api.yaml"
    )
    found = loaded(
        "Resources: {A: {Type: AWS::Serverless::Api, Properties: {StageName: s, DefinitionUri: api.yaml}}}"
    )
    (api,) = found.apis
    assert isinstance(api, RestApi)
    where = api.resources[0].methods[0].where
    assert where is not None
    assert (Path(where.file).name, where.line) == ("api.yaml", 4)


def test_a_nested_application_beside_the_template_is_loaded_with_its_parameters(loaded: Load, write: Write) -> None:
    write(
        """\
        Transform: AWS::Serverless-2016-10-31
        Parameters: {Origin: {Type: String}}
        Resources:
          Api:
            Type: AWS::Serverless::HttpApi
            Properties: {CorsConfiguration: {AllowOrigins: [!Ref Origin]}}
          Fn:
            Type: AWS::Serverless::Function
            Properties:
              {InlineCode: x, Handler: index.handler, Runtime: python3.13,
               Events: {E: {Type: HttpApi, Properties: {ApiId: !Ref Api, Path: /a, Method: get}}}}
        """,
        "child/template.yaml",
    )
    found = loaded("""\
        Transform: AWS::Serverless-2016-10-31
        Resources:
          One:
            Type: AWS::Serverless::Application
            Properties: {Location: child/template.yaml, Parameters: {Origin: https://one.example}}
          Two:
            Type: AWS::Serverless::Application
            Properties: {Location: child/template.yaml, Parameters: {Origin: https://two.example}}
        """)
    one, two = found.apis
    assert isinstance(one, HttpApi)
    assert isinstance(two, HttpApi)
    assert one.cors is not None
    assert two.cors is not None
    assert (one.cors.allow_origins, two.cors.allow_origins) == (("https://one.example",), ("https://two.example",))
    assert one.api_id != two.api_id
    assert not found.notes


def test_code_and_definitions_whose_places_are_parameters_are_found(loaded: Load, write: Write) -> None:
    write("openapi: 3.0.1\npaths: {/a: {get: {x-amazon-apigateway-integration: {type: mock}}}}", "api.yaml")
    text = """\
        Transform: AWS::Serverless-2016-10-31
        Parameters: {Code: {Type: String}, Definition: {Type: String, Default: api.yaml}}
        Resources:
          Fn:
            Type: AWS::Serverless::Function
            Properties: {CodeUri: !Ref Code, Handler: a.b, Runtime: python3.13, FunctionUrlConfig: {AuthType: NONE}}
          Api:
            Type: AWS::Serverless::Api
            Properties: {StageName: s, DefinitionUri: !Ref Definition}
        """
    found = loaded(text, Code="src")
    (api,) = found.apis
    assert isinstance(api, RestApi)
    assert api.resources[0].path == "/a"
    assert str(getattr(found.function_urls[0].function, "code", "")).endswith("/src")
    assert found.notes == ()
    (note,) = loaded(text).notes
    assert note.endswith("the code of 'Fn' is not beside the template: !Ref Code")


def test_a_definition_above_the_template_is_read_within_the_directory_of_the_command(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("openapi: 3.0.1\npaths: {/a: {get: {x-amazon-apigateway-integration: {type: mock}}}}", "api.yaml")
    path = write(
        "Resources: {A: {Type: AWS::Serverless::Api, Properties: {StageName: s, DefinitionUri: ../api.yaml}}}",
        "infra/template.yaml",
    )
    with pytest.raises(Unusable, match="Run the command in a directory that holds both"):
        load(path)
    monkeypatch.chdir(path.parents[1])
    (api,) = load("infra/template.yaml").apis
    assert isinstance(api, RestApi)
    assert api.resources[0].path == "/a"
