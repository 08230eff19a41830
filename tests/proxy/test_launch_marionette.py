"""Firefox's remote control, as far as it is used: a real Firefox is in test_launch_session.py."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from corsproxy.proxy.launch import marionette
from corsproxy.proxy.launch.authority import certificate_path
from corsproxy.proxy.launch.profile import Command


async def conversation(error: object) -> list[str]:
    """Talk to a peer that answers everything with `error`; the names of the commands it got."""
    got: list[str] = []

    async def peer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        def say(value: object) -> None:
            raw = json.dumps(value).encode()
            writer.write(f"{len(raw)}:".encode() + raw)

        say({"marionetteProtocol": 3})
        try:
            while True:
                length = await reader.readuntil(b":")
                _, number, name, _ = json.loads(await reader.readexactly(int(length[:-1])))
                got.append(name)
                say([1, number, error, None])
        except asyncio.IncompleteReadError:
            writer.close()

    server = await asyncio.start_server(peer, "127.0.0.1", 0)
    try:
        await marionette._add(server.sockets[0].getsockname()[1], "TUlJ")
    finally:
        server.close()
    return got


async def test_the_certificate_is_added_in_the_browsers_own_context_and_it_quits() -> None:
    assert await conversation(None) == [
        "WebDriver:NewSession",
        "Marionette:SetContext",
        "WebDriver:ExecuteScript",
        "Marionette:Quit",
    ]


async def test_a_refusal_is_said_with_firefoxs_own_words() -> None:
    with pytest.raises(marionette.Refused, match="not today"):
        await conversation({"error": "unsupported", "message": "not today"})


async def test_a_firefox_that_ends_at_once_is_an_oserror(tmp_path: Path) -> None:
    program = tmp_path / "firefox"
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o755)
    (tmp_path / "profile").mkdir()
    command = Command((str(program), "--profile", str(tmp_path / "profile")))
    with pytest.raises(OSError, match="ended with 3"):
        await marionette.trust(command, certificate_path(tmp_path / "conf"))
