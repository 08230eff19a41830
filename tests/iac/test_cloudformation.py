"""CloudFormation templates as CDK, the Serverless Framework and people write them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corsproxy.gateway.http_api.definition import HttpApi
from corsproxy.gateway.rest_api.definition import Integration, RestApi
from corsproxy.gateway.unresolved import Unresolved
from corsproxy.iac.cloudformation import looks_like_cloudformation, uses_sam
from corsproxy.iac.load import load
from corsproxy.iac.yaml_positions import parse
from corsproxy.where import Unusable
from tests.iac.conftest import Load, Write


def uri(function: str) -> dict[str, Any]:
    parts = ["arn:", {"Ref": "AWS::Partition"}, ":apigateway:", {"Ref": "AWS::Region"}, ":lambda:path/2015-03-31/functions/",
             {"Fn::GetAtt": [function, "Arn"]}, "/invocations"]  # fmt: skip
    return {"Fn::Join": ["", parts]}


# the shape of what `cdk synth` writes for `LambdaRestApi` with `defaultCorsPreflightOptions` of two origins
CDK = {
    "Resources": {
        "Handler886CB40B": {
            "Type": "AWS::Lambda::Function",
            "Properties": {
                "Code": {"S3Bucket": {"Fn::Sub": "cdk-${AWS::AccountId}"}, "S3Key": "abc.zip"},
                "Handler": "index.handler",
                "Runtime": "nodejs20.x",
                "Role": {"Fn::GetAtt": ["Role", "Arn"]},
                "Environment": {"Variables": {"TABLE": {"Ref": "Table"}}},
            },
            "Metadata": {"aws:cdk:path": "Stack/Handler/Resource", "aws:asset:path": "asset.abc", "aws:asset:property": "Code"},
        },
        "Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "shop"}},
        "ApiDeploymentprod": {
            "Type": "AWS::ApiGateway::Stage",
            "Properties": {
                "RestApiId": {"Ref": "Api"}, "StageName": "prod",
                "MethodSettings": [
                    {"HttpMethod": "*", "ResourcePath": "/*", "ThrottlingRateLimit": 5, "ThrottlingBurstLimit": 7},
                    {"HttpMethod": "GET", "ResourcePath": "/~1items", "ThrottlingRateLimit": 1, "ThrottlingBurstLimit": 2},
                ],
            },
        },
        "Apiitems": {
            "Type": "AWS::ApiGateway::Resource",
            "Properties": {"ParentId": {"Fn::GetAtt": ["Api", "RootResourceId"]}, "PathPart": "items", "RestApiId": {"Ref": "Api"}},
        },
        "Apiitemsid": {
            "Type": "AWS::ApiGateway::Resource",
            "Properties": {"ParentId": {"Ref": "Apiitems"}, "PathPart": "{id}", "RestApiId": {"Ref": "Api"}},
        },
        "ApiitemsidOPTIONS": {
            "Type": "AWS::ApiGateway::Method",
            "Properties": {
                "ApiKeyRequired": False, "AuthorizationType": "NONE", "HttpMethod": "OPTIONS",
                "Integration": {
                    "Type": "MOCK",
                    "RequestTemplates": {"application/json": "{ statusCode: 200 }"},
                    "IntegrationResponses": [{
                        "StatusCode": "204",
                        "ResponseParameters": {"method.response.header.Access-Control-Allow-Origin": "'https://a.example'"},
                        "ResponseTemplates": {"application/json": "#set($origin = $input.params().header.get(\"Origin\"))"},
                    }],
                },
                "MethodResponses": [{
                    "StatusCode": "204", "ResponseParameters": {"method.response.header.Access-Control-Allow-Origin": True},
                }],
                "ResourceId": {"Ref": "Apiitemsid"}, "RestApiId": {"Ref": "Api"},
            },
        },
        "ApiitemsidGET": {
            "Type": "AWS::ApiGateway::Method",
            "Properties": {
                "AuthorizationType": "CUSTOM", "AuthorizerId": {"Ref": "Auth"}, "HttpMethod": "GET",
                "ApiKeyRequired": True,
                "Integration": {"IntegrationHttpMethod": "POST", "Type": "AWS_PROXY", "Uri": uri("Handler886CB40B")},
                "RequestParameters": {"method.request.querystring.q": True, "method.request.header.x": False},
                "RequestValidatorId": {"Ref": "Validator"},
                "RequestModels": {"application/json": {"Ref": "Model"}},
                "ResourceId": {"Ref": "Apiitemsid"}, "RestApiId": {"Ref": "Api"},
            },
        },
        "ApiANY": {
            "Type": "AWS::ApiGateway::Method",
            "Properties": {
                "AuthorizationType": "AWS_IAM", "HttpMethod": "ANY",
                "Integration": {"IntegrationHttpMethod": "ANY", "Type": "HTTP_PROXY", "Uri": {"Fn::ImportValue": "Backend"}},
                "ResourceId": {"Fn::GetAtt": ["Api", "RootResourceId"]}, "RestApiId": {"Ref": "Api"},
            },
        },
        "Auth": {
            "Type": "AWS::ApiGateway::Authorizer",
            "Properties": {
                "Name": "desk", "RestApiId": {"Ref": "Api"}, "Type": "REQUEST", "AuthorizerResultTtlInSeconds": 0,
                "IdentitySource": "method.request.header.Authorization,method.request.querystring.q",
                "AuthorizerUri": uri("Handler886CB40B"),
            },
        },
        "Validator": {
            "Type": "AWS::ApiGateway::RequestValidator",
            "Properties": {"RestApiId": {"Ref": "Api"}, "ValidateRequestBody": True},
        },
        "Model": {
            "Type": "AWS::ApiGateway::Model",
            "Properties": {"RestApiId": {"Ref": "Api"}, "Name": "Item", "Schema": {"type": "object"}},
        },
        "Default4xx": {
            "Type": "AWS::ApiGateway::GatewayResponse",
            "Properties": {
                "ResponseType": "DEFAULT_4XX", "RestApiId": {"Ref": "Api"},
                "ResponseParameters": {"gatewayresponse.header.Access-Control-Allow-Origin": "'*'"},
            },
        },
        "Plan": {
            "Type": "AWS::ApiGateway::UsagePlan",
            "Properties": {
                "ApiStages": [{"ApiId": {"Ref": "Api"}, "Stage": {"Ref": "ApiDeploymentprod"}}],
                "Quota": {"Limit": 100, "Period": "DAY"}, "Throttle": {"RateLimit": 3, "BurstLimit": 4},
            },
        },
        "Key": {"Type": "AWS::ApiGateway::ApiKey", "Properties": {"Enabled": True, "Value": "secret-key-0123456789"}},
        "PlanKey": {
            "Type": "AWS::ApiGateway::UsagePlanKey",
            "Properties": {"KeyId": {"Ref": "Key"}, "KeyType": "API_KEY", "UsagePlanId": {"Ref": "Plan"}},
        },
        "Mapping": {
            "Type": "AWS::ApiGateway::BasePathMapping",
            "Properties": {
                "DomainName": {"Ref": "Domain"}, "BasePath": "v1", "RestApiId": {"Ref": "Api"},
                "Stage": {"Ref": "ApiDeploymentprod"},
            },
        },
        "Domain": {"Type": "AWS::ApiGateway::DomainName", "Properties": {"DomainName": "API.example.com"}},
        "Firewall": {"Type": "AWS::WAFv2::WebACLAssociation", "Properties": {}},
    },
}  # fmt: skip


@pytest.fixture
def cdk(write: Write) -> tuple[Any, Path]:
    path = write(json.dumps(CDK, indent=1), "cdk.out/Shop.template.json")
    return load(path), path


def methods(api: RestApi) -> dict[str, Any]:
    return {
        f"{method.http_method} {resource.path}": method for resource in api.resources for method in resource.methods
    }


def test_what_cdk_synthesises_becomes_a_rest_api(cdk: tuple[Any, Path]) -> None:
    found, path = cdk
    (api,) = found.apis
    assert isinstance(api, RestApi)
    assert methods(api).keys() == {"OPTIONS /items/{id}", "GET /items/{id}", "ANY /"}
    assert api.name == "shop"
    options = methods(api)["OPTIONS /items/{id}"]
    (answer,) = options.integration.responses
    assert (answer.status, answer.selection_pattern) == ("204", "")
    assert answer.parameters == {"method.response.header.Access-Control-Allow-Origin": "'https://a.example'"}
    assert "$origin" in answer.templates["application/json"]
    assert found.files == (path,)


def test_its_handler_is_found_by_the_asset_beside_the_template(cdk: tuple[Any, Path]) -> None:
    found, path = cdk
    integration = methods(found.apis[0])["GET /items/{id}"].integration
    assert isinstance(integration, Integration)
    function = integration.function
    assert function is not None
    assert not isinstance(function, Unresolved)
    assert function.code == str(path.parent / "asset.abc")
    assert function.environment == {"TABLE": Unresolved("!Ref Table", function.environment["TABLE"].where)}  # type: ignore[union-attr]


def test_authorizer_validator_model_key_and_throttles(cdk: tuple[Any, Path]) -> None:
    (api,) = cdk[0].apis
    get = methods(api)["GET /items/{id}"]
    assert get.authorizer.identity_sources == ("method.request.header.Authorization", "method.request.querystring.q")
    assert get.authorizer.ttl == 0
    assert get.validation.body
    assert get.required_parameters == ("method.request.querystring.q",)
    assert get.models == {"application/json": {"type": "object"}}
    assert get.api_key_required
    (plan,) = api.usage_plans
    assert [key.value for key in plan.keys] == ["secret-key-0123456789"]
    assert plan.quota == (100, "DAY")
    (stage,) = api.stages
    assert (stage.throttle.rate, stage.throttle.burst) == (5, 7)
    assert stage.method_throttles["/items/GET"].burst == 2


def test_gateway_responses_and_domains(cdk: tuple[Any, Path]) -> None:
    found = cdk[0]
    (response,) = found.apis[0].gateway_responses
    assert response.parameters == {"gatewayresponse.header.Access-Control-Allow-Origin": "'*'"}
    (domain,) = found.domains
    assert (domain.name, domain.base_path, domain.stage) == ("api.example.com", "v1", "prod")
    assert domain.api_id == found.apis[0].api_id


def test_what_the_template_leaves_open_is_unresolved_and_named(cdk: tuple[Any, Path]) -> None:
    found, path = cdk
    integration = methods(found.apis[0])["ANY /"].integration
    assert isinstance(integration.uri, Unresolved)
    assert integration.uri.expression == "!ImportValue Backend"
    said = [note for note in found.notes if "ImportValue" in note]
    assert len(said) == 1
    assert said[0].startswith(f"{path}:")
    assert any("WAF" in note for note in found.notes)


def test_each_thing_knows_its_line(cdk: tuple[Any, Path]) -> None:
    found, path = cdk
    lines = path.read_text().splitlines()
    (api,) = found.apis
    for thing, key in (
        (api, '"Api"'),
        (methods(api)["ANY /"], '"ApiANY"'),
        (api.gateway_responses[0], '"Default4xx"'),
    ):
        assert thing.where.file == str(path)
        assert lines[thing.where.line - 1].strip().startswith(key)


SERVERLESS = """
{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {
  "HelloLambdaFunction": {"Type": "AWS::Lambda::Function", "Properties": {
    "Code": {"S3Bucket": {"Ref": "ServerlessDeploymentBucket"}, "S3Key": "serverless/shop/dev/1/shop.zip"},
    "Handler": "src/hello.main", "Runtime": "python3.12", "FunctionName": "shop-dev-hello", "Timeout": 6, "MemorySize": 1024}},
  "ServerlessDeploymentBucket": {"Type": "AWS::S3::Bucket"},
  "HttpApi": {"Type": "AWS::ApiGatewayV2::Api", "Properties": {"Name": "dev-shop", "ProtocolType": "HTTP",
    "CorsConfiguration": {"AllowHeaders": ["Content-Type"], "AllowMethods": ["OPTIONS", "GET"], "AllowOrigins": ["*"]}}},
  "HttpApiStage": {"Type": "AWS::ApiGatewayV2::Stage", "Properties": {
    "ApiId": {"Ref": "HttpApi"}, "StageName": "$default", "AutoDeploy": true,
    "DefaultRouteSettings": {"ThrottlingRateLimit": 2, "ThrottlingBurstLimit": 3, "DetailedMetricsEnabled": false}}},
  "HttpApiIntegrationHello": {"Type": "AWS::ApiGatewayV2::Integration", "Properties": {
    "ApiId": {"Ref": "HttpApi"}, "IntegrationType": "AWS_PROXY", "IntegrationUri": {"Fn::GetAtt": ["HelloLambdaFunction", "Arn"]},
    "PayloadFormatVersion": "2.0", "TimeoutInMillis": 30000}},
  "HttpApiRouteGetHello": {"Type": "AWS::ApiGatewayV2::Route", "Properties": {
    "ApiId": {"Ref": "HttpApi"}, "RouteKey": "GET /hello",
    "Target": {"Fn::Join": ["/", ["integrations", {"Ref": "HttpApiIntegrationHello"}]]},
    "AuthorizationType": "JWT", "AuthorizerId": {"Ref": "HttpApiAuthorizerMembers"}, "AuthorizationScopes": ["read"]}},
  "HttpApiAuthorizerMembers": {"Type": "AWS::ApiGatewayV2::Authorizer", "Properties": {
    "ApiId": {"Ref": "HttpApi"}, "Name": "members", "AuthorizerType": "JWT", "IdentitySource": ["$request.header.Authorization"],
    "JwtConfiguration": {"Issuer": "https://i.example", "Audience": ["a"]}}}
}}
"""


def test_what_the_serverless_framework_writes_finds_its_code_beside_its_directory(write: Write) -> None:
    path = write(SERVERLESS, ".serverless/cloudformation-template-update-stack.json")
    (api,) = load(path).apis
    assert isinstance(api, HttpApi)
    (route,) = api.routes
    function = getattr(route.integration, "function", None)
    assert function is not None
    assert (function.name, function.handler, function.timeout) == ("shop-dev-hello", "src/hello.main", 6.0)
    assert function.code == str(path.parents[1].resolve())
    assert getattr(route.authorizer, "issuer", "") == "https://i.example"
    assert route.scopes == ("read",)
    assert api.cors is not None
    assert api.cors.allow_headers == ("content-type",)
    (stage,) = api.stages
    assert stage.throttle is not None
    assert (stage.name, stage.throttle.rate, stage.throttle.burst) == ("$default", 2, 3)


def test_cdk_s_manifest_says_where_code_definitions_and_nested_stacks_lie(write: Write) -> None:
    def asset(path: str, key: str) -> dict[str, Any]:
        return {"source": {"path": path}, "destinations": {"here": {"objectKey": key}}}

    files = {
        "a": asset("asset.a", "a.zip"),
        "b": asset("asset.b.yaml", "b.yaml"),
        "c": asset("Nested.json", "c.json"),
    }
    write(json.dumps({"files": files}), "Shop.assets.json")
    stack = {"environment": "aws://111111111111/eu-west-1", "properties": {"templateFile": "Shop.template.json"}}
    write(json.dumps({"artifacts": {"Shop": stack}}), "manifest.json")
    write("openapi: 3.0.1\npaths: {/a: {get: {x-amazon-apigateway-integration: {type: mock}}}}", "asset.b.yaml")
    write("", "asset.a/index.py")
    write(json.dumps({"Resources": {"Http": {"Type": "AWS::ApiGatewayV2::Api"}}}), "Nested.json")
    url = {"Fn::Join": ["", ["https://s3.", {"Ref": "AWS::Region"}, ".amazonaws.com/cdk-assets/c.json"]]}
    template = {
        "Resources": {
            "Fn": {"Type": "AWS::Lambda::Function", "Properties": {"Code": {"S3Bucket": "cdk", "S3Key": "a.zip"}}},
            "Url": {
                "Type": "AWS::Lambda::Url",
                "Properties": {"TargetFunctionArn": {"Ref": "Fn"}, "AuthType": "NONE"},
            },
            "Rest": {
                "Type": "AWS::ApiGateway::RestApi",
                "Properties": {"BodyS3Location": {"Bucket": "cdk", "Key": "b.yaml"}},
            },
            "Nested": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": url}},
        }
    }
    found = load(write(json.dumps(template), "Shop.template.json"))
    rest, http = found.apis
    assert isinstance(rest, RestApi)
    assert isinstance(http, HttpApi)
    assert rest.resources[0].path == "/a"
    assert (rest.region, rest.account, http.region) == ("eu-west-1", "111111111111", "eu-west-1")
    assert str(getattr(found.function_urls[0].function, "code", "")).endswith("/asset.a")
    assert {path.name for path in found.files} == {"Shop.template.json", "asset.b.yaml", "Nested.json"}


def test_what_only_lists_or_makes_templates_is_told_what_to_name(loaded: Load) -> None:
    with pytest.raises(Unusable, match="serverless package"):
        loaded("service: shop\nprovider: {name: aws}\n", "serverless.yml")
    with pytest.raises(Unusable, match="CDK's manifest"):
        loaded('{"version": "1", "artifacts": {"Shop": {}}}', "manifest.json")


def test_a_directory_is_told_which_file_in_it_to_name(write: Write) -> None:
    path = write("{}", "Shop.template.json")
    with pytest.raises(Unusable, match=r"Name a file in it, such as Shop.template.json"):
        load(path.parent)


def test_mistakes_of_several_resources_are_told_together_in_order(loaded: Load) -> None:
    with pytest.raises(Unusable) as failure:
        loaded("""\
            Resources:
              A:
                Type: AWS::ApiGatewayV2::Api
                Properties: {ProtocolType: HTTP, CorsConfiguration: {AllowOrigins: ['*'], AllowCredentials: true}}
              R:
                Type: AWS::ApiGatewayV2::Route
                Properties: {ApiId: !Ref A, RouteKey: get /x}
              B: {Type: AWS::ApiGateway::RestApi}
              G:
                Type: AWS::ApiGateway::GatewayResponse
                Properties: {RestApiId: !Ref B, ResponseType: DEFAULT_4xx}
              M:
                Type: AWS::ApiGateway::Method
                Properties: {RestApiId: !Ref B, ResourceId: !GetAtt B.RootResourceId, HttpMethod: FETCH}
            """)
    told = [(mistake.where.line, str(mistake)) for mistake in failure.value.mistakes if mistake.where]
    assert [line for line, _ in told] == [4, 5, 9, 12]
    for (_, said), words in zip(
        told, ("allow-credentials", "Write 'GET /x'", "'DEFAULT_4XX'", "'FETCH'"), strict=True
    ):
        assert words in said


def test_a_template_without_apis_says_so(loaded: Load) -> None:
    found = loaded("AWSTemplateFormatVersion: 2010-09-09\nResources: {B: {Type: AWS::S3::Bucket}}")
    assert found.apis == ()
    assert any("defines no API" in note for note in found.notes)


def test_templates_are_known_by_their_resources() -> None:
    assert looks_like_cloudformation(parse("Resources: {}", "f"))
    assert not looks_like_cloudformation(parse("openapi: 3.0.1", "f"))
    assert uses_sam(parse("Transform: [A, AWS::Serverless-2016-10-31]", "f"))
    assert uses_sam(parse("Resources: {A: {Type: AWS::Serverless::Api}}", "f"))
    assert not uses_sam(
        parse("Transform: AWS::LanguageExtensions\nResources: {A: {Type: AWS::ApiGateway::RestApi}}", "f")
    )


def test_a_property_given_twice_counts_as_the_last_and_is_noted(loaded: Load) -> None:
    found = loaded(
        """
        Resources:
          Api:
            Type: AWS::ApiGatewayV2::Api
            Properties:
              Name: first
              ProtocolType: HTTP
              Name: second
        """
    )
    assert found.apis[0].name == "second"
    assert any(":8:" in note and "'Name' is given twice" in note for note in found.notes)
