"""One request to a function URL, and what real ones answered."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corsproxy.gateway.answer import Answer, Layer
from corsproxy.gateway.arrival import Arrival
from corsproxy.gateway.conversation import advance, begin
from corsproxy.gateway.function_url.definition import FunctionUrl
from corsproxy.gateway.function_url.pipeline import FORBIDDEN
from corsproxy.gateway.http_api.definition import CorsConfiguration
from corsproxy.gateway.supposition import enumerate_answers
from corsproxy.gateway.turn import (
    Admitted,
    BackendUnreachable,
    CallIntegration,
    FunctionFailed,
    FunctionReturned,
    FunctionThrottled,
    FunctionUnavailable,
    IntegrationTimedOut,
    Outcome,
)
from tests.gateway.http_api_visits import FUNCTION, arrive, preflight

FIELD = Path(__file__).parents[3] / "shared" / "recordings" / "field.json"
ORIGIN = "https://localhost:8080"
CORS = CorsConfiguration(
    (ORIGIN,), ("GET", "POST"), ("authorization", "content-type", "x-books-authorization"), allow_credentials=True
)
URL = FunctionUrl("urlid", FUNCTION, CORS)


def answer(url: FunctionUrl, arrival: Arrival, outcome: Outcome | None = None) -> Answer:
    turn = begin(url, arrival)
    found = turn if outcome is None else advance(turn, outcome)
    assert isinstance(found, Answer)
    return found


def test_without_cors_settings_an_options_request_reaches_the_function() -> None:
    assert isinstance(begin(replace(URL, cors=None), preflight(origin=ORIGIN)), CallIntegration)


def test_a_preflight_needs_no_signature_and_the_request_itself_does() -> None:
    signed = replace(URL, iam=True)
    assert answer(signed, preflight(origin=ORIGIN)).response.status == 200
    refused = answer(signed, arrive("GET", "/", {"origin": ORIGIN}))
    assert (refused.response.status, refused.author.layer) == (403, Layer.AUTHORIZER)


@pytest.mark.parametrize(
    ("outcome", "status", "body"),
    [
        (FunctionReturned(b'{"statusCode":201,"body":"x"}'), 201, b"x"),
        (FunctionReturned(b'{"statusCode":"none"}'), 502, b"Internal Server Error"),
        (FunctionFailed(b"{}"), 502, b"Internal Server Error"),
        (FunctionUnavailable("gone"), 403, FORBIDDEN),
        (IntegrationTimedOut(), 504, b"Internal Server Error"),
    ],
)
def test_what_the_function_says_becomes_a_response(outcome: Outcome, status: int, body: bytes) -> None:
    found = answer(URL, arrive("GET", "/"), outcome)
    assert (found.response.status, found.response.body) == (status, body)


def test_a_throttled_function_is_429() -> None:
    assert answer(URL, arrive("GET"), FunctionThrottled()).response.status == 429


def test_a_body_without_a_type_is_json() -> None:
    found = answer(URL, arrive("GET"), FunctionReturned(b'{"statusCode":200,"body":"x"}'))
    assert found.response.headers.get("content-type") == "application/json"
    typed = FunctionReturned(b'{"statusCode":200,"headers":{"content-type":"text/plain; charset=utf-8"},"body":"x"}')
    assert answer(URL, arrive("GET"), typed).response.headers.get("content-type") == "text/plain; charset=utf-8"


def test_an_outcome_that_does_not_fit_is_our_bug() -> None:
    turn = begin(URL, arrive("GET"))
    for wrong in (Admitted(), BackendUnreachable("x")):
        with pytest.raises(TypeError):
            advance(turn, wrong)


def test_every_ending_of_a_request_can_be_supposed() -> None:
    statuses = {path[-1].name: found.response.status for path, found in enumerate_answers(URL, arrive("GET"))}
    assert statuses["function-crashes"] == 502
    assert statuses["function-throttled"] == 429
    assert statuses["backend-answers"] == 200


OWN = {
    "access-control-allow-headers": "x-books-authorization,authorization,content-type",
    "access-control-allow-methods": "GET, OPTIONS, POST",
    "access-control-allow-origin": ORIGIN,
    "access-control-allow-credentials": "true",
}


@pytest.mark.skipif(not FIELD.exists(), reason="recordings are not here")
@pytest.mark.parametrize(
    ("recording", "exchange", "url", "result"),
    [
        ("fnurl-cors", 0, URL, None),
        (
            "fnurl-cors",
            1,
            URL,
            {"statusCode": 200, "headers": {"Content-Type": "text/html; charset=utf-8"}, "body": "x" * 22},
        ),
        ("fnurl-cors", 2, URL, {"statusCode": 200, "headers": OWN}),
        ("fnurl-403", 0, replace(URL, cors=None, iam=True), None),
    ],
)
def test_a_recorded_exchange_is_answered_alike(recording: str, exchange: int, url: FunctionUrl, result: Any) -> None:
    recordings = json.loads(FIELD.read_text())["recordings"]
    found = next(one for one in recordings if one["id"] == recording)["exchanges"][exchange]
    request, response = found["request"], found["response"]
    arrival = replace(
        arrive(request["method"], "/", request["headers"], http_version=response["protocol"]),
        trace_id="root=1-66b54a56-2822789c217e2f0847d6b03f" if exchange == 1 else "",
    )
    made = answer(url, arrival, None if result is None else FunctionReturned(json.dumps(result).encode())).response
    assert made.status == response["status"]
    if response["body"] is not None:
        assert made.body.decode() == response["body"]
    volatile = {"date", "x-amzn-requestid", "x-amzn-trace-id"}
    expected = [(name.lower(), value) for name, value in response["headers"]]
    lines = [(name.lower(), value) for name, value in made.headers]
    kept = [line for line in expected if line[0] not in volatile]
    if len(expected) > 8:  # a whole transcript, in order
        assert [name for name, _ in lines] == [name for name, _ in expected]
        assert [line for line in lines if line[0] not in volatile] == kept
    else:  # the recorder grouped the headers by name: all of them count, each as often as it was there
        cors = "access-control"
        assert sorted(one for one in lines if one[0].startswith(cors)) == sorted(
            one for one in kept if one[0].startswith(cors)
        )
        assert set(kept) <= set(lines)
