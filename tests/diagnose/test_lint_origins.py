"""Whose pages an API serves is read from its own definition."""

from __future__ import annotations

from dataclasses import replace

from corsproxy.diagnose.lint.origins import SUPPOSED, allows_credentials, declared_origins
from tests.diagnose.lint_apis import CORS, ORIGIN, http, options, proxy, rest, route


def test_an_http_api_declares_its_exact_origins() -> None:
    cors = replace(CORS, allow_origins=("https://*", ORIGIN, "http://localhost:3000"))
    assert declared_origins(http(route("GET /"), cors=cors)) == (ORIGIN, "http://localhost:3000")


def test_a_wildcard_or_nothing_means_a_supposed_origin() -> None:
    assert declared_origins(http(route("GET /"), cors=replace(CORS, allow_origins=("*",)))) == (SUPPOSED,)
    assert declared_origins(rest(proxy("GET"))) == (SUPPOSED,)


def test_a_rest_api_declares_them_in_static_values_even_in_a_mistaken_list() -> None:
    api = rest(options(origin="'https://a.example,https://b.example/'"), covered=True)
    assert declared_origins(api) == ("https://a.example", "https://b.example", ORIGIN)


def test_credentials_are_meant_where_the_definition_allows_them() -> None:
    assert not allows_credentials(rest(options()))
    assert not allows_credentials(http(route("GET /"), cors=CORS))
    assert allows_credentials(http(route("GET /"), cors=replace(CORS, allow_credentials=True)))


def test_origins_that_a_response_template_compares_are_declared_too() -> None:
    for template in (
        '#if($origin == "https://b.example") #set($context.responseOverride.header.Access-Control-Allow-Origin = $origin) #end',
        '#if($origin.matches("https://b[.]example") || $origin.matches("https://.+[.]c[.]example"))'
        " #set($context.responseOverride.header.Access-Control-Allow-Origin = $origin) #end",
    ):
        method = options(origin="'https://a.example'")
        assert method.integration is not None
        (answer,) = method.integration.responses
        answer = replace(answer, templates={"application/json": template})
        method = replace(method, integration=replace(method.integration, responses=(answer,)))
        assert declared_origins(rest(method)) == ("https://a.example", "https://b.example")
