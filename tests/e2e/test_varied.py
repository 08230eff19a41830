"""Fetches of all sorts in a real Chromium and a real Firefox through the real proxy: our verdict is the page's experience, every time."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from mitmproxy import http
from playwright.async_api import CDPSession, async_playwright

from corsproxy.cli.browser_verified import WITHOUT_STATUS, errors
from corsproxy.diagnose.assess import Assessment
from corsproxy.proxy.addon import CorsProxy
from corsproxy.proxy.launch.profile import needs_no_sandbox
from corsproxy.proxy.launch.session import launched
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


async def test_every_verdict_is_what_the_page_in_firefox_experienced() -> None:
    judge, kept = CorsProxy(), Kept()
    walking = varied.Walking()
    async with (
        varied.serving(walking) as page_port,
        varied.serving(varied.api()) as api_port,
        embedded([judge, kept], host="127.0.0.1", port=0) as master,
    ):
        origin = f"http://localhost:{page_port}"
        walking.items = items = varied.items(COUNT, SEED + 1, origin, api_port)
        proxy = f"127.0.0.1:{listening_port(master)}"
        async with launched(installed_browsers.firefox(), proxy=proxy, url=f"{origin}/?walk", headless=True):
            results = await asyncio.wait_for(walking.results, 60)
            await asyncio.sleep(2.5)  # what waits for a request that never comes is told by then
    experienced = {result["id"]: result["outcome"] for result in results}
    assert len(experienced) == COUNT
    assert {"ok", "blocked"} == set(experienced.values())
    wrong = [problem for item in items if (problem := kept.disagreement(item, experienced[item.id], judge))]
    assert not wrong, "\n".join(wrong)


class Kept:
    """An addon behind ours that keeps the flows."""

    name = "kept"

    def __init__(self) -> None:
        self.flows: dict[str, http.HTTPFlow] = {}

    def response(self, flow: http.HTTPFlow) -> None:
        self.flows.setdefault(flow.request.pretty_url, flow)

    error = response

    def disagreement(self, item: varied.Item, outcome: str, judge: CorsProxy) -> str:
        """Where page and annotation differ on one fetch; empty when they agree."""
        what = f"#{item.id} {item.init['method']} {item.init['headers']} {item.init['credentials']} {item.url}"
        flow = self.flows.get(item.url)
        machine = flow.metadata.get("corsproxy") if flow is not None else None
        if flow is None or machine is None:
            return f"{what}: no verdict, the page got {outcome}"
        said = machine["verdicts"]["firefox"]["outcome"]
        if said == "depends":  # what the wire leaves open is the page's own knowledge
            assessment = judge.ledger.of_flow(flow)
            assert assessment is not None
            mode = "include" if item.init["credentials"] == "include" else "omit"
            ruling = assessment.rulings["firefox"]
            said = "allowed" if ruling.conditions.get(mode, ruling.verdict).error is None else "blocked"
        return (
            ""
            if said == {"ok": "allowed"}.get(outcome, outcome)
            else f"{what}: the page got {outcome}, we say {said}"
        )


def compare(item: varied.Item, outcome: str, theirs: dict[str, str], judged: dict[str, Assessment]) -> str:
    """Where page, browser and we differ on one fetch; empty when all agree."""
    what = f"#{item.id} {item.init['method']} {item.init['headers']} {item.init['credentials']} {item.url}"
    assessment = judged.get(item.url)
    if assessment is None:
        return f"{what}: no verdict, the page got {outcome}"
    ruling = assessment.rulings["chrome"]
    mode = "include" if item.init["credentials"] == "include" else "omit"
    # what the wire leaves open is the page's own knowledge
    verdict = ruling.conditions.get(mode, ruling.verdict)
    said = "ok" if verdict.error is None else "blocked"
    error = "" if verdict.error is None or verdict.error.value in WITHOUT_STATUS else verdict.error.value
    if ruling.standing.value == "unknown" or said != outcome:
        return f"{what}: the page got {outcome}, we say {ruling.standing.value} {sorted(errors(ruling))}"
    if error != theirs.get(item.url, ""):
        return f"{what}: the browser says {theirs.get(item.url)!r}, we say {error!r}"
    return ""
