"""APIs in our own YAML."""

from __future__ import annotations

import pytest

from corsproxy.gateway.http_api.definition import HttpApi
from corsproxy.iac.loaded import Domain, Fault
from corsproxy.iac.node import plain
from corsproxy.iac.ours import substituted
from corsproxy.iac.yaml_positions import parse
from corsproxy.where import Unusable
from tests.iac.conftest import Load, Write


@pytest.fixture(autouse=True)
def code(write: Write) -> None:
    write("def main(event, context): ...", "src/app.py")


FUNCTIONS = "functions: {shop: {code: src, handler: app.main}}\n"


def test_parameters_are_put_in_and_aws_s_own_braces_are_left_alone() -> None:
    node = substituted(
        parse("a: ${port}\nb: x-${name}\nc: ${stageVariables.x}\n", "f"), {"port": "8080", "name": "n"}
    )
    assert plain(node) == {"a": 8080, "b": "x-n", "c": "${stageVariables.x}"}


def test_parameters_are_declared_and_can_be_given(loaded: Load) -> None:
    text = FUNCTIONS + (
        "parameters: {origin: https://a.example}\n"
        "apis: [{http-api: x, cors: {origins: ['${origin}']}, routes: {GET /: shop}}]"
    )
    for given, expected in (({}, "https://a.example"), ({"origin": "https://b.example"}, "https://b.example")):
        (api,) = loaded(text, **given).apis
        assert isinstance(api, HttpApi)
        assert api.cors is not None
        assert api.cors.allow_origins == (expected,)
    with pytest.raises(Unusable, match="Did you mean 'origin'"):
        loaded(text, orgin="x")


def test_domains_and_faults_stand_beside_the_apis(loaded: Load) -> None:
    found = loaded(
        FUNCTIONS
        + """
apis:
  - http-api: shop
    id: abc
    stages: [$default, dev]
    domains: {API.example.com: {stage: dev, base_path: /v1/}}
    routes:
      GET /items: {lambda: shop, fault: throttled}
  - rest-api: old
    id: def
    domains: {old.example.com: {}}
    resources:
      /x: {POST: {lambda: shop, fault: integration-timed-out}}
""".replace("\n        ", "\n")
    )
    assert [(one.name, one.api_id, one.stage, one.base_path) for one in found.domains] == [
        ("api.example.com", "abc", "dev", "v1"),
        ("old.example.com", "def", "prod", ""),
    ]
    assert [(one.api_id, one.route, one.outcome) for one in found.faults] == [
        ("abc", "GET /items", "throttled"),
        ("def", "POST /x", "integration-timed-out"),
    ]
    assert all(isinstance(one, Domain) and one.where for one in found.domains)
    assert all(isinstance(one, Fault) and one.where for one in found.faults)


def test_a_domain_that_maps_to_no_stage_is_told(loaded: Load) -> None:
    with pytest.raises(Unusable, match=r"maps to no stage. Stages are a, b"):
        loaded(
            FUNCTIONS + "apis: [{rest-api: x, stages: [a, b], domains: {d.example: {}}, resources: {/: {GET: shop}}}]"
        )


def test_templates_can_stand_in_the_list_and_their_mistakes_are_collected_too(loaded: Load, write: Write) -> None:
    write("openapi: 3.0.1\nx-amazon-apigateway-cors: {}\npaths: {}", "api.yaml")
    write("openapi: 3.0.1\npaths: {/a: text}", "bad.yaml")
    found = loaded(FUNCTIONS + "apis: [{http-api: x, routes: {GET /: shop}}, {template: api.yaml}]", "ours.yaml")
    assert len(found.apis) == 2
    assert [path.name for path in found.files] == ["ours.yaml", "api.yaml"]
    with pytest.raises(Unusable) as failure:
        loaded(FUNCTIONS + "apis: [{http-api: x, routes: {GET /: shp}}, {template: bad.yaml}]", "ours.yaml")
    assert [str(mistake.where).rpartition("/")[2] for mistake in failure.value.mistakes] == [
        "bad.yaml:2:13",
        "ours.yaml:2:38",
    ]


def test_two_apis_with_one_id_are_told(loaded: Load) -> None:
    with pytest.raises(Unusable, match="two APIs have the id 'abc'"):
        loaded(
            FUNCTIONS
            + "apis:\n- {http-api: x, id: abc, routes: {GET /: shop}}\n- {http-api: y, id: abc, routes: {GET /: shop}}"
        )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("apis: [{routes: {}}]", "Begin with function-url or http-api or rest-api or template"),
        ("apis: [{http-api: x, routes: {}, gateway_responses: {}}]", "has no setting 'gateway_responses'"),
        ("apis: [{rest-api: x, resources: {}, cors: {}}]", "has no setting 'cors'"),
        ("apis: [{rest-api: x, resources: {a: {}}}]", "a path that begins with /"),
        ("apis: [{rest-api: x, resources: {/: {get: f}}}]", "Did you mean 'GET'?"),
        ("apis: 3", "wanted is"),
    ],
)
def test_what_the_grammar_does_not_know_is_told(loaded: Load, text: str, words: str) -> None:
    with pytest.raises(Unusable) as failure:
        loaded(text)
    assert words in str(failure.value)


def test_functions_have_code_for_those_that_a_template_only_names(loaded: Load, write: Write) -> None:
    arn = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:shop/invocations"
    integration = (
        f"{{x-amazon-apigateway-integration: {{type: aws_proxy, payloadFormatVersion: '2.0', uri: '{arn}'}}}}"
    )
    write(f"openapi: 3.0.1\npaths: {{/: {{get: {integration}}}}}", "api.yaml")
    write("Resources: {A: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP, Target: !GetAtt shop.Arn}},"
          " shop: {Type: AWS::Lambda::Function, Properties: {Code: {ZipFile: ''}}}}", "cfn.yaml")  # fmt: skip
    for api in loaded(FUNCTIONS + "apis: [{template: api.yaml}, {template: cfn.yaml}]", "ours.yaml").apis:
        assert isinstance(api, HttpApi)
        function = getattr(api.routes[0].integration, "function", None)
        assert function is not None
        assert (function.name, function.handler) == ("shop", "app.main")
