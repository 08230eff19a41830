"""What real HTTP APIs answered, against the model (the recordings stay where they are; see their README)."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from corsproxy.gateway.answer import Answer
from corsproxy.gateway.http_api.definition import CorsConfiguration, HttpApi, Stage
from corsproxy.gateway.http_api.jwt_authorizer import WRONG_AUDIENCE, invalid_token
from corsproxy.gateway.turn import (
    BackendAnswered,
    FunctionReturned,
    FunctionThrottled,
    Outcome,
    TokenVerified,
)
from corsproxy.http.message import Response
from tests.gateway.http_api_visits import AT, BACKEND, JWT, answer, api, arrive, route

FIELD = Path(__file__).parents[3] / "shared" / "recordings" / "field.json"
# what a recorder adds, leaves out or orders by its own rules
VOLATILE = {"date", "apigw-requestid"}


@dataclass(frozen=True)
class Case:
    """One recorded exchange and the definition, request and outcomes that it derives from."""

    recording: str
    exchange: int
    the_api: HttpApi
    path: str
    outcomes: tuple[Outcome, ...] = ()
    origin: str | None = None
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    stage: str = "$default"
    ordered: bool = True
    whole: bool = True
    """False where the recording holds a part of the headers, or a report's own summary."""


LOCALHOST = "http://localhost:5173"
SCOPES = ("HelloAPI/hello.read", "HelloAPI/hello.write")
GOVERNANCE = CorsConfiguration(("https://d31k3mmkrkmdvl.cloudfront.net",), allow_credentials=True)
HELLO = api(replace(route("GET /hello", authorizer=JWT), scopes=SCOPES), stages=(Stage("dev"),))
AUTH = api("POST /auth/challenge", "GET /governance", route("GET /auth/me", authorizer=JWT))
TOKEN = json.dumps({"iss": JWT.issuer, "aud": "shop", "exp": AT + 60, "scope": "openid"}).encode()
FASTAPI = FunctionReturned(
    json.dumps(
        {
            "statusCode": 401,
            "headers": {"content-type": "application/json", "www-authenticate": "Bearer", "content-length": "47"},
            "body": '{"detail":"Invalid authentication credentials"}',
        }
    ).encode()
)
CASES = [
    Case("v2-preflight-origin-mismatch", 0, api("GET /governance", cors=GOVERNANCE), "/governance"),
    Case(
        "v2-no-cors-preflight-404",
        0,
        api("POST /api/if/submit", stages=(Stage("dev"),)),
        "/api/if/submit",
        stage="dev",
    ),
    Case(
        "v2-401-authorizer-carries-cors",
        0,
        api(route("GET /getUser", authorizer=JWT), cors=CorsConfiguration((LOCALHOST,), allow_credentials=True)),
        "/getUser",
        ordered=False,
        whole=False,
    ),
    Case(
        "v2-integration-401-carries-cors",
        0,
        api("ANY /{proxy+}", cors=CorsConfiguration(("http://127.0.0.1:5173",), allow_credentials=True)),
        "/api/v1/users/me",
        (FASTAPI,),
    ),
    Case(
        "v2-wildcard-actual-response",
        0,
        api("GET /articles", cors=CorsConfiguration(("*",), expose_headers=("*",))),
        "/articles",
        (FunctionReturned(json.dumps({"statusCode": 200, "body": "x" * 2955}).encode()),),
        origin="https://app.example",
        ordered=False,
    ),
    Case(
        "v2-http11-header-casing",
        0,
        api("POST /"),
        "/",
        (FunctionReturned(json.dumps({"statusCode": 200, "body": '{"version": "0.1.0"}'}).encode()),),
        ordered=False,
    ),
    Case("v2-jwt", 0, HELLO, "/hello", stage="dev"),
    Case("v2-jwt", 1, HELLO, "/hello", (TokenVerified(TOKEN),), stage="dev"),
    Case(
        "v2-limits-and-paths",
        0,
        AUTH,
        "/auth/challenge",
        body=b"x" * 6_500_000,
        headers=(("content-type", "text/plain"),),
        whole=False,
    ),
    Case("v2-limits-and-paths", 1, AUTH, "/governance", (FunctionThrottled(),), whole=False),
    Case("v2-limits-and-paths", 2, AUTH, "/governance/..%2f..%2fauth%2fme", whole=False),
    Case("v2-limits-and-paths", 3, AUTH, "/governance/%2e%2e%2fauth%2fme", whole=False),
]


def recorded(case: Case) -> dict[str, Any]:
    recordings = json.loads(FIELD.read_text())["recordings"]
    found: dict[str, Any] = next(one for one in recordings if one["id"] == case.recording)["exchanges"][case.exchange]
    return found


def answered(case: Case, exchange: dict[str, Any]) -> Answer:
    request, response = exchange["request"], exchange["response"]
    sent = [
        (name, case.origin if case.origin and name == "Origin" else value)
        for name, value in request["headers"].items()
    ]
    arrival = arrive(
        request["method"],
        case.path,
        [*sent, *case.headers],
        case.body,
        stage=case.stage,
        http_version=response["protocol"],
    )
    return answer(case.the_api, arrival, *case.outcomes)


@pytest.mark.skipif(not FIELD.exists(), reason="recordings are not here")
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.recording}-{case.exchange}")
def test_a_recorded_exchange_is_answered_alike(case: Case) -> None:
    exchange = recorded(case)
    response = exchange["response"]
    made = answered(case, exchange).response
    assert made.status == response["status"]
    if response["body"] not in (None, "..."):
        assert made.body.decode() == response["body"]
    http_2 = response["protocol"] == "HTTP/2"
    expected = [(name.lower() if http_2 else name, value) for name, value in response["headers"]]
    lines = [line for line in made.headers.lines if line[0].lower() not in VOLATILE]
    kept = [line for line in expected if line[0].lower() not in VOLATILE]
    if case.whole:
        assert sorted(lines) == sorted(kept)
        assert {name for name, _ in made.headers.lines} >= {name for name, _ in expected}
    else:
        assert set(kept) <= set(lines)
    if case.ordered and case.whole:
        assert [name for name, _ in made.headers.lines] == [name for name, _ in expected]


@pytest.mark.skipif(not FIELD.exists(), reason="recordings are not here")
def test_every_recording_of_an_http_api_has_its_case_or_a_reason() -> None:
    """What cannot be derived: one that has neither request nor status, and one that contradicts itself."""
    left_out = {
        "v2-preflight-lists-sorted-3": "a manual's table of headers: no request, no status",
        "v2-preflight-wildcard-low": "low trust: retyped, contradicts the other samples",
    }
    recordings = json.loads(FIELD.read_text())["recordings"]
    ids = {one["id"] for one in recordings if one["api"] == "http-api"}
    assert ids == {case.recording for case in CASES} | left_out.keys()


@pytest.mark.parametrize(
    ("cors", "methods", "headers"),
    [
        (
            CorsConfiguration(
                ("*",),
                ("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"),
                ("content-type", "authorization", "x-api-key"),
            ),
            "DELETE,GET,OPTIONS,PATCH,POST,PUT",
            "authorization,content-type,x-api-key",
        ),
        (
            CorsConfiguration(
                ("*",),
                ("OPTIONS", "GET", "POST", "PUT", "DELETE"),
                ("Content-Type", "X-Amz-Date", "Authorization", "X-Api-Key", "X-Amz-Security-Token"),
            ),
            "DELETE,GET,OPTIONS,POST,PUT",
            "authorization,content-type,x-amz-date,x-amz-security-token,x-api-key",
        ),
    ],
)
def test_two_deployed_configurations_give_the_lists_that_were_seen(
    cors: CorsConfiguration, methods: str, headers: str
) -> None:
    asking = arrive("OPTIONS", "/", {"origin": "https://a.example", "access-control-request-method": "POST"})
    made = answer(api("POST /", cors=cors), asking).response
    assert made.status == 204
    assert made.headers.get("access-control-allow-origin") == "*"
    assert made.headers.get("access-control-allow-methods") == methods
    assert made.headers.get("access-control-allow-headers") == headers
    assert "vary" not in made.headers


def test_a_backends_cors_headers_pass_untouched_without_a_configuration() -> None:
    lines = [("access-control-allow-origin", "*"), ("access-control-allow-headers", "content-type")]
    result = FunctionReturned(json.dumps({"statusCode": 200, "headers": dict(lines)}).encode())
    made = answer(api("ANY /chat"), arrive("OPTIONS", "/chat", {"origin": "null"}), result).response
    # seen: an OPTIONS request that a function answered has content-length: 0 and no content-type
    assert made.headers.lines[1:] == (("content-length", "0"), *lines, ("apigw-requestid", "cs_pJhGvoAMEJYQ="))


def test_the_manuals_sample_of_a_wrong_audience_is_given_literally() -> None:
    text = 'Bearer scope="" error="invalid_token" error_description="the token does not have a valid audience"'
    assert invalid_token(route("GET /"), WRONG_AUDIENCE).www_authenticate == text


def test_a_backend_answer_without_body_keeps_its_status() -> None:
    made = answer(api(route("GET /{proxy+}", BACKEND)), arrive("GET", "/a"), BackendAnswered(Response(304)))
    assert (made.response.status, made.response.body) == (304, b"")
