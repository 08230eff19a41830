"""Serverless Framework snippets are YAML that says what the remedy says."""

from __future__ import annotations

from corsproxy.fixes import serverless
from tests.fixes.values import HTTP, VALUES
from tests.fixes.yaml_reading import read


def test_cors_stands_on_the_event_of_a_rest_api() -> None:
    event = read(serverless.options_method(VALUES))["functions"]["handler"]["events"][0]["http"]
    assert event["cors"]["headers"] == ["content-type", "x-trace"]


def test_cors_stands_under_provider_for_an_http_api() -> None:
    cors = read(serverless.http_api_cors(HTTP))["provider"]["httpApi"]["cors"]
    assert cors["allowedMethods"] == ["PUT", "OPTIONS"]
    assert cors["allowCredentials"] is True


def test_gateway_responses_are_raw_resources() -> None:
    found = read(serverless.gateway_responses(VALUES))["resources"]["Resources"]
    assert found["Default4xx"]["Properties"]["RestApiId"] == {"Ref": "ApiGatewayRestApi"}


def test_a_function_url_has_its_own() -> None:
    assert read(serverless.function_url(VALUES))["functions"]["handler"]["url"]["cors"]["allowedMethods"] == VALUES[
        "methods"
    ].split(",")
