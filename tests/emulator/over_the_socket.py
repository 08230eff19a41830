"""The gateway's tests, driven through the emulator: its socket, parser, addresses and writer, and the model behind.

Only what lies beyond (functions, backends, authorizers) stays scripted, as those tests script it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace

import pytest

from corsproxy.emulator import drive as driving
from corsproxy.emulator import serve
from corsproxy.emulator import server as serving
from corsproxy.gateway.answer import Answer
from corsproxy.gateway.api import Api
from corsproxy.gateway.arrival import Arrival
from corsproxy.gateway.function_url.definition import FunctionUrl
from corsproxy.gateway.turn import Check, Outcome, Turn
from corsproxy.http.message import Exchange, Response
from tests.emulator.apis import Client

FAULTS = {Check.WAF: "waf-blocks", Check.THROTTLE: "throttled", Check.QUOTA: "quota-exceeded"}


def answered_over_the_socket(
    patch: pytest.MonkeyPatch,
    served: Api | FunctionUrl,
    arrival: Arrival,
    outcome: Callable[[Turn], Outcome],
    refuse: Check | None = None,
) -> Answer:
    """Serve `served`, send the request that `arrival` tells of, and return the answer as it came over the wire."""

    async def scripted(_api: object, _arrival: object, turn: Turn, _outside: object) -> Outcome:
        return outcome(turn)

    # the recorded tokens and dates are of their day
    patch.setattr(serving, "time", SimpleNamespace(time=lambda: arrival.at))
    patch.setattr(driving, "call", scripted)
    patch.setattr(driving, "authorize", scripted)
    return asyncio.run(_answered(served, arrival, refuse))


async def _answered(served: Api | FunctionUrl, arrival: Arrival, refuse: Check | None) -> Answer:
    seen: list[Answer] = []

    def observe(_: Exchange, answer: Answer | None) -> None:
        assert answer is not None
        seen.append(answer)

    urls = (served,) if isinstance(served, FunctionUrl) else ()
    apis = () if isinstance(served, FunctionUrl) else (served,)
    async with serve(apis, function_urls=urls, observer=observe) as running:
        client = await Client.to(running.port)
        client.send(wire_of(arrival, refuse, own_name(served, arrival)))
        got = await client.get(head=arrival.request.method == "HEAD")
        await client.close()
    return replace(seen[0], response=Response(got.status, got.headers, got.body))


def own_name(served: Api | FunctionUrl, arrival: Arrival) -> str:
    """The Host to send: the test's, but for the API's own id where it is told apart from the one of all tests."""
    _, own, suffix = arrival.domain.partition(".execute-api.")
    if isinstance(served, FunctionUrl) or not own or "-" in arrival.domain.partition(".")[0]:
        return arrival.domain
    return f"{served.api_id}.execute-api.{suffix}"


def wire_of(arrival: Arrival, refuse: Check | None, name: str) -> bytes:
    """The request as HTTP/1.1."""
    request = arrival.request
    _, _, rest = request.url.partition("://")
    host, slash, target = rest.partition("/")
    lines = [f"{request.method} {slash or '/'}{target} HTTP/1.1"]
    if "host" not in request.headers:
        lines.append(f"Host: {name or host}")
    lines += [f"{name}: {value}" for name, value in request.headers if name.lower() != "content-length"]
    if request.body:
        lines.append(f"Content-Length: {len(request.body)}")
    if refuse is not None:
        lines.append(f"x-corsproxy-fault: {FAULTS[refuse]}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + request.body
