"""SAM templates, by AWS's own translator."""

from __future__ import annotations

import builtins
import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from corsproxy.gateway.http_api.definition import HttpApi
from corsproxy.gateway.rest_api.definition import Authorizer, RestApi
from corsproxy.iac.load import load
from corsproxy.where import Unusable
from tests.iac.conftest import Load, Write

RECORDED = Path(__file__).parents[3] / "shared" / "recordings" / "sam-translator"
INTEGRATION = Path(__file__).parents[3] / "shared" / "recordings" / "sam-integration.json"
CASES = sorted(RECORDED.glob("*.json")) if RECORDED.is_dir() else []

SHOP = """\
Transform: AWS::Serverless-2016-10-31
Parameters:
  Origin: {Type: String, Default: https://a.example}
Globals:
  Function: {Runtime: python3.12, CodeUri: src/, Timeout: 5}
  HttpApi:
    CorsConfiguration: {AllowOrigins: [!Ref Origin], AllowHeaders: [Content-Type]}
Resources:
  Shop:
    Type: AWS::Serverless::Api
    Properties:
      StageName: live
      Cors:
        AllowOrigin: !Sub "'${Origin}'"
      GatewayResponses:
        DEFAULT_4XX:
          ResponseParameters:
            Headers: {Access-Control-Allow-Origin: "'*'"}
      Auth:
        DefaultAuthorizer: Desk
        AddDefaultAuthorizerToCorsPreflight: false
        Authorizers:
          Desk: {FunctionArn: !GetAtt Items.Arn}
  Items:
    Type: AWS::Serverless::Function
    Properties:
      Handler: app.items
      Events:
        List:
          Type: Api
          Properties: {RestApiId: !Ref Shop, Path: /items, Method: get}
        Any:
          Type: HttpApi
          Properties: {Path: /all, Method: any}
  Other:
    Type: AWS::Serverless::Function
    Properties: {Handler: other.main, CodeUri: ./other}
"""


def test_code_beside_the_template_is_found_and_nothing_else_is_needed(loaded: Load, tmp_path: Path) -> None:
    rest, http = loaded(SHOP).apis
    assert isinstance(rest, RestApi)
    assert isinstance(http, HttpApi)
    (items,) = rest.resources
    function = next(
        getattr(method.integration, "function", None) for method in items.methods if method.http_method == "GET"
    )
    assert function is not None
    assert (function.handler, function.timeout, function.code) == ("app.items", 5.0, str(tmp_path / "src"))
    # SAM deploys Swagger 2.0 APIs with a stage called "Stage" besides: theirs, and reachable on AWS too
    assert [stage.name for stage in rest.stages] == ["live", "Stage"]
    assert (http.routes[0].key, http.stages[0].name) == ("ANY /all", "$default")


def test_what_sam_build_has_built_is_preferred(loaded: Load, tmp_path: Path) -> None:
    (tmp_path / ".aws-sam" / "build" / "Items").mkdir(parents=True)
    http = loaded(SHOP).apis[1]
    assert isinstance(http, HttpApi)
    assert getattr(http.routes[0].integration.function, "code", "").endswith(".aws-sam/build/Items")  # type: ignore[union-attr]


def test_generated_things_stand_where_they_were_written(loaded: Load) -> None:
    rest, http = loaded(SHOP).apis
    lines = SHOP.splitlines()

    def line(where: object) -> str:
        return lines[where.line - 1].strip()  # type: ignore[attr-defined]

    assert isinstance(rest, RestApi)
    assert isinstance(http, HttpApi)
    methods = {method.http_method: method for method in rest.resources[0].methods}
    assert line(rest.where) == "Shop:"
    assert line(methods["GET"].where) == "List:"
    assert line(methods["OPTIONS"].where) == "Cors:"
    assert line(rest.gateway_responses[0].where) == "DEFAULT_4XX:"
    assert isinstance(methods["GET"].authorizer, Authorizer)
    assert line(methods["GET"].authorizer.where).startswith("Desk:")
    assert line(http.routes[0].where) == "Any:"
    assert http.cors is not None
    assert line(http.cors.where).startswith("CorsConfiguration:")


def test_parameters_reach_what_sam_generates(loaded: Load) -> None:
    rest, http = loaded(SHOP, Origin="https://b.example").apis
    assert isinstance(rest, RestApi)
    assert isinstance(http, HttpApi)
    options = next(method for method in rest.resources[0].methods if method.http_method == "OPTIONS")
    assert options.integration is not None
    (answer,) = options.integration.responses
    assert answer.parameters["method.response.header.Access-Control-Allow-Origin"] == "'https://b.example'"
    assert http.cors is not None
    assert http.cors.allow_origins == ("https://b.example",)


def test_without_the_translator_the_message_says_what_to_install(
    loaded: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def absent(name: str, *rest: Any) -> Any:
        if name.startswith("samtranslator"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(Unusable, match=r"pip install 'corsproxy\[sam\]'"):
        loaded(SHOP)


def test_the_machine_s_own_aws_settings_decide_nothing(loaded: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "cn-north-1")
    assert {api.region for api in loaded(SHOP).apis} == {"us-east-1"}
    assert {api.region for api in loaded(SHOP, **{"AWS::Region": "eu-west-1"}).apis} == {"eu-west-1"}


@pytest.mark.parametrize(
    ("change", "line"),
    [
        # a complaint about a resource stands at the property that it names
        (("            Headers:", "            Footers:"), "Footers: {Access-Control-Allow-Origin: \"'*'\"}"),
        # about an event at the event
        (("Method: get", "Methd: get"), "List:"),
        # about a path at the path
        (("      StageName: live\n", "      StageName: live\n      DefinitionBody: {swagger: 2.0, paths: {\n        /bad: 3}}\n"), "/bad: 3}}"),
    ],
)  # fmt: skip
def test_complaints_of_the_translator_stand_where_what_they_name_is_written(
    loaded: Load, change: tuple[str, str], line: str
) -> None:
    text = SHOP.replace(*change)
    with pytest.raises(Unusable) as failure:
        loaded(text)
    mistake = failure.value.mistakes[0]
    assert "SAM refuses this" in mistake.problem
    assert mistake.where is not None
    assert mistake.where.line is not None
    assert text.splitlines()[mistake.where.line - 1].strip() == line


def comparable(value: Any) -> Any:
    """Leave out places, and the order in which resources and methods are listed: neither reaches a client."""
    if dataclasses.is_dataclass(value):
        fields = [field.name for field in dataclasses.fields(value) if field.name != "where"]
        return {"": type(value).__name__, **{name: comparable(getattr(value, name)) for name in fields}}
    if isinstance(value, dict):
        return {key: comparable(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return sorted(
            (comparable(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True, default=str)
        )
    return value


@pytest.mark.skipif(not CASES, reason="the recordings are not beside the repository")
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_we_load_from_a_template_is_what_aws_generated_from_it(path: Path, write: Write) -> None:
    case = json.loads(path.read_text())
    template = write("")
    template.write_text(case["input_yaml"])
    if path.name.startswith("error_"):
        with pytest.raises(Unusable) as failure:
            load(template)
        for mistake in failure.value.mistakes:
            assert mistake.where is not None
            assert (mistake.where.line or 0) > 1
        return
    deployed = write(json.dumps(case["output"]), "out/template.json")
    ours, theirs = load(template), load(deployed)
    assert ours.apis
    assert comparable(ours.apis) == comparable(theirs.apis)


@pytest.mark.skipif(not INTEGRATION.is_file(), reason="the recordings are not beside the repository")
def test_every_template_that_aws_deploys_in_its_integration_tests_loads(write: Write) -> None:
    for case in json.loads(INTEGRATION.read_text())["cases"]:
        path = write(json.dumps(case["template"]), f"{case['id']}.json")
        assert load(path).apis, case["id"]


@pytest.mark.parametrize(
    ("properties", "line"),
    [
        ("      Auth:\n        Authorizers:\n          Mine: text\n", 7),
        ("      Cors:\n        AllowOrigins: \"'*'\"\n", 6),
        ("      FailOnWarnings: [1]\n", 5),
        ("      DefinitionUri: s3://bucket\n", 5),
    ],
)
def test_a_complaint_about_a_property_stands_at_the_property(loaded: Load, properties: str, line: int) -> None:
    with pytest.raises(Unusable) as refused:
        loaded(
            f"Resources:\n  Api:\n    Type: AWS::Serverless::Api\n    Properties:\n{properties}      StageName: s\n"
        )
    where = refused.value.mistakes[0].where
    assert where is not None
    assert where.line == line


def test_what_sam_leaves_as_it_is_keeps_its_own_lines(loaded: Load) -> None:
    found = loaded("""\
        Transform: AWS::Serverless-2016-10-31
        Resources:
          Plain:
            Type: AWS::ApiGatewayV2::Api
            Properties:
              ProtocolType: HTTP
              CorsConfiguration:
                AllowOrigins: ['https://a.example']
          Rest:
            Type: AWS::ApiGateway::RestApi
            Properties:
              Body:
                openapi: 3.0.1
                paths:
                  /a:
                    get: {x-amazon-apigateway-integration: {type: mock}}
          Sam:
            Type: AWS::Serverless::Api
            Properties:
              StageName: s
              DefinitionBody:
                openapi: 3.0.1
                x-amazon-apigateway-gateway-responses:
                  DEFAULT_4XX: {statusCode: 400}
                paths:
                  /b:
                    get:
                      x-amazon-apigateway-integration:
                        type: aws
                        uri: arn:aws:apigateway:us-east-1:sqs:path/x
                        responses:
                          default: {statusCode: '200'}
        """)
    plain_rest, sam, http = found.apis
    assert isinstance(plain_rest, RestApi)
    assert isinstance(sam, RestApi)
    assert isinstance(http, HttpApi)
    assert http.cors is not None
    lines = [http.cors.where, plain_rest.resources[0].methods[0].where, sam.gateway_responses[0].where]
    integration = sam.resources[0].methods[0].integration
    assert integration is not None
    lines += [sam.resources[0].methods[0].where, integration.responses[0].where]
    assert [where.line for where in lines if where is not None] == [7, 16, 24, 27, 32]


def test_an_implicit_api_begins_with_its_own_first_event_and_an_explicit_one_has_none_of_those(loaded: Load) -> None:
    found = loaded("""\
        Transform: AWS::Serverless-2016-10-31
        Resources:
          Fn:
            Type: AWS::Serverless::Function
            Properties:
              InlineCode: x
              Handler: index.handler
              Runtime: python3.13
              Events:
                Queue: {Type: SQS, Properties: {Queue: arn:aws:sqs:us-east-1:123456789012:q}}
                Rest: {Type: Api, Properties: {Path: /a, Method: get}}
                Http: {Type: HttpApi}
          Explicit:
            Type: AWS::Serverless::Api
            Properties:
              StageName: s
              DefinitionBody:
                openapi: 3.0.1
                paths:
                  /a:
                    get: {x-amazon-apigateway-integration: {type: mock}}
        """)
    lines = {api.name: api.where.line for api in found.apis if api.where}
    assert lines["ServerlessRestApi"] == 11
    assert lines["ServerlessHttpApi"] == 12
    (explicit,) = [api for api in found.apis if isinstance(api, RestApi) and api.name == "Explicit"]
    where = explicit.resources[0].methods[0].where
    assert where is not None
    assert where.line == 21


def test_routes_come_in_the_order_of_their_events(loaded: Load) -> None:
    events = [
        f"{name}: {{Type: Api, Properties: {{Path: /{name}, Method: get}}}}"
        for name in ["zebra", "apple", "mango", "fig", "kiwi"]
    ]
    (api,) = loaded(
        "Transform: AWS::Serverless-2016-10-31\nGlobals: {Api: {Cors: \"'*'\"}}\n"
        "Resources:\n  Fn:\n    Type: AWS::Serverless::Function\n    Properties:\n"
        "      InlineCode: x\n      Handler: index.handler\n      Runtime: python3.13\n      Events:\n"
        + "".join(f"        {event}\n" for event in events)
    ).apis
    assert isinstance(api, RestApi)
    assert [resource.path for resource in api.resources] == ["/zebra", "/apple", "/mango", "/fig", "/kiwi"]


def test_a_list_parameter_is_a_list_for_the_transform(loaded: Load) -> None:
    text = """\
        Transform: AWS::Serverless-2016-10-31
        Parameters: {Origins: {Type: CommaDelimitedList, Default: 'https://a.example, https://b.example'}}
        Resources:
          Api:
            Type: AWS::Serverless::HttpApi
            Properties: {CorsConfiguration: {AllowOrigins: !Ref Origins}}
          Fn:
            Type: AWS::Serverless::Function
            Properties:
              {InlineCode: x, Handler: index.handler, Runtime: python3.13,
               Events: {E: {Type: HttpApi, Properties: {ApiId: !Ref Api, Path: /a, Method: get}}}}
        """
    for parameters, origins in (
        ({}, ("https://a.example", "https://b.example")),
        ({"Origins": "https://c.example"}, ("https://c.example",)),
    ):
        (api,) = loaded(text, **parameters).apis
        assert isinstance(api, HttpApi)
        assert api.cors is not None
        assert api.cors.allow_origins == origins
