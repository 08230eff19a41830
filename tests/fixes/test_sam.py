"""SAM snippets are YAML that says what the remedy says."""

from __future__ import annotations

from corsproxy.fixes import sam
from tests.fixes.values import HTTP, OPEN, VALUES
from tests.fixes.yaml_reading import read


def test_the_cors_property_quotes_its_values_and_keeps_the_authorizer_off_options() -> None:
    properties = read(sam.options_method(VALUES))["Resources"]["Api"]["Properties"]
    assert properties["Cors"]["AllowOrigin"] == "'https://app.example.com'"
    assert properties["Cors"]["AllowMethods"] == "'PUT,OPTIONS'"
    assert properties["Cors"]["AllowCredentials"] is True
    assert properties["Auth"]["AddDefaultAuthorizerToCorsPreflight"] is False


def test_both_gateway_responses_carry_the_headers() -> None:
    for values in (VALUES, OPEN):
        responses = read(sam.gateway_responses(values))["Resources"]["Api"]["Properties"]["GatewayResponses"]
        for name in ("DEFAULT_4XX", "DEFAULT_5XX"):
            headers = responses[name]["ResponseParameters"]["Headers"]
            assert headers["Access-Control-Allow-Origin"] == "'https://app.example.com'"
            assert ("Access-Control-Allow-Credentials" in headers) is bool(values["credentials"])


def test_an_http_apis_lists_are_lists() -> None:
    cors = read(sam.http_api_cors(HTTP))["Resources"]["HttpApi"]["Properties"]["CorsConfiguration"]
    assert cors["AllowHeaders"] == ["content-type", "x-trace"]


def test_the_other_pieces_are_yaml() -> None:
    assert read(sam.options_route(HTTP))["Events"]["Preflight"]["Properties"]["Auth"] == {"Authorizer": "NONE"}
    assert read(sam.function_url(HTTP))["FunctionUrlConfig"]["Cors"]["AllowMethods"] == HTTP["methods"].split(",")
