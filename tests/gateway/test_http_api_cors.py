"""The CORS configuration of an HTTP API."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corsproxy.gateway.answer import Layer
from corsproxy.gateway.arrival import Arrival
from corsproxy.gateway.http_api.cors import (
    actual_lines,
    allowed_origin,
    lists_of,
    mistakes_in_cors,
    preflight_lines,
    without_backend_cors,
)
from corsproxy.gateway.http_api.definition import CorsConfiguration
from corsproxy.gateway.http_api.doubts import Doubts, Wildcard
from corsproxy.http.headers import Headers
from corsproxy.where import Where
from tests.gateway.http_api_visits import APP, CORS, answer, api, arrive, preflight

PREFLIGHT = Headers(
    [("Origin", APP), ("Access-Control-Request-Method", "PUT"), ("Access-Control-Request-Headers", "x-new")]
)


@pytest.mark.parametrize(
    ("allowed", "origin", "expected"),
    [
        ((APP,), APP, APP),
        ((APP,), "https://app.example.com.evil.example", None),
        ((APP,), "http://app.example.com", None),
        ((APP,), None, None),
        ((APP,), "", None),
        ((APP, "http://localhost:5173"), "http://localhost:5173", "http://localhost:5173"),
        (("*",), APP, "*"),
        (("*", APP), APP, "*"),
        (("*",), "null", "*"),
        (("https://*",), APP, APP),
        (("https://*",), "http://app.example.com", None),
        (("http://*",), "http://localhost:3000", "http://localhost:3000"),
        (("https://*",), "https://", None),
        # no other wildcard is one
        (("https://*.example.com",), APP, None),
        ((), APP, None),
    ],
)
def test_an_origin_is_echoed_when_it_is_listed_and_a_star_is_sent_literally(
    allowed: tuple[str, ...], origin: str | None, expected: str | None
) -> None:
    assert allowed_origin(CorsConfiguration(allow_origins=allowed), origin) == expected


def test_a_scheme_wildcard_can_be_switched_to_its_literal_form() -> None:
    cors = CorsConfiguration(allow_origins=("https://*",))
    assert allowed_origin(cors, APP, Doubts(scheme_wildcard_echoes=False)) == "https://*"


def test_lists_are_sorted_joined_without_space_and_header_names_in_lower_case() -> None:
    cors = CorsConfiguration(
        allow_methods=("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"),
        allow_headers=("content-type", "Authorization", "x-api-key"),
        expose_headers=("X-B", "X-A"),
        max_age=0,
    )
    lists = lists_of(cors)
    assert lists.methods == "DELETE,GET,OPTIONS,PATCH,POST,PUT"
    assert lists.headers == "authorization,content-type,x-api-key"
    assert lists.expose == "x-a,x-b"
    assert lists.max_age == "0"
    assert lists_of(cors, Doubts(sorted_lists=False)).methods == "GET,POST,PUT,DELETE,PATCH,OPTIONS"


def test_a_preflight_gets_the_whole_lists_whatever_it_asks_for() -> None:
    cors = replace(CORS, max_age=300, allow_credentials=True, expose_headers=("X-Total",))
    assert preflight_lines(cors, lists_of(cors), PREFLIGHT) == (
        ("access-control-allow-origin", APP),
        ("access-control-allow-methods", "DELETE,GET,POST"),
        ("access-control-allow-headers", "content-type,x-api-key"),
        ("access-control-max-age", "300"),
        ("access-control-allow-credentials", "true"),
    )


def test_what_is_not_configured_is_not_sent() -> None:
    cors = CorsConfiguration(allow_origins=("*",))
    assert preflight_lines(cors, lists_of(cors), PREFLIGHT) == (("access-control-allow-origin", "*"),)


def test_doubts_change_a_preflight_as_they_say() -> None:
    cors = replace(CORS, allow_methods=("*",), allow_headers=("*",), expose_headers=("X-Total",))
    assert ("access-control-allow-methods", "*") in preflight_lines(cors, lists_of(cors), PREFLIGHT)
    doubts = Doubts(wildcard=Wildcard.ECHO, vary_on_preflight=True, expose_headers_in_preflight=True)
    lines = dict(preflight_lines(cors, lists_of(cors, doubts), PREFLIGHT, doubts))
    assert lines["access-control-allow-methods"] == "PUT"
    assert lines["access-control-allow-headers"] == "x-new"
    assert lines["access-control-expose-headers"] == "x-total"
    assert lines["vary"] == "origin"


def test_an_actual_response_echoes_the_origin_and_varies_by_it() -> None:
    cors = replace(CORS, allow_credentials=True, expose_headers=("X-Total",))
    assert actual_lines(cors, lists_of(cors), Headers([("Origin", APP)])) == (
        ("access-control-allow-origin", APP),
        ("vary", "origin"),
        ("access-control-allow-credentials", "true"),
        ("access-control-expose-headers", "x-total"),
    )


def test_a_literal_star_does_not_vary() -> None:
    cors = CorsConfiguration(allow_origins=("*",), expose_headers=("*",))
    assert actual_lines(cors, lists_of(cors), Headers([("Origin", APP)])) == (
        ("access-control-allow-origin", "*"),
        ("access-control-expose-headers", "*"),
    )


@pytest.mark.parametrize("headers", [[], [("origin", "https://evil.example")]])
def test_without_a_matching_origin_nothing_is_added(headers: list[tuple[str, str]]) -> None:
    assert actual_lines(CORS, lists_of(CORS), Headers(headers)) == ()


def test_only_cors_headers_of_the_backend_are_dropped() -> None:
    lines = (("Access-Control-Allow-Origin", "*"), ("Vary", "Origin"), ("ACCESS-CONTROL-MAX-AGE", "1"))
    assert without_backend_cors(lines) == (("Vary", "Origin"),)


@pytest.mark.parametrize(
    ("cors", "problems"),
    [
        (CORS, []),
        (
            CorsConfiguration(allow_origins=("*",), allow_credentials=True),
            ["allow-credentials is not supported if 'allow-origin' is *"],
        ),
        (CorsConfiguration(allow_origins=("https://*",), allow_credentials=True), []),
        (
            CorsConfiguration(allow_origins=("capacitor://localhost", "example.com")),
            ["Invalid format for origin capacitor://localhost", "Invalid format for origin example.com"],
        ),
        (CorsConfiguration(allow_origins=("<unresolved !Ref Origin>",)), []),
        (CorsConfiguration(max_age=-1), []),
        (CorsConfiguration(max_age=86400), []),
        (CorsConfiguration(max_age=86401), ["maxAge is 86401, outside of what API Gateway takes."]),
        (CorsConfiguration(max_age=-2), ["maxAge is -2, outside of what API Gateway takes."]),
    ],
)
def test_the_control_plane_refuses_in_its_own_words(cors: CorsConfiguration, problems: list[str]) -> None:
    assert [mistake.problem for mistake in mistakes_in_cors(cors)] == problems


def test_a_refusal_names_the_place() -> None:
    place = Where("template.yaml", 12)
    cors = CorsConfiguration(allow_origins=("*",), allow_credentials=True, where=place)
    assert mistakes_in_cors(cors)[0].where == place


def test_a_preflight_is_answered_without_any_options_route() -> None:
    said = answer(api("GET /items", cors=CORS), preflight("/items"))
    assert said.author.layer is Layer.CORS_CONFIGURATION
    assert said.response.status == 204
    assert said.response.body == b""
    assert said.response.headers.names() == (
        "date",
        "access-control-allow-origin",
        "access-control-allow-methods",
        "access-control-allow-headers",
        "apigw-requestid",
    )


@pytest.mark.parametrize(
    ("arrival", "because"),
    [
        (preflight("/items", origin="https://evil.example"), "https://evil.example is not in allowOrigins"),
        (arrive("OPTIONS", "/items"), "there is no Origin"),
        (arrive("OPTIONS", "/items", {"access-control-request-method": "GET"}), "there is no Origin"),
        (arrive("OPTIONS", "/items", {"origin": APP}), "there is no Access-Control-Request-Method"),
    ],
    ids=["mismatch", "bare", "no origin", "no requested method"],
)
def test_options_without_a_match_is_204_with_nothing_and_says_why(arrival: Arrival, because: str) -> None:
    said = answer(api("GET /items", cors=CORS), arrival)
    assert said.because.endswith(because)
    assert said.response.status == 204
    assert said.response.headers.names() == ("date", "apigw-requestid")


def test_without_a_cors_configuration_a_preflight_is_not_found() -> None:
    said = answer(api("GET /items"), preflight("/items"))
    assert (said.response.status, said.response.body) == (404, b'{"message":"Not Found"}')
    assert not [name for name in said.response.headers.names() if name.startswith("access-control")]
