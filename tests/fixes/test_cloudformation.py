"""CloudFormation snippets are YAML that says what the remedy says."""

from __future__ import annotations

from corsproxy.fixes import cloudformation
from tests.fixes.values import HTTP, OPEN, VALUES
from tests.fixes.yaml_reading import read


def test_the_options_method_maps_what_it_declares_and_asks_for_no_authorization() -> None:
    for values in (VALUES, OPEN):
        method = read(cloudformation.options_method(values))["Resources"]["OptionsMethod"]["Properties"]
        assert method["AuthorizationType"] == "NONE"
        assert method["ApiKeyRequired"] is False
        declared = set(method["MethodResponses"][0]["ResponseParameters"])
        mapped = method["Integration"]["IntegrationResponses"][0]["ResponseParameters"]
        assert declared == set(mapped)
        assert mapped["method.response.header.Access-Control-Allow-Headers"] == "'content-type,x-trace'"


def test_both_gateway_responses_are_resources() -> None:
    found = read(cloudformation.gateway_responses(VALUES))["Resources"]
    assert [one["Properties"]["ResponseType"] for one in found.values()] == ["DEFAULT_4XX", "DEFAULT_5XX"]


def test_the_other_pieces_are_yaml() -> None:
    assert (
        read(cloudformation.http_api_cors(HTTP))["Resources"]["HttpApi"]["Properties"]["CorsConfiguration"]["MaxAge"]
        == 7200
    )
    assert (
        read(cloudformation.options_route(HTTP))["Resources"]["OptionsRoute"]["Properties"]["AuthorizationType"]
        == "NONE"
    )
    assert read(cloudformation.function_url(HTTP))["Resources"]["FunctionUrl"]["Properties"]["Cors"][
        "AllowMethods"
    ] == HTTP["methods"].split(",")
    assert (
        read(cloudformation.options_in_policy(VALUES))["Policy"]["Statement"][0]["Resource"]
        == "execute-api:/*/OPTIONS/*"
    )
