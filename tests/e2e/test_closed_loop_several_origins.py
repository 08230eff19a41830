"""The loop is closed for two origins: with the snippets applied each of them may ask, and no third."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from corsproxy.cli.emulating import emulated
from corsproxy.config import definitions
from corsproxy.diagnose.finding import Remedy
from corsproxy.fetch.browser import BROWSERS
from corsproxy.fetch.journey import Finished, ScriptRequest
from corsproxy.fetch.page_fetch import Credentials
from corsproxy.fetch.verdict import Outcome
from corsproxy.http.headers import Headers
from corsproxy.replay.errand import make
from corsproxy.replay.sending import over_sockets
from corsproxy.replay.target import Target, through
from tests.e2e.test_closed_loop import OPTIONS_CASES, applied, folder, written
from tests.e2e.test_closed_loop_values import RIGHT, mending

__all__ = ["folder"]

FIRST, SECOND, THIRD = "https://a.example", "https://b.example", "https://c.example"
BOTH = RIGHT | {"origin": f"{FIRST},{SECOND}"}
# SAM's own property takes one origin: its snippet sends OPTIONS to the function
CASES = [(name, definition) for name, definition in OPTIONS_CASES if name != "sam"]


async def outcomes(file: Path, page: str, method: str, path: str, *, preflight: bool) -> set[str]:
    """What the three browsers make of it; "passes" for a preflight that lets the request go."""
    (api,) = definitions(file, {}).apis
    host = f"{api.api_id}.execute-api.{api.region}.amazonaws.com"
    stage = api.stages[0].name if api.stages else "prod"
    headers = Headers([("Content-Type", "application/json")] if preflight else [])
    script = ScriptRequest(page, method, f"https://{host}/{stage}{path}", headers, credentials=Credentials.OMIT)
    found = set()
    async with emulated(file) as origin, over_sockets() as sockets:
        send = through(Target({host: origin}, keep_host=True), sockets)
        for browser in BROWSERS:
            got = await make(script, browser, send, preflight_only=preflight)
            found.add(got.verdict.outcome.value if isinstance(got, Finished) else "passes")
    return found


@pytest.mark.parametrize(("dialect", "definition"), CASES, ids=[name for name, _ in CASES])
async def test_each_of_two_origins_may_ask_and_no_third(
    dialect: str, definition: dict[str, Any], folder: Path
) -> None:
    mended = written(folder, applied(definition, mending(Remedy("add-options-method", "", BOTH)), dialect))
    blocked = {Outcome.BLOCKED.value}
    assert await outcomes(mended, FIRST, "POST", "/items", preflight=True) == {"passes"}
    assert await outcomes(mended, SECOND, "POST", "/items", preflight=True) == {"passes"}
    assert await outcomes(mended, THIRD, "POST", "/items", preflight=True) == blocked


@pytest.mark.parametrize(("dialect", "definition"), OPTIONS_CASES, ids=[name for name, _ in OPTIONS_CASES])
async def test_the_errors_of_api_gateway_are_read_by_both(
    dialect: str, definition: dict[str, Any], folder: Path
) -> None:
    remedy = Remedy("add-gateway-response-headers", "", BOTH)
    mended = written(folder, applied(definition, mending(remedy), dialect))
    for page in (FIRST, SECOND):
        assert await outcomes(mended, page, "GET", "/nowhere", preflight=False) == {Outcome.ALLOWED.value}
