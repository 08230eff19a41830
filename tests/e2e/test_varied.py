"""Fetches of all sorts in a real Chromium through the real proxy: our verdict is the page's experience, every time."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from playwright.async_api import CDPSession, async_playwright

from corsproxy.cli.browser_verified import WITHOUT_STATUS, errors
from corsproxy.diagnose.assess import Assessment
from corsproxy.proxy.addon import CorsProxy
from corsproxy.proxy.launch.profile import needs_no_sandbox
from corsproxy.proxy.start import embedded, listening_port
from tests.e2e import installed_browsers, varied

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

COUNT, SEED = 300, 20


async def listening(session: CDPSession) -> dict[str, str]:
    """By URL as first asked for, the browser's CORS error (empty: none), filled as the page runs."""
    urls: dict[str, str] = {}
    found: dict[str, str] = {}

    def sent(event: dict[str, Any]) -> None:
        if event.get("type") != "Preflight":
            url = urls.setdefault(event["requestId"], event["request"]["url"])
            found.setdefault(url, "")

    def failed(event: dict[str, Any]) -> None:
        if event["requestId"] in urls and event.get("corsErrorStatus"):
            found[urls[event["requestId"]]] = event["corsErrorStatus"]["corsError"]

    session.on("Network.requestWillBeSent", sent)
    session.on("Network.loadingFailed", failed)
    await session.send("Network.enable")
    return found


async def test_every_verdict_and_error_is_the_browsers_own() -> None:
    binary = installed_browsers.chromium().path
    judged: dict[str, Assessment] = {}

    def announce(entered: Any) -> None:
        judged[entered.assessment.sighting.fetch.url] = entered.assessment

    async with (
        varied.serving(varied.page()) as page_port,
        varied.serving(varied.api()) as api_port,
        embedded([CorsProxy(announce=announce)], host="127.0.0.1", port=0) as master,
        async_playwright() as playwright,
    ):
        origin = f"http://localhost:{page_port}"
        items = varied.items(COUNT, SEED, origin, api_port)
        browser = await playwright.chromium.launch(
            executable_path=binary,
            chromium_sandbox=not needs_no_sandbox(),
            proxy={"server": f"http://127.0.0.1:{listening_port(master)}", "bypass": "<-loopback>"},
        )
        try:
            page = await browser.new_page()
            theirs = await listening(await page.context.new_cdp_session(page))
            await page.goto(origin)
            results = await page.evaluate("items => walk(items)", [item.plain() for item in items])
            await asyncio.sleep(2.5)  # what waits for a request that never comes is told by then
        finally:
            await browser.close()
    experienced = {result["id"]: result["outcome"] for result in results}
    assert len(experienced) == COUNT
    wrong = [problem for item in items if (problem := compare(item, experienced[item.id], theirs, judged))]
    assert not wrong, "\n".join(wrong)
    assert {"ok", "blocked"} == set(experienced.values())
    assert len(set(theirs.values())) > 10, "the fetches are of many sorts"


def compare(item: varied.Item, outcome: str, theirs: dict[str, str], judged: dict[str, Assessment]) -> str:
    """Where page, browser and we differ on one fetch; empty when all agree."""
    what = f"#{item.id} {item.init['method']} {item.init['headers']} {item.init['credentials']} {item.url}"
    assessment = judged.get(item.url)
    if assessment is None:
        return f"{what}: no verdict, the page got {outcome}"
    ruling = assessment.rulings["chrome"]
    mode = "include" if item.init["credentials"] == "include" else "omit"
    # what the wire leaves open is the page's own knowledge
    verdict = ruling.conditions.get(mode, ruling.verdict) if ruling.standing.value == "depends" else ruling.verdict
    said = "ok" if verdict.error is None else "blocked"
    error = "" if verdict.error is None or verdict.error.value in WITHOUT_STATUS else verdict.error.value
    if ruling.standing.value == "unknown" or said != outcome:
        return f"{what}: the page got {outcome}, we say {ruling.standing.value} {sorted(errors(ruling))}"
    if error != theirs.get(item.url, ""):
        return f"{what}: the browser says {theirs.get(item.url)!r}, we say {error!r}"
    return ""
