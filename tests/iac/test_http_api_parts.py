"""Integrations, authorizers and CORS of HTTP APIs, of either make."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corsproxy.gateway.function_url import cors as function_url
from corsproxy.gateway.http_api import cors as http_api
from corsproxy.gateway.http_api.definition import HttpApi, HttpIntegration, LambdaAuthorizer, LambdaIntegration
from corsproxy.gateway.unresolved import Unresolved
from corsproxy.iac.http_api_parts import cors_configuration, http_authorizer, http_integration, response_parameters
from corsproxy.iac.load import load
from corsproxy.iac.node import Node
from corsproxy.iac.settled import Taking
from corsproxy.iac.yaml_positions import parse
from corsproxy.where import Where
from tests.iac.conftest import Write

RECORDED = Path(__file__).parents[3] / "shared" / "recordings" / "control-plane"


def test_response_mappings_of_cloudformation_are_lists_of_source_and_destination() -> None:
    taking = Taking()
    listed = parse("{'200': {ResponseParameters: [{Source: '201', Destination: 'overwrite:statuscode'}]}}", "f")
    plain = parse("{'200': {'overwrite:statuscode': '201'}}", "f")
    assert response_parameters(listed, taking) == response_parameters(plain, taking)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{type: mock}", "not an integration type of HTTP APIs"),
        ("{type: aws_proxy}", "names no function"),
        ("{type: http_proxy}", "has no uri"),
        ("{type: aws_proxy, uri: f, payloadFormatVersion: '3.0'}", "payloadFormatVersion is '3.0'"),
    ],
)
def test_what_http_apis_do_not_know_is_told(text: str, words: str) -> None:
    taking = Taking()
    http_integration(parse(text, "f"), {}, {}, taking)
    assert words in str(taking.mistakes[0])


def test_payload_format_versions_may_have_lost_their_quotes() -> None:
    taking = Taking()
    for written, expected in (("2.0", "2.0"), ("'2.0'", "2.0"), ("2", "2.0"), ("1", "1.0")):
        found = http_integration(
            parse(f"{{type: aws_proxy, uri: f, payloadFormatVersion: {written}}}", "f"), {}, {}, taking
        )
        assert isinstance(found, LambdaIntegration)
        assert found.payload_format == expected
    assert not taking.mistakes


def test_first_class_integrations_are_noted_as_unmodelled() -> None:
    taking = Taking()
    found = http_integration(
        parse("{IntegrationType: AWS_PROXY, IntegrationSubtype: SQS-SendMessage}", "f"), {}, {}, taking
    )
    assert isinstance(found, HttpIntegration)
    assert found.uri == Unresolved("SQS-SendMessage", found.uri.where)  # type: ignore[union-attr]
    assert "not modelled" in taking.notes[0]


def test_an_authorizer_of_another_product_is_told() -> None:
    taking = Taking()
    assert http_authorizer("a", parse("{type: cognito_user_pools}", "f"), {}, {}, taking) is None
    assert http_authorizer("a", parse("{type: jwt}", "f"), {}, {}, taking) is None
    assert http_authorizer("a", parse("{type: request}", "f"), {}, {}, taking) is None
    assert [mistake.problem.partition("'a'")[2] for mistake in taking.mistakes] == [
        " is of type 'COGNITO_USER_POOLS'", " has no jwtConfiguration", " names no function",
    ]  # fmt: skip


def test_cloudformation_s_authorizer_lists_its_sources() -> None:
    taking = Taking()
    text = "{AuthorizerType: REQUEST, AuthorizerUri: f, IdentitySource: [$request.header.A], EnableSimpleResponses: true}"
    found = http_authorizer("a", parse(text, "f"), {}, {}, taking)
    assert isinstance(found, LambdaAuthorizer)
    # without a version it is 1.0, and without a ttl nothing is cached
    assert (found.identity_sources, found.payload_format, found.ttl) == (("$request.header.A",), "1.0", 0)


def test_open_origins_are_noted_and_not_complained_of() -> None:
    taking = Taking()
    where = Where("f", 2)
    value = Node(Unresolved("!Ref Origin", where), where)
    cors = cors_configuration(Node({"AllowOrigins": Node((value,), where)}, where), taking)
    assert cors.allow_origins == ("<unresolved !Ref Origin>",)
    assert not taking.mistakes
    assert taking.notes == ["f:2: an item of allowOrigins is left open: !Ref Origin"]


def test_sam_s_short_form_means_any_origin() -> None:
    assert cors_configuration(parse("true", "f"), Taking()).allow_origins == ("*",)


def test_a_function_url_takes_credentials_with_any_origin_and_an_http_api_does_not() -> None:
    node = parse("{AllowOrigins: ['*'], AllowCredentials: true}", "f")
    for refusals, mistakes in ((function_url.mistakes_in_cors, 0), (http_api.mistakes_in_cors, 1)):
        taking = Taking()
        cors_configuration(node, taking, refusals)
        assert len(taking.mistakes) == mistakes


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the recordings are not beside the repository")
def test_what_is_declared_is_stored_as_the_control_plane_was_seen_to_store_it(write: Write) -> None:
    seen = 0
    for path in sorted(RECORDED.glob("AWS__ApiGatewayV2__Api.*.json")):
        record = json.loads(path.read_text())
        declared, live = record["resource"]["declared"], record["liveRaw"].get("CorsConfiguration")
        resource = {"Type": "AWS::ApiGatewayV2::Api", "Properties": declared}
        apis = load(write(json.dumps({"Resources": {"A": resource}}))).apis
        if live is None:
            continue
        seen += 1
        (api,) = apis
        assert isinstance(api, HttpApi)
        assert api.cors is not None
        ours = {"AllowOrigins": api.cors.allow_origins, "AllowMethods": api.cors.allow_methods,
                "AllowHeaders": api.cors.allow_headers, "ExposeHeaders": api.cors.expose_headers}  # fmt: skip
        assert ours == {name: tuple(live[name]) for name in ours}, path.name
        assert api.cors.max_age == live.get("MaxAge")
    assert seen


def test_where_a_vpc_link_leads_stays_open() -> None:
    taking = Taking()
    text = "{type: http_proxy, connectionType: VPC_LINK, uri: 'arn:aws:elasticloadbalancing:us-east-1:1:listener/a'}"
    found = http_integration(parse(text, "f"), {}, {}, taking)
    assert isinstance(found, HttpIntegration)
    assert isinstance(found.uri, Unresolved)
    assert "where the VPC link leads is left open" in taking.notes[0]
