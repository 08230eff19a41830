"""The demo's stage, asked by hand instead of by a browser."""

from __future__ import annotations

import asyncio
import json
import socket
from typing import Any

import pytest

from corsproxy.cli.demo_cases import CASES
from corsproxy.cli.demo_stage import shown, staged
from corsproxy.where import Unusable
from tests.proxy.traffic import CHROME


async def ask(proxy: str, url: str, origin: str) -> bytes:
    host, _, port = proxy.rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    lines = [f"GET {url} HTTP/1.1", f"Host: {url.split('/')[2]}", f"User-Agent: {CHROME}", "Connection: close"]
    lines += [f"Origin: {origin}", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: cors"] if origin else []
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
    answer = await asyncio.wait_for(reader.read(), 20)
    writer.close()
    return answer


async def test_emulated_api_page_and_proxy_work_together_and_end_together() -> None:
    told: list[str] = []
    async with staged(0, 0, 0, lambda outcome: told.append(outcome.case.id)) as stage:
        served = await ask(stage.proxy, f"{stage.page}/cases.json", "")
        cases: list[dict[str, Any]] = json.loads(served.partition(b"\r\n\r\n")[2])
        assert [case["id"] for case in cases] == [case.id for case in CASES]
        forgotten = next(case for case in cases if case["id"] == "lambda-no-header")
        assert b"200" in (await ask(stage.proxy, forgotten["url"], stage.page)).splitlines()[0]
        (one,) = shown(stage.run)
    assert told == ["lambda-no-header"]
    assert (one["said"], one["error"], one["browser"]) == ("blocked", "MissingAllowOriginHeader", "Chrome")
    assert "Lambda" in one["writer"]
    assert one["change"], "it says what to change"
    assert any("has been blocked by CORS policy" in line for line in one["console"])


async def test_a_port_taken_in_the_last_moment_is_the_users_to_mend() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(Unusable, match="cannot listen"):
            async with staged(0, other.getsockname()[1], 0, lambda _: None):
                raise AssertionError("it cannot have started")
