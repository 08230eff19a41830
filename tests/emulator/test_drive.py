"""The conversation driven by reality: authorizers, caches, timeouts, backends, faults."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from corsproxy.emulator import drive as driving
from corsproxy.emulator.address import Place
from corsproxy.emulator.arrivals import arrive
from corsproxy.emulator.drive import Outside, drive, error_message, issuer_of
from corsproxy.emulator.functions import FunctionSettings
from corsproxy.gateway.answer import Answer
from corsproxy.gateway.api import Api
from corsproxy.gateway.http_api import definition as http
from corsproxy.gateway.rest_api import definition as rest
from corsproxy.gateway.unresolved import Unresolved
from corsproxy.http.headers import Headers
from corsproxy.http.message import Request
from tests.emulator.apis import function, rest_api
from tests.emulator.stand_in import answer, stand_in

COUNTING = """
count = 0
def handler(event, context):
    global count
    count += 1
    if event["headers"].get("x-token") == "crash": raise RuntimeError("no")
    if event["headers"].get("x-token") == "unauthorized": raise Exception("Unauthorized")
    return {"isAuthorized": event["headers"]["x-token"] == "good", "context": {"count": count}}
"""
SHOWING = "import json\ndef handler(e, c): return json.dumps(e['requestContext'].get('authorizer'))"


async def ask(api: Api, path: str, outside: Outside, *lines: tuple[str, str], fault: str | None = None) -> Answer:
    stage = api.stages[0].name
    request = Request("GET", f"http://localhost{path}", Headers(lines))
    arrival = arrive(Place(api, stage, path), request, at=1_700_000_000.0, source_ip="127.0.0.1", host="localhost")
    return await drive(api, arrival, outside, fault)


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def outside(said: list[str]) -> Outside:
    return Outside(FunctionSettings(say=said.append))


def guarded(directory: Path, ttl: int) -> http.HttpApi:
    authorizer = http.LambdaAuthorizer(
        "check",
        function(directory, COUNTING, name="check"),
        simple_responses=True,
        identity_sources=("$request.header.x-token",),
        ttl=ttl,
    )
    integration = http.LambdaIntegration(function(directory, SHOWING, name="show"))
    return http.HttpApi("http000001", (http.Route("GET /a", integration, authorizer),))


async def test_a_lambda_authorizer_is_asked_and_its_answer_reaches_the_handler(
    tmp_path: Path, outside: Outside
) -> None:
    api = guarded(tmp_path, 0)
    good = await ask(api, "/a", outside, ("x-token", "good"))
    assert json.loads(good.response.body)["lambda"]["count"] == 1
    assert (await ask(api, "/a", outside, ("x-token", "bad"))).response.status == 403
    assert (await ask(api, "/a", outside, ("x-token", "crash"))).response.status == 500
    assert (await ask(api, "/a", outside, ("x-token", "unauthorized"))).response.status == 401
    assert (await ask(api, "/a", outside)).response.status == 401
    await outside.close()


async def test_a_lambda_authorizers_answer_is_kept_for_its_time_by_identity(tmp_path: Path, outside: Outside) -> None:
    api = guarded(tmp_path, 300)
    counts = []
    for _ in range(3):
        got = await ask(api, "/a", outside, ("x-token", "good"))
        counts.append(json.loads(got.response.body)["lambda"]["count"])
    assert counts == [1, 1, 1]
    assert (await ask(api, "/a", outside, ("x-token", "bad"))).response.status == 403
    await outside.close()


async def test_an_authorizer_that_takes_too_long_fails(
    tmp_path: Path, outside: Outside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driving, "HTTP_AUTHORIZER_SECONDS", 0.05)
    slow = function(tmp_path, "import time\ndef handler(e, c): time.sleep(1)", name="slow")
    authorizer = http.LambdaAuthorizer("slow", slow)
    api = http.HttpApi("http000001", (http.Route("GET /a", http.HttpIntegration("http://x"), authorizer),))
    got = await ask(api, "/a", outside)
    assert got.response.status == 500
    assert "did not answer within" in got.because
    await outside.close()


async def test_a_rest_apis_timeout_is_504_and_a_crash_502(tmp_path: Path, outside: Outside) -> None:
    slow = function(tmp_path, "import time\ndef handler(e, c): time.sleep(1)", name="slow")
    bad = function(tmp_path, "def handler(e, c): raise ValueError", name="bad")
    api = rest_api(slow, bad)
    resources = tuple(
        replace(one, methods=tuple(replace(m, integration=replace(m.integration, timeout=0.05)) for m in one.methods))
        if one.path == "/slow"
        else one
        for one in api.resources
    )
    api = replace(api, resources=resources)
    slept = await ask(api, "/slow", outside)
    assert (slept.response.status, slept.response.body) == (504, b'{"message": "Endpoint request timed out"}')
    assert (await ask(api, "/bad", outside)).response.status == 502
    await outside.close()


async def test_a_backend_answers_or_is_out_of_reach(outside: Outside, said: list[str]) -> None:
    async with stand_in(answer(b"from behind", "201 Created", "X-Up: 1")) as one:
        routes = (
            http.Route("GET /up", http.HttpIntegration(one.url)),
            http.Route("GET /down", http.HttpIntegration("http://127.0.0.1:1/")),
        )
        api = http.HttpApi("http000001", routes)
        got = await ask(api, "/up", outside)
        assert (got.response.status, got.response.body) == (201, b"from behind")
        down = await ask(api, "/down", outside)
    assert down.response.status == 503
    assert "127.0.0.1:1/: Connection refused" in down.because
    assert said == []
    await outside.close()


async def test_throttles_count(tmp_path: Path, outside: Outside) -> None:
    one = function(tmp_path, "def handler(e, c): return 1")
    stage = http.Stage(throttle=http.Throttle(1.0, 2))
    api = http.HttpApi("http000001", (http.Route("GET /a", http.LambdaIntegration(one)),), stages=(stage,))
    assert [(await ask(api, "/a", outside)).response.status for _ in range(3)] == [200, 200, 429]
    await outside.close()


async def test_a_signature_that_is_there_counts_as_one_that_holds(tmp_path: Path, outside: Outside) -> None:
    one = function(tmp_path, "def handler(e, c): return 1")
    route = http.Route("GET /a", http.LambdaIntegration(one), http.IamAuthorization.AWS_IAM)
    api = http.HttpApi("http000001", (route,))
    signed = (
        "authorization",
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20231114/us-east-1/execute-api/aws4_request,"
        " SignedHeaders=host;x-amz-date, Signature=" + "0" * 64,
    )
    assert (await ask(api, "/a", outside)).response.status == 403
    assert (await ask(api, "/a", outside, signed, ("x-amz-date", "20231114T221320Z"))).response.status == 200
    await outside.close()


async def test_a_fault_is_one_turns_outcome_and_one_without_a_place_is_said(
    tmp_path: Path, outside: Outside, said: list[str]
) -> None:
    api = guarded(tmp_path, 0)
    good = ("x-token", "good")
    assert (await ask(api, "/a", outside, good, fault="throttled")).response.status == 429
    assert (await ask(api, "/a", outside, good, fault="authorizer-fails")).response.status == 500
    assert (await ask(api, "/a", outside, good, fault="function-throttled")).response.status == 503
    assert said == []
    assert (await ask(api, "/a", outside, good, fault="no-such-thing")).response.status == 200
    assert "no-such-thing" in said[0]
    assert "function-throttled" in said[0]
    assert "answered 200 before" in said[0]
    await outside.close()


def test_a_user_pools_issuer_is_in_its_arn() -> None:
    arn = "arn:aws:cognito-idp:eu-west-1:123456789012:userpool/eu-west-1_AbC"
    pools = rest.Authorizer("u", rest.AuthorizerType.COGNITO_USER_POOLS, user_pools=(Unresolved("x"), arn))
    assert issuer_of(pools) == "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC"
    assert issuer_of(replace(pools, issuer="https://mine")) == "https://mine"
    assert issuer_of(replace(pools, user_pools=())) == ""


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (b'{"errorMessage": "Unauthorized"}', "Unauthorized"),
        (b"[]", ""),
        (b"nonsense", ""),
        (b'{"errorMessage": 1}', ""),
    ],
)
def test_an_authorizers_error_is_its_message(payload: bytes, message: str) -> None:
    assert error_message(payload) == message
