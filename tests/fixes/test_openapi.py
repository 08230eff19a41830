"""OpenAPI snippets are YAML that says what the remedy says."""

from __future__ import annotations

from corsproxy.fixes import openapi
from tests.fixes.values import OPEN, VALUES
from tests.fixes.yaml_reading import read


def test_the_options_operation_maps_what_it_declares_and_has_no_security() -> None:
    for values in (VALUES, OPEN):
        options = read(openapi.options_method(values))["paths"]["/items/{id}"]["options"]
        assert options["security"] == []
        declared = {f"method.response.header.{name}" for name in options["responses"]["204"]["headers"]}
        assert declared == set(
            options["x-amazon-apigateway-integration"]["responses"]["default"]["responseParameters"]
        )


def test_both_gateway_responses_stand_at_the_top() -> None:
    found = read(openapi.gateway_responses(VALUES))["x-amazon-apigateway-gateway-responses"]
    assert set(found) == {"DEFAULT_4XX", "DEFAULT_5XX"}


def test_the_http_apis_configuration_is_camel_cased() -> None:
    found = read(openapi.http_api_cors(VALUES))["x-amazon-apigateway-cors"]
    assert found["allowMethods"] == ["PUT", "OPTIONS"]
    assert found["allowCredentials"] is True
