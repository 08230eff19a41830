"""What holds for every request and every result, however hostile."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corsproxy.gateway.answer import Answer
from corsproxy.gateway.conversation import advance, begin
from corsproxy.gateway.http_api.definition import CorsConfiguration, HttpApi, LambdaIntegration
from corsproxy.gateway.http_api.expressions import value_of
from corsproxy.gateway.supposition import enumerate_answers
from corsproxy.gateway.turn import (
    Admitted,
    AuthorizerReturned,
    CallIntegration,
    FunctionReturned,
    InvokeFunction,
    TokenVerified,
)
from tests.gateway.http_api_visits import (
    APP,
    ASKED,
    BACKEND,
    CORS,
    FUNCTION,
    JWT,
    api,
    arrive,
    preflight,
    route,
    visit,
    walk,
)

LATIN = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n\0"), max_size=12)
NAMES = st.sampled_from(
    [
        "origin",
        "Origin",
        "access-control-request-method",
        "authorization",
        "x-key",
        "cookie",
        "content-type",
        "x-forwarded-for",
        "te",
        "host",
    ]
)
HEADERS = st.lists(st.tuples(NAMES, LATIN | st.just(APP)), max_size=6)
METHODS = st.sampled_from(["GET", "HEAD", "OPTIONS", "POST", "PURGE"])
PATHS = st.text(st.sampled_from(list("/a.%2fFe5c{}?&=#+~é")), max_size=20).map(lambda text: f"/{text}")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "statusCode",
                    "headers",
                    "body",
                    "isBase64Encoded",
                    "cookies",
                    "multiValueHeaders",
                    "context",
                    "Statement",
                    "policyDocument",
                    "principalId",
                    "isAuthorized",
                    "iss",
                    "aud",
                    "exp",
                ]
            )
            | st.text(max_size=4),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)
SHOP = api(
    route("ANY /a/{proxy+}"),
    route("POST /j", authorizer=JWT),
    route("GET /l", BACKEND, ASKED),
    route("GET /one", LambdaIntegration(FUNCTION, "1.0")),
    route("OPTIONS /{proxy+}"),
    cors=replace(CORS, allow_credentials=True),
)


def well_formed(answer: Answer, method: str = "GET") -> None:
    response = answer.response
    assert 100 <= response.status <= 599
    for name, value in response.headers:
        assert name
        assert not set("\r\n\0") & set(name + value)
        assert all(c <= "\xff" for c in name + value)
    length = response.headers.get("content-length")
    assert length is None or int(length) == len(response.body) or (method == "HEAD" and not response.body)
    assert answer.because


@given(METHODS, PATHS, HEADERS, st.binary(max_size=20), st.sampled_from(["HTTP/1.1", "HTTP/2"]))
@settings(max_examples=300, deadline=None)
@example("GET", "/a/..%2f", [], b"", "HTTP/1.1")
def test_every_request_ends_in_well_formed_answers(
    method: str, path: str, headers: list[tuple[str, str]], body: bytes, http_version: str
) -> None:
    arrival = arrive(method, path, headers, body, http_version=http_version)
    for _, answer in enumerate_answers(SHOP, arrival):
        well_formed(answer, method)


@given(st.sampled_from(["/a/b", "/one"]), JSON | st.binary(max_size=30))
@settings(max_examples=400, deadline=None)
def test_every_result_of_a_function_becomes_a_well_formed_answer(path: str, result: object) -> None:
    payload = result if isinstance(result, bytes) else json.dumps(result).encode()
    answer = walk(SHOP, arrive("GET", path, {"origin": APP}), FunctionReturned(payload))
    assert isinstance(answer, Answer)
    well_formed(answer)


@given(JSON | st.binary(max_size=30))
@settings(max_examples=400, deadline=None)
def test_every_word_of_an_authorizer_leads_on_or_to_a_well_formed_answer(said: object) -> None:
    payload = said if isinstance(said, bytes) else json.dumps(said).encode()
    for arrival, outcome in (
        (arrive("POST", "/j", {"authorization": "Bearer x"}), TokenVerified(payload)),
        (arrive("GET", "/l", {"x-key": "k"}), AuthorizerReturned(payload)),
    ):
        turn = walk(SHOP, arrival, outcome)
        if isinstance(turn, Answer):
            well_formed(turn)


@pytest.mark.parametrize("depth", [300, 700, 200_000])
def test_endless_nesting_ends_in_an_answer(depth: int) -> None:
    deep = b"[" * depth + b"]" * depth
    claims = b'{"iss":"https://issuer.example/","aud":"shop","exp":9999999999,"deep":' + deep + b"}"
    context = b'{"principalId":"u","context":{"deep":' + deep + b'},"policyDocument":{"Statement":[]}}'
    for arrival, outcome in (
        (arrive("GET", "/a/b"), FunctionReturned(b'{"statusCode":200,"headers":{"x":' + deep + b"}}")),
        (arrive("POST", "/j", {"authorization": "Bearer x"}), TokenVerified(claims)),
        (arrive("GET", "/l", {"x-key": "k"}), AuthorizerReturned(context)),
    ):
        turn = walk(SHOP, arrival, outcome)
        if isinstance(turn, Answer):
            assert turn.response.status in (401, 403, 500)
    text = value_of("$request.body.a", visit(arrive("POST", "/", {}, b'{"a":' + deep + b"}")))
    assert text is None or text.startswith("[")


@given(PATHS, HEADERS, st.binary(max_size=20))
@settings(max_examples=200, deadline=None)
def test_every_event_is_json_whatever_the_request_holds(
    path: str, headers: list[tuple[str, str]], body: bytes
) -> None:
    for payload_format in ("1.0", "2.0"):
        one = api(route("$default", LambdaIntegration(FUNCTION, payload_format)))
        turn = begin(one, arrive("POST", path, headers, body))
        if isinstance(turn, Answer):
            continue
        called = advance(turn, Admitted())
        assert isinstance(called, CallIntegration)
        assert isinstance(called.call, InvokeFunction)
        assert json.loads(called.call.event)["version"] == payload_format


ORIGINS = st.sampled_from([APP, "http://localhost:3000", "https://other.example", "null"])
CONFIGURATIONS = st.builds(
    CorsConfiguration,
    allow_origins=st.lists(ORIGINS | st.sampled_from(["*", "https://*"]), max_size=3).map(tuple),
    allow_methods=st.lists(st.sampled_from(["GET", "PUT", "*"]), max_size=3).map(tuple),
    allow_headers=st.lists(st.sampled_from(["X-A", "content-type", "*"]), max_size=3).map(tuple),
    max_age=st.none() | st.integers(-1, 86400),
    allow_credentials=st.booleans(),
)


@given(CONFIGURATIONS, ORIGINS)
@settings(max_examples=300, deadline=None)
def test_preflight_and_actual_response_agree_on_the_origin_and_errors_carry_what_answers_do(
    cors: CorsConfiguration, origin: str
) -> None:
    def allowed(the_api: HttpApi) -> set[str | None]:
        return {
            answer.response.headers.get("access-control-allow-origin")
            for _, answer in enumerate_answers(the_api, arrive("GET", "/x", {"origin": origin}))
        }

    one = api("GET /x", cors=cors)
    asked = begin(one, preflight("/x", origin))
    assert isinstance(asked, Answer)
    granted = asked.response.headers.get("access-control-allow-origin")
    assert granted in (None, "*", origin)
    assert allowed(one) == {granted}
