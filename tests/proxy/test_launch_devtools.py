"""What a Chromium says of itself over its pipe."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from corsproxy.proxy.launch.devtools import DevTools, Gone

# A browser's end of the pipe: it answers every command, and tells of two requests once it is listened to.
PEER = r"""
import json, os, sys
def say(**message): os.write(4, json.dumps(message).encode() + b"\0")
buffer = b""
while True:
    read = os.read(3, 65536)
    if not read: sys.exit()
    buffer += read
    while b"\0" in buffer:
        raw, _, buffer = buffer.partition(b"\0")
        asked = json.loads(raw)
        method = asked["method"]
        if method == "Refuse": say(id=asked["id"], error={"message": "no such thing"}); continue
        say(id=asked["id"], result={"method": method})
        if method == "Target.setAutoAttach" and "sessionId" not in asked:
            say(method="Target.attachedToTarget", params={"sessionId": "s1", "targetInfo": {"targetId": "t1"}})
        if method == "Network.enable":
            def event(name, **params): say(method="Network." + name, params=params, sessionId="s1")
            event("requestWillBeSent")  # of a shape that nobody knows
            for number in ("1", "2"):
                event("requestWillBeSent", requestId=number, type="Fetch", request={"method": "GET", "url": "http://x/" + number})
            event("responseReceived", requestId="1", response={"status": 200})
            event("loadingFinished", requestId="1")
            event("loadingFailed", requestId="2", errorText="net::ERR_FAILED",
                  corsErrorStatus={"corsError": "MissingAllowOriginHeader", "failedParameter": ""})
        if method == "Browser.close": sys.exit()
"""


async def started(folder: Path) -> DevTools:
    script = folder / "peer.py"
    script.write_text(PEER)
    return await DevTools.start((sys.executable, str(script)), {})


async def test_requests_and_their_ends_are_heard_of(tmp_path: Path) -> None:
    devtools = await started(tmp_path)
    await devtools.watch()
    for _ in range(200):
        if len(devtools.seen) == 2 and all(one.finished for one in devtools.seen):
            break
        await asyncio.sleep(0.02)
    first, second = devtools.seen
    assert (first.status, first.error, first.failed) == (200, "", "")
    assert (second.error, second.failed) == ("MissingAllowOriginHeader", "net::ERR_FAILED")
    await devtools.close()
    assert devtools.gone.is_set()


async def test_a_command_that_is_refused_or_comes_too_late_says_so(tmp_path: Path) -> None:
    devtools = await started(tmp_path)
    with pytest.raises(Gone, match="no such thing"):
        await devtools.call("Refuse")
    await devtools.close()
    with pytest.raises(Gone, match="has ended"):
        await devtools.call("Anything")


async def test_a_program_that_is_not_there_is_an_oserror(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        await DevTools.start((str(tmp_path / "nothing"),), {})
