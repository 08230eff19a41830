"""Which product an OpenAPI file means, and what exports say of their deployment."""

from __future__ import annotations

from pathlib import Path

import pytest

from corsproxy.gateway.http_api.definition import HttpApi
from corsproxy.gateway.rest_api.definition import RestApi
from corsproxy.gateway.unresolved import Unresolved
from corsproxy.iac.load import load
from corsproxy.iac.openapi import looks_like_openapi
from corsproxy.iac.yaml_positions import parse
from tests.iac.conftest import Load

RECORDED = Path(__file__).parents[3] / "shared" / "recordings" / "openapi-defs"
X = "x-amazon-apigateway-"


@pytest.mark.parametrize(
    ("text", "kind", "noted"),
    [
        (f"{{openapi: 3.0.1, {X}cors: {{allowOrigins: ['*']}}}}", HttpApi, ""),
        (f"{{openapi: 3.0.1, {X}importexport-version: '1.0'}}", HttpApi, ""),
        (f"openapi: 3.0.1\npaths: {{/a: {{get: {{{X}integration: {{type: http_proxy, uri: 'http://b', "
         "payloadFormatVersion: '1.0'}}}}", HttpApi, ""),
        (f"openapi: 3.0.1\npaths: {{/a: {{get: {{{X}integration: {{type: aws_proxy, integrationSubtype: SQS-SendMessage}}}}}}}}",
         HttpApi, ""),
        (f"openapi: 3.0.1\n{X}cors: {{}}\n{X}importexport-version: '1.0'\n"
         f"paths: {{/a: {{get: {{{X}integration: {{type: mock}}}}}}}}", RestApi, "speaks for an HTTP API"),
        (f"openapi: 3.0.1\npaths: {{/$default: {{{X}any-method: {{isDefaultRoute: true, {X}integration: "
         "{type: http_proxy, uri: 'http://b', payloadFormatVersion: '1.0'}}}}", HttpApi, ""),
        *((f"openapi: 3.0.1\npaths: {{/a: {{get: {{{X}integration: {{type: http_proxy, uri: 'http://b', {more}}}}}}}}}",
           HttpApi, "") for more in ("requestParameters: {'append:header.a': b}",
                                     "responseParameters: {'200': {'append:header.a': b}}")),
        ("{swagger: '2.0', paths: {}}", RestApi, ""),
        (f"openapi: 3.0.1\npaths: {{/a: {{get: {{{X}integration: {{type: mock}}}}}}}}", RestApi, ""),
        (f"{{openapi: 3.0.1, {X}gateway-responses: {{}}}}", RestApi, ""),
        ("{openapi: 3.0.1, paths: {}}", RestApi, "nothing in the file says"),
        (f"{{swagger: '2.0', {X}cors: {{allowOrigins: ['*']}}}}", RestApi, "speaks for an HTTP API"),
        (f"openapi: 3.0.1\n{X}cors: {{}}\npaths: {{/a: {{get: {{{X}integration: {{type: mock}}}}}}}}\n"
         f"{X}gateway-responses: {{}}", RestApi, "speaks for an HTTP API"),
        (f"openapi: 3.0.1\n{X}cors: {{}}\n{X}importexport-version: '1.0'\npaths: {{/a: {{get: {{{X}integration: "
         "{type: aws, uri: 'arn:aws:apigateway:us-east-1:sqs:path/1/q'}}}}", RestApi, "speaks for an HTTP API"),
    ],
)  # fmt: skip
def test_the_product_is_told_by_what_only_one_of_them_has(loaded: Load, text: str, kind: type, noted: str) -> None:
    found = loaded(text, "api.yaml")
    assert isinstance(found.apis[0], kind)
    about = [note for note in found.notes if "HTTP API" in note]
    assert bool(about) is bool(noted)
    assert noted in "".join(about)


@pytest.mark.parametrize(
    ("servers", "expected"),
    [
        ('[{url: "https://abc123defg.execute-api.us-west-2.amazonaws.com/{basePath}", variables: {basePath: {default: "/dev"}}}]',
         ("abc123defg", "us-west-2", "dev")),
        ('[{url: "https://abc123defg.execute-api.us-west-2.amazonaws.com/live"}]', ("abc123defg", "us-west-2", "live")),
        ('[{url: "https://shop.example.com"}]', (None, "us-east-1", "prod")),
    ],
)  # fmt: skip
def test_an_export_tells_id_region_and_stage(
    loaded: Load, servers: str, expected: tuple[str | None, str, str]
) -> None:
    found = loaded(f"openapi: 3.0.1\nservers: {servers}\n{X}gateway-responses: {{}}", "api.yaml")
    api = found.apis[0]
    assert (api.region, api.stages[0].name) == expected[1:]
    if expected[0]:
        assert api.api_id == expected[0]
    else:
        assert len(api.api_id) == 10
        assert any("'prod' stands in" in note for note in found.notes)


def test_a_base_path_is_ignored_as_imports_do_by_default(loaded: Load) -> None:
    found = loaded("{swagger: '2.0', basePath: /base, paths: {/a: {}}}", "api.yaml")
    assert isinstance(found.apis[0], RestApi)
    assert found.apis[0].resources[0].path == "/a"
    assert any("basepath=ignore" in note for note in found.notes)


def test_what_is_an_openapi_document() -> None:
    assert looks_like_openapi(parse("swagger: '2.0'", "f"))
    assert looks_like_openapi(parse("paths: {}", "f"))
    assert not looks_like_openapi(parse("paths: {}\nResources: {}", "f"))
    assert not looks_like_openapi(parse("[1]", "f"))


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the recordings are not beside the repository")
def test_every_recorded_definition_loads() -> None:
    for path in sorted(RECORDED.iterdir()):
        (api,) = load(path).apis
        assert getattr(api, "resources", None) or getattr(api, "routes", None), path.name


def test_a_document_that_a_template_includes_may_hold_its_functions(loaded: Load) -> None:
    [api] = (
        found := loaded(
            """
openapi: 3.0.1
info: {title: shop}
servers: {variables: {basePath: {default: /dev}}}
x-amazon-apigateway-policy: {Statement: []}
components: {schemas: {Item: {type: object, properties: {Ref: {type: string}}}}}
paths:
  /items:
    get:
      x-amazon-apigateway-integration: {type: http_proxy, httpMethod: GET, uri: !Sub "https://${Backend}/items"}
    post:
      x-amazon-apigateway-integration:
        type: aws
        httpMethod: POST
        uri: {"Fn::Sub": "arn:aws:apigateway:${AWS::Region}:sqs:path/1/q"}
"""
        )
    ).apis
    assert isinstance(api, RestApi)
    get, post = (method.integration for method in api.resources[0].methods)
    assert get is not None
    assert post is not None
    assert isinstance(get.uri, Unresolved)
    assert post.uri == "arn:aws:apigateway:us-east-1:sqs:path/1/q"
    assert any("servers is a mapping" in note for note in found.notes)
