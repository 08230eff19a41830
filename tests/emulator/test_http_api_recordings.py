"""What real HTTP APIs and function URLs answered, as the emulator answers it on its socket.

The recordings over HTTP/2 are asked for in HTTP/1.1, which is what the emulator speaks: names then are in Title-Case
and there is a Connection header. Everything else is compared.
"""

from __future__ import annotations

from collections import deque
from typing import Any

import pytest

from corsproxy.gateway.answer import Answer
from corsproxy.gateway.arrival import Arrival
from corsproxy.gateway.function_url.definition import FunctionUrl
from corsproxy.gateway.turn import Outcome
from tests.emulator.over_the_socket import answered_over_the_socket
from tests.gateway import test_function_url_pipeline as function_urls
from tests.gateway import test_http_api_recordings as recordings
from tests.gateway.http_api_visits import arrive
from tests.gateway.test_function_url_pipeline import (
    test_a_recorded_exchange_is_answered_alike as test_a_recorded_function_url_is_served_alike,  # noqa: F401 -- a test
)

WIRE = {"date", "apigw-requestid", "connection"}


def socket_answer(patch: pytest.MonkeyPatch, served: Any, arrival: Arrival, *outcomes: Outcome) -> Answer:
    waiting = deque(outcomes)
    answer = answered_over_the_socket(patch, served, arrival, lambda _: waiting.popleft())
    assert not waiting, "the emulator asked for less than was recorded"
    return answer


@pytest.fixture(autouse=True)
def through_the_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(url: FunctionUrl, arrival: Arrival, outcome: Outcome | None = None) -> Answer:
        return socket_answer(monkeypatch, url, arrival, *(() if outcome is None else (outcome,)))

    monkeypatch.setattr(function_urls, "answer", answer)


@pytest.mark.skipif(not recordings.FIELD.exists(), reason="recordings are not here")
@pytest.mark.parametrize("case", recordings.CASES, ids=lambda case: f"{case.recording}-{case.exchange}")
def test_a_recorded_exchange_is_served_alike(case: recordings.Case, monkeypatch: pytest.MonkeyPatch) -> None:
    exchange = recordings.recorded(case)
    request, response = exchange["request"], exchange["response"]
    sent = [
        (name, case.origin if case.origin and name == "Origin" else value)
        for name, value in request["headers"].items()
    ]
    coming = arrive(request["method"], case.path, [*sent, *case.headers], case.body, stage=case.stage)
    got = socket_answer(monkeypatch, case.the_api, coming, *case.outcomes).response
    assert got.status == response["status"]
    if response["body"] not in (None, "..."):
        assert got.body.decode() == response["body"]
    expected = [(name.lower(), value) for name, value in response["headers"] if name.lower() not in WIRE]
    lines = [(name.lower(), value) for name, value in got.headers if name.lower() not in WIRE]
    if case.whole:
        assert sorted(lines) == sorted(expected)
    else:
        assert set(expected) <= set(lines)
    assert "apigw-requestid" in got.headers
    assert "date" in got.headers
