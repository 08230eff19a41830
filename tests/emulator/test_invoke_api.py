"""Functions elsewhere are invoked as the Invoke API wants it, and its answers mean what they mean at AWS."""

from __future__ import annotations

import pytest

from corsproxy.emulator.functions import Functions, FunctionSettings
from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.turn import (
    FunctionFailed,
    FunctionReturned,
    FunctionThrottled,
    FunctionUnavailable,
    IntegrationTimedOut,
)
from tests.emulator.apis import http_api
from tests.emulator.stand_in import answer, stand_in


async def invoke(url: str, patience: float = 5.0) -> object:
    functions = Functions(FunctionSettings())
    one = LambdaFunction("my:fn", invoke_url=url)
    try:
        return await functions.invoke(one, b'{"a":1}', api=http_api(), trace_id="Root=1", patience=patience)
    finally:
        await functions.close()


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        (answer(b'"x"'), FunctionReturned(b'"x"')),
        (answer(b'{"e":1}', "200 OK", "X-Amz-Function-Error: Unhandled"), FunctionFailed(b'{"e":1}')),
        (answer(b"{}", "429 Too Many Requests"), FunctionThrottled()),
    ],
)
async def test_answers_mean_what_they_mean_at_aws(given: bytes, outcome: object) -> None:
    async with stand_in(given) as one:
        assert await invoke(f"{one.url}/") == outcome
        assert one.got[0].startswith(b"POST /2015-03-31/functions/my:fn/invocations HTTP/1.1\r\n")
        assert one.got[0].endswith(b'\r\n\r\n{"a":1}')


@pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden", "500 Internal Server Error"])
async def test_any_other_answer_makes_the_function_unavailable_and_is_the_reason(status: str) -> None:
    async with stand_in(answer(b"why", status)) as one:
        outcome = await invoke(one.url)
    assert isinstance(outcome, FunctionUnavailable)
    assert f"answered {status[:3]}: why" in outcome.reason


async def test_nobody_there_and_nobody_answering() -> None:
    nobody = await invoke("http://127.0.0.1:1")
    assert isinstance(nobody, FunctionUnavailable)
    assert nobody.reason.endswith("/invocations: Connection refused")
    async with stand_in(b"") as one:
        assert await invoke(one.url, 0.1) == IntegrationTimedOut()
