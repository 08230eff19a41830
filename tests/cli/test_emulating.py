"""An emulator lives as long as somebody needs it, from any definition."""

from __future__ import annotations

from pathlib import Path

import pytest

from corsproxy.cli.emulating import emulated
from corsproxy.http.headers import Headers
from corsproxy.http.message import Request, Response
from corsproxy.replay.sending import over_sockets
from corsproxy.where import Unusable

EXAMPLE = Path(__file__).parents[2] / "config.example.yaml"


async def test_it_answers_while_it_lives_and_not_after() -> None:
    asked = Headers([("Host", "shophttp01.execute-api.us-east-1.amazonaws.com")])
    async with over_sockets() as send:
        async with emulated(EXAMPLE) as origin:
            got = await send(Request("GET", f"{origin}/nothing", asked))
            assert isinstance(got, Response)
            assert got.status == 404
        assert not isinstance(await send(Request("GET", origin, asked)), Response)


async def test_a_definition_without_an_api_is_the_users_mistake(tmp_path: Path) -> None:
    empty = tmp_path / "empty.yaml"
    empty.write_text("Resources: {}\n", encoding="utf-8")
    with pytest.raises(Unusable, match="no API"):
        async with emulated(empty):
            pass
