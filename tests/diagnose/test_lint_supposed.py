"""What a definition leaves open is supposed to be filled in right, so that lint accuses nobody of it."""

from __future__ import annotations

from dataclasses import replace

from corsproxy.diagnose.lint.complaints import complaints
from corsproxy.diagnose.lint.matrix import matrix
from corsproxy.diagnose.lint.origins import SUPPOSED
from corsproxy.diagnose.lint.supposed import with_suppositions
from corsproxy.gateway.api import Api
from corsproxy.gateway.http_api.definition import LambdaAuthorizer
from corsproxy.gateway.rest_api.definition import (
    ApiKey,
    AuthorizerType,
    Integration,
    IntegrationResponse,
    IntegrationType,
    Method,
    MethodResponse,
    RequestValidation,
    RestApi,
    UsagePlan,
)
from corsproxy.gateway.unresolved import Unresolved
from tests.diagnose.lint_apis import AUTHORIZER, CORS, FUNCTION, http, options, proxy, rest, route

OPEN = "<unresolved !Ref Origin>"


def errors(api: Api, *origins: str) -> list[str]:
    found = [finding for one in complaints(api, matrix(api, origins)) for finding in one.findings]
    return [finding.kind.name for finding in found if finding.severity == "error"]


def test_an_open_origin_of_an_http_api_is_the_supposed_one() -> None:
    api = http(route("GET /items"), cors=replace(CORS, allow_origins=(OPEN,)))
    assert errors(api) == []


def test_an_open_origin_of_a_mock_is_the_supposed_one() -> None:
    api = rest(proxy("POST"), options(origin=f"'{OPEN}'"))
    assert errors(api) == []


def test_an_open_origin_of_a_response_template_is_the_supposed_one() -> None:
    mock = options(origin="'https://other.example'")
    assert mock.integration is not None
    [response] = mock.integration.responses
    template = f"""#set($origin = $input.params("origin"))
#if($origin == "{OPEN}")#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)#end"""
    several = replace(response, templates={"application/json": template})
    method = replace(mock, integration=replace(mock.integration, responses=(several,)))
    assert errors(rest(proxy("POST"), method, covered=True), "https://app.example") == []
    assert errors(rest(proxy("POST"), mock, covered=True), "https://app.example") == ["allow-origin-other"]


def test_what_is_settled_stays() -> None:
    api = http(route("GET /items"), cors=CORS)
    assert with_suppositions(api) == api


def test_an_origin_that_was_asked_for_fills_in_what_is_open() -> None:
    api = with_suppositions(rest(options(origin=OPEN)), ("https://other.example",))
    assert isinstance(api, RestApi)
    integration = api.resources[0].methods[0].integration
    assert integration is not None
    values = integration.responses[0].parameters.values()
    assert "'https://other.example'" in values
    assert f"'{SUPPOSED}'" not in values


def test_a_key_is_supposed_once() -> None:
    api = rest(proxy("GET"))
    assert with_suppositions(with_suppositions(api)) == with_suppositions(api)


def test_pages_call_through_a_domain_where_the_default_endpoint_is_disabled() -> None:
    assert errors(replace(http(route("GET /items"), cors=CORS), default_endpoint_disabled=True)) == []
    api = replace(rest(proxy("POST"), options(), covered=True), default_endpoint_disabled=True)
    assert errors(api) == []


def test_a_token_is_of_the_form_that_the_authorizer_wants_and_a_stage_has_its_variables() -> None:
    sources = ("method.request.header.Authorization", "stageVariables.tenant", "context.identity.sourceIp")
    picky = replace(AUTHORIZER, validation="^Custom [0-9]+$", identity_sources=sources)
    assert errors(rest(proxy("POST", authorizer=picky), options(), covered=True)) == []
    lambda_authorizer = LambdaAuthorizer(
        "l", FUNCTION, identity_sources=("$request.header.Authorization", "$stageVariables.tenant")
    )
    assert errors(http(route("GET /items", authorizer=lambda_authorizer), cors=CORS)) == []


def test_a_key_that_the_authorizer_gives_is_not_asked_of_the_page() -> None:
    method = proxy("POST", authorizer=AUTHORIZER, api_key_required=True)
    api = replace(
        rest(method, options(headers="'content-type,authorization'"), covered=True), api_key_source="AUTHORIZER"
    )
    assert errors(api) == []


def test_an_aws_service_answers_and_what_its_method_maps_is_judged() -> None:
    name = "method.response.header.Access-Control-Allow-Origin"
    for parameters, expected in (({}, ["method-response-without-cors-headers"]), ({name: "'*'"}, [])):
        integration = Integration(
            IntegrationType.AWS,
            "arn:aws:apigateway:us-east-1:dynamodb:action/Query",
            templates={"application/json": '{"TableName": "<unresolved !Ref Table>"}'},
            responses=(IntegrationResponse("200", parameters=parameters),),
        )
        responses = (MethodResponse("200", dict.fromkeys(parameters, False)),)
        assert errors(rest(Method("GET", integration, responses=responses), options(), covered=True)) == expected


def test_a_page_sends_what_the_model_wants_and_what_else_it_may_send_is_asked_apart() -> None:
    checked = {"validation": RequestValidation(body=True), "models": {"application/json": {"required": ["name"]}}}
    assert errors(rest(proxy("POST", **checked), options(), covered=True)) == []
    api = rest(proxy("POST", **checked), options())
    (gap,) = [
        one.findings[0] for one in complaints(api, matrix(api)) if one.findings[0].kind.name.startswith("gateway")
    ]
    assert "BAD_REQUEST_BODY" in gap.why


def test_a_backend_that_is_left_open_answers() -> None:
    for uri in (Unresolved("!Sub http://${Balancer.DNSName}"), "http://${stageVariables.host}/x"):
        integration = Integration(IntegrationType.HTTP_PROXY, uri)
        assert errors(rest(Method("GET", integration), options(), covered=True)) == []
    nobody = Integration(IntegrationType.AWS_PROXY, "PlaceholderForTheFunction")
    assert errors(rest(Method("GET", nobody), options(), covered=True)) == []


def test_a_key_that_the_authorizer_looks_at_too_is_the_plan_s() -> None:
    looking = replace(AUTHORIZER, type=AuthorizerType.REQUEST, identity_sources=("method.request.header.x-api-key",))
    plan = UsagePlan("plan", (ApiKey("the-key-of-the-plan"),))
    api = replace(
        rest(proxy("GET", authorizer=looking, api_key_required=True), options(), covered=True), usage_plans=(plan,)
    )
    assert errors(api) == []
