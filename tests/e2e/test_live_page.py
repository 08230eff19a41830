"""The live page in Chromium, beside the real proxy, fed by the demo's page in another Chromium behind that proxy."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Dialog, Page, async_playwright, expect

from corsproxy.cli.demo_cases import CASES
from corsproxy.cli.demo_stage import Stage, staged
from tests.e2e import installed_browsers

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
FETCH = """async ([method, url, headers]) => {
  try { const r = await fetch(url, {method, headers}); return [r.status, [...r.headers.keys()]]; } catch (e) { return [0, []]; }
}"""


@dataclass
class Scene:
    """The stage, the live page's tab, and a tab of the shop behind the proxy. `complaints` are the live page's own."""

    stage: Stage
    live: Page
    shop: Page
    folder: Path
    complaints: list[str] = field(default_factory=list)

    async def ask(self, method: str, url: str, **headers: str) -> tuple[int, list[str]]:
        """What the shop's page gets of this fetch: the status (0: refused) and the readable headers."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        status, names = await self.shop.evaluate(FETCH, [method, url, named])
        return status, names


async def count(live: Page, word: str) -> int:
    return int((await live.locator(f"#count-{word}").inner_text()).replace(",", ""))


async def judged(live: Page) -> int:
    """How many CORS fetches the page shows with a verdict; beside them are the shop's own same-origin ones."""
    return sum([await count(live, word) for word in ("blocked", "depends", "allowed")])


async def settled(live: Page, number: int) -> None:
    """Wait until the page shows so many."""
    async with asyncio.timeout(20):
        while await judged(live) != number:  # noqa: ASYNC110 -- another process decides when
            await asyncio.sleep(0.1)


@asynccontextmanager
async def scene(folder: Path, *, walk: bool = True) -> AsyncIterator[Scene]:
    """Everything running; with `walk` after the shop's page has made all its fetches."""
    path = installed_browsers.chromium().path
    async with staged(0, 0, 0, lambda _: None, live_port=0) as stage, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(path), args=ARGUMENTS)
        context: BrowserContext = await browser.new_context(
            viewport={"width": 1280, "height": 900},
            permissions=["clipboard-read", "clipboard-write"],
            accept_downloads=True,
        )
        proxied = await browser.new_context(proxy={"server": f"http://{stage.proxy}", "bypass": "<-loopback>"})
        live, shop = await context.new_page(), await proxied.new_page()
        made = Scene(stage, live, shop, folder)
        live.on(
            "console", lambda said: made.complaints.append(said.text) if said.type in ("error", "warning") else None
        )
        live.on("pageerror", lambda error: made.complaints.append(str(error)))
        await live.goto(stage.live)
        await shop.goto(stage.page)
        if walk:
            assert await asyncio.to_thread(stage.run.finished.wait, 60), "the page never reported"
            await settled(live, len(CASES))
            await expect(live.locator("#count-other")).to_have_text(
                "2", timeout=20_000
            )  # that it began, and what it got
        yield made
        assert made.complaints == []
        await browser.close()


async def test_rows_are_the_fetches_of_the_page_and_filters_choose_among_them(tmp_path: Path) -> None:
    async with scene(tmp_path) as now:
        live = now.live
        blocked = sum(one.page == "blocked" for one in now.stage.run.outcomes)
        assert await count(live, "blocked") == blocked
        await live.locator("input[name=word][value=blocked]").check()
        await expect(live.locator("#shown")).to_have_text(f"{blocked} of {await count(live, 'all')}")
        assert set(await live.locator(".row").evaluate_all("rows => rows.map(row => row.dataset.word)")) == {
            "blocked"
        }
        await live.select_option("#error", "MissingAllowOriginHeader")
        missing = [
            one
            for one in now.stage.run.outcomes
            if one.assessment is not None
            and one.assessment.rulings["chrome"].verdict.error == "MissingAllowOriginHeader"
        ]
        await expect(live.locator("#shown")).to_contain_text(f"{len(missing)} of ")
        await live.locator("#reset").click()
        await live.keyboard.press("/")
        await live.keyboard.type("options method")
        await expect(live.locator("#shown")).to_contain_text(" of ")  # the filter is applied a moment after the key
        narrowed = int((await live.locator("#shown").inner_text()).partition(" of ")[0])
        await expect(live.locator(".row")).to_have_count(narrowed)
        await expect(live.locator(".row", has_text="OPTIONS method").first).to_be_visible()
        await live.keyboard.press("Escape")
        await expect(live.locator("#shown")).to_have_text("")
        await expect(live.locator(".row").nth(narrowed)).to_be_attached()


async def test_the_keyboard_leads_to_a_whole_verdict_with_its_culprit_and_a_fix_to_copy(tmp_path: Path) -> None:
    async with scene(tmp_path) as now:
        live = now.live
        await live.keyboard.press("/")
        await live.keyboard.type("PreflightMissingAllowOriginHeader")
        await live.keyboard.press("Escape")  # clears
        await live.keyboard.press("Escape")  # leaves
        await live.locator("#error").select_option("HeaderDisallowedByPreflightResponse")
        await live.locator("#list").focus()
        await live.keyboard.press("j")
        await expect(live.locator('.row[aria-selected="true"]')).to_have_count(1)
        await live.keyboard.press("Enter")
        detail = live.locator("#detail")
        await expect(detail).to_be_focused()
        await expect(detail.locator(".verdicts li")).to_have_count(3)
        await expect(detail.locator(".headers .lit").first).to_be_visible()
        lit = await detail.locator(".headers .lit th").all_inner_texts()
        assert "access-control-allow-headers" in [name.lower() for name in lit]
        await expect(detail.locator(".steps .deciding")).to_have_count(1)
        assert await detail.locator("figure .console").count() == 3
        await detail.get_by_role("tab", name="Terraform").first.click()
        shown = await detail.locator(".snippet").first.inner_text()
        await detail.locator(".code-box .copy").first.click()
        await expect(detail.locator(".code-box .copy").first).to_have_text("Copied")
        assert await live.evaluate("navigator.clipboard.readText()") == shown
        assert "resource " in shown
        await live.keyboard.press("Escape")
        await expect(detail).to_be_hidden()
        await expect(live.locator("#list")).to_be_focused()
        await live.locator("#reset").click()
        await live.locator("#list").focus()
        for key, place in (("g", "1"), ("j", "2"), ("j", "3"), ("k", "2")):
            await live.keyboard.press(key)
            await expect(live.locator('.row[aria-selected="true"]')).to_have_attribute("aria-posinset", place)
        await live.keyboard.press("?")
        await expect(live.locator("#help")).to_be_visible()


async def test_the_matrix_counts_what_passed_and_failed_and_leads_back_to_the_rows(tmp_path: Path) -> None:
    async with scene(tmp_path) as now:
        live = now.live
        await live.keyboard.press("m")
        cells = live.locator("#matrix .cell")
        told = " ".join(await cells.locator("[aria-hidden]").all_inner_texts())
        assert sum(int(word) for word in told.replace("✓", "").replace("✕", "").replace("?", "").split()) == len(
            CASES
        )
        label = await cells.first.locator(".sr").inner_text()
        await cells.first.click()
        await expect(live.locator("#matrix")).to_be_hidden()
        await expect(live.locator("#endpoint")).to_be_visible()
        wanted = sum(int(part.split()[0]) for part in label.partition(": ")[0].split(", "))
        await expect(live.locator(".row")).to_have_count(wanted)


@pytest.mark.parametrize("form", ["HAR with verdicts", "JSON report", "HTML report"])
async def test_what_is_shown_is_exported(tmp_path: Path, form: str) -> None:
    async with scene(tmp_path) as now:
        live = now.live
        await live.keyboard.press("b")
        blocked = await count(live, "blocked")
        await live.get_by_role("button", name="Export", exact=True).click()
        async with live.expect_download() as started:
            await live.get_by_role("button", name=form).click()
        path = tmp_path / (await started.value).suggested_filename
        await (await started.value).save_as(path)
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".json":
            fetches = json.loads(text)["fetches"]
            assert len(fetches) == blocked
            assert all(fetch["verdicts"]["chrome"]["outcome"] in ("blocked", "depends") for fetch in fetches)
        elif path.suffix == ".har":
            assert len(json.loads(text)["log"]["entries"]) >= blocked
        else:
            assert text.startswith("<!DOCTYPE html>")


async def test_a_simulated_policy_lets_the_page_through_says_so_and_can_be_switched_off(tmp_path: Path) -> None:
    async with scene(tmp_path) as now:
        live = now.live
        case = next(one for one in CASES if one.id == "no-options")
        url = next(one.url for one in now.stage.run.outcomes if one.case is case)
        headers = {name.replace("-", "_"): value for name, value in dict(case.headers).items()}
        assert (await now.ask(case.method, url, **headers))[0] == 0
        await live.keyboard.press("s")
        panel = live.locator("#simulation")
        await panel.locator("input[name=origins]").fill(now.stage.page.rstrip("/"))
        await panel.locator("input[name=methods]").fill("GET,POST,PUT,PATCH,DELETE")
        await panel.locator("input[name=headers]").fill("content-type,authorization,x-api-key")
        await expect(panel.locator(".snippet").first).to_contain_text("AllowOrigins")
        assert (await now.ask(case.method, url, **headers))[0] == 0, "a draft changes nothing"
        await panel.get_by_role("button", name="Switch on").click()
        await expect(live.locator("#simulating")).to_contain_text("Simulating")
        assert (await now.ask(case.method, url, **headers))[0] > 0
        row = live.locator(".row:has(.flag.sim)").first
        await expect(row.locator(".flag.sim")).to_contain_text("deployed blocked")
        await live.keyboard.press("Escape")
        await row.click()
        truths = live.locator("#detail .truths")
        await expect(truths.locator(".truth-side").first).to_contain_text("blocked")
        await expect(truths.locator(".truth-side").last).to_contain_text("allowed")
        await expect(live.locator("#detail .headers", has_text="x-corsproxy-simulated").first).to_be_visible()
        await live.locator("#simulating").get_by_role("button", name="Switch off").click()
        await expect(live.locator("#simulating")).to_be_hidden()
        await asyncio.sleep(6)  # browsers keep a preflight's answer for five seconds
        assert (await now.ask(case.method, url, **headers))[0] == 0


async def test_a_fetch_is_sent_again_and_shown_as_such(tmp_path: Path) -> None:
    async with scene(tmp_path) as now:
        live = now.live
        before = await judged(live)
        await live.locator(".row", has_text="GET").first.click()
        await live.locator("#detail").get_by_role("button", name="Replay now").click()
        await expect(live.locator("#toast")).to_contain_text("again")
        await settled(live, before + 1)
        await live.locator("#list").evaluate("list => { list.scrollTop = 0; }")
        await expect(live.locator(".row .flag", has_text="sent again")).to_have_count(1)


async def test_what_changes_things_is_sent_again_only_when_that_is_meant(tmp_path: Path) -> None:
    async with scene(tmp_path) as now:
        live = now.live
        asked: list[str] = []

        async def no(dialog: Dialog) -> None:
            asked.append(dialog.message)
            await dialog.dismiss()

        live.on("dialog", no)
        before = await judged(live)
        await live.locator("#text").fill("/prod/checkout")
        await live.locator(".row").first.click()
        await live.locator("#list").focus()
        await live.keyboard.press("r")
        await expect(live.locator("#toast")).to_be_hidden()
        assert len(asked) == 1
        assert "POST" in asked[0]
        await live.locator("#text").fill("/prod/orders")
        await live.locator(".row").first.click()
        await live.locator("#list").focus()
        await live.keyboard.press("r")  # its preflight was refused: the POST was never sent, and is not now
        await expect(live.locator("#toast")).to_contain_text("Sent OPTIONS again")
        assert len(asked) == 1
        await live.locator("#reset").click()
        await settled(live, before + 1)


async def test_text_of_a_stranger_is_shown_and_never_run(tmp_path: Path) -> None:
    async with scene(tmp_path, walk=False) as now:
        url = next(one.url for one in now.stage.run.outcomes if one.case.method == "GET")
        hostile = "<img src=x onerror=document.title='owned'>"
        await now.ask("GET", f"{url}?q={hostile}", x_hostile=f"{hostile}<script>document.title='owned'</script>")
        row = now.live.locator(".row", has_text="onerror").first
        await row.click()
        await expect(now.live.locator("#detail .exchanges").first).to_contain_text("x-hostile")
        assert await now.live.locator("#detail img, #detail script, .row img, .row script").count() == 0
        assert "owned" not in await now.live.title()


async def test_the_page_is_out_of_reach_for_pages_behind_the_proxy_and_for_other_origins(tmp_path: Path) -> None:
    async with scene(tmp_path, walk=False) as now:
        for path in ("", "api/events", "page/app.js"):
            assert await now.ask("GET", f"{now.stage.live}/{path}") == (0, [])
        other = await now.live.context.new_page()
        await other.goto("about:blank")
        got = await other.evaluate(
            "url => fetch(url, {mode: 'no-cors'}).then(r => r.type, () => 'refused')", now.stage.live
        )
        assert got in ("refused", "opaque")
        framed = await other.evaluate(
            "url => new Promise(done => { const f = document.createElement('iframe'); f.onload = () => { try { done(f.contentDocument ? 'ours' : 'foreign'); } catch (e) { done('foreign'); } }; f.src = url; document.body.append(f); })",
            now.stage.live,
        )
        assert framed == "foreign"
