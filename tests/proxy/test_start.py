"""mitmproxy embedded in our own loop."""

from __future__ import annotations

import asyncio
import socket

import pytest
from mitmproxy import http

from corsproxy.proxy.addon import CorsProxy
from corsproxy.proxy.ledger import Entered
from corsproxy.proxy.start import embedded, listening_port
from tests.proxy.traffic import CHROME


class Answering:
    """Answers every request itself."""

    name = "answering"

    def request(self, flow: http.HTTPFlow) -> None:
        flow.response = http.Response.make(200, b"hi")


async def test_it_listens_while_the_context_lasts_and_judges_what_passes() -> None:
    told: list[Entered] = []
    async with embedded([Answering(), CorsProxy(announce=told.append)], host="127.0.0.1", port=0) as master:
        port = listening_port(master)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        head = f"Host: api.example\r\nOrigin: https://app.example.com\r\nUser-Agent: {CHROME}"
        writer.write(f"GET http://api.example/ HTTP/1.1\r\n{head}\r\nSec-Fetch-Site: cross-site\r\n\r\n".encode())
        assert b"200" in await asyncio.wait_for(reader.readline(), 10)
        # the client stays connected: the end must come all the same
    assert [entered.assessment.sighting.fetch.url for entered in told] == ["http://api.example/"]
    assert await reader.read() is not None
    with pytest.raises(OSError):
        await asyncio.open_connection("127.0.0.1", port)
    writer.close()


async def test_a_taken_port_is_an_oserror_and_not_the_end_of_the_process() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(OSError, match="could not listen"):
            async with embedded([], host="127.0.0.1", port=other.getsockname()[1]):
                raise AssertionError("it cannot listen there")


async def test_a_setting_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="corsproxy_limit"):
        async with embedded([CorsProxy()], host="127.0.0.1", port=0, settings={"corsproxy_limit": 0}):
            raise AssertionError("it cannot start")
