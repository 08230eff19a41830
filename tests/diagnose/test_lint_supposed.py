"""What a definition leaves open is supposed to be filled in right, so that lint accuses nobody of it."""

from __future__ import annotations

from dataclasses import replace

from corsproxy.diagnose.lint.complaints import complaints
from corsproxy.diagnose.lint.matrix import matrix
from corsproxy.diagnose.lint.origins import SUPPOSED
from corsproxy.diagnose.lint.supposed import with_suppositions
from corsproxy.gateway.api import Api
from corsproxy.gateway.rest_api.definition import RequestValidation, RestApi
from tests.diagnose.lint_apis import AUTHORIZER, CORS, http, options, proxy, rest, route

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


def test_the_page_sends_the_body_and_the_token_that_are_wanted() -> None:
    wanted = {"application/json": {"type": "object", "required": ["make"]}}
    post = proxy(
        "POST",
        models=wanted,
        validation=RequestValidation(body=True),
        authorizer=replace(AUTHORIZER, validation="^Basic .+$"),
    )
    assert errors(rest(post, options(), covered=True)) == []


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


def test_an_authorizer_names_the_key_that_is_wanted() -> None:
    api = rest(proxy("POST", authorizer=AUTHORIZER, api_key_required=True), options())
    assert errors(replace(api, api_key_source="AUTHORIZER")) == []


def test_a_key_is_supposed_once() -> None:
    api = rest(proxy("GET"))
    assert with_suppositions(with_suppositions(api)) == with_suppositions(api)
