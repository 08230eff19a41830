"""What a template includes stands in it before anything is read."""

from __future__ import annotations

import json
from pathlib import Path

from corsproxy.gateway.http_api.definition import HttpApi
from corsproxy.gateway.rest_api.definition import RestApi
from corsproxy.iac.load import load
from tests.iac.conftest import Load, Write

ROUTE = """\
    Route:
      Type: AWS::ApiGatewayV2::Route
      Properties: {ApiId: !Ref Api, RouteKey: GET /a}
    """


def test_resources_and_whole_sections_can_be_included(loaded: Load, write: Write) -> None:
    write(ROUTE, "route.yaml")
    write("Parameters: {Title: {Type: String, Default: shop}}\nMappings: {}\n", "sections.yaml")
    found = loaded("""\
        Transform: {Name: AWS::Include, Parameters: {Location: sections.yaml}}
        Resources:
          Api:
            Type: AWS::ApiGatewayV2::Api
            Properties: {ProtocolType: HTTP, Name: !Ref Title}
          Fn::Transform: {Name: AWS::Include, Parameters: {Location: ./route.yaml}}
        """)
    (api,) = found.apis
    assert isinstance(api, HttpApi)
    assert api.name == "shop"
    (route,) = api.routes
    assert route.where is not None
    assert (Path(route.where.file).name, route.where.line) == ("route.yaml", 1)
    assert [path.name for path in found.files] == ["template.yaml", "route.yaml", "sections.yaml"]


def test_what_lies_in_s3_stays_open(loaded: Load) -> None:
    found = loaded("""\
        Resources:
          Api:
            Type: AWS::ApiGateway::RestApi
            Properties:
              Body: {Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://bucket/api.yaml}}}
        """)
    assert any("the body of 'Api' is left open: !Transform" in note for note in found.notes)


def test_an_object_of_cdk_s_bucket_is_included_with_its_expressions(loaded: Load, write: Write) -> None:
    write("openapi: 3.0.1\ninfo: {title: !Ref AWS::Region}\npaths: {/a: {get: {}}}", "asset.1.yaml")
    entry = {"source": {"path": "asset.1.yaml"}, "destinations": {"here": {"objectKey": "1.yaml"}}}
    write(json.dumps({"files": {"1": entry}}), "Shop.assets.json")
    for location in (
        "{'Fn::Sub': 's3://cdk-${AWS::AccountId}/1.yaml'}",
        "{'Fn::Join': ['', [s3://, !Ref Bucket, /1.yaml]]}",
    ):
        (api,) = loaded(
            "Resources: {Api: {Type: AWS::ApiGateway::RestApi, Properties: {Body: {'Fn::Transform': "
            f"{{Name: AWS::Include, Parameters: {{Location: {location}}}}}}}}}}}}}"
        ).apis
        assert isinstance(api, RestApi)
        assert api.resources[0].path == "/a"


def test_an_include_beside_the_template_is_read_and_none_outside_of_it(write: Write) -> None:
    write("openapi: 3.0.1\npaths: {/a: {get: {}}}\n", "api.yaml")
    write("secret: 1", "../secret.yaml")
    text = """\
        Resources:
          A:
            Type: AWS::ApiGateway::RestApi
            Properties:
              Body: {{'Fn::Transform': {{Name: AWS::Include, Parameters: {{Location: {0}}}}}}}
        """
    found = load(write(text.format("./api.yaml")))
    (api,) = found.apis
    assert isinstance(api, RestApi)
    assert [resource.path for resource in api.resources] == ["/a"]
    outside = load(write(text.format("../secret.yaml")))
    assert outside.files == found.files[:1]
    assert any("not beside the template" in note for note in outside.notes)
