"""What the live page makes of its rows, in Chromium: sizes, order, focus; served without a proxy."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from playwright.async_api import Page, async_playwright, expect

from corsproxy.cli.live_page import exported, striking
from corsproxy.dashboard.actions import Actions
from corsproxy.dashboard.server import serve
from corsproxy.dashboard.store import Store
from corsproxy.diagnose.pages import page_fetches
from tests.dashboard.sights import exchanges
from tests.e2e import installed_browsers
from tests.e2e.test_live_page import ARGUMENTS
from tests.proxy.traffic import flow

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@dataclass
class Shown:
    """The page in a tab, and the store behind it. `complaints` are the page's own."""

    store: Store
    live: Page
    put_so_far: int = 0
    complaints: list[str] = field(default_factory=list)

    def put(self, path: str, origin: str = "https://app.example.com", *, fine: bool = False) -> None:
        """One more fetch."""
        answered = {"access-control-allow-origin": "*", "vary": "origin"} if fine else {}
        one = flow("GET", f"https://api.example.com{path}", answered=answered, origin=origin)
        for each in page_fetches(exchanges([one], self.put_so_far)):
            self.store.put(each)
        self.put_so_far += 1

    async def all(self, number: int) -> None:
        """Wait until so many are there."""
        await expect(self.live.locator("#count-all")).to_have_text(f"{number:,}", timeout=20_000)


@asynccontextmanager
async def shown(width: int = 1280) -> AsyncIterator[Shown]:
    store = Store()
    path = str(installed_browsers.chromium().path)
    serving = serve(store, port=0, redaction=striking, actions=Actions(export=exported))
    async with serving as page, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        made = Shown(store, await browser.new_page(viewport={"width": width, "height": 800}))
        made.live.on("pageerror", lambda error: made.complaints.append(str(error)))
        await made.live.goto(page.url)
        yield made
        assert made.complaints == []
        await browser.close()


async def width_of(live: Page, selector: str) -> float:
    box = await live.locator(selector).first.bounding_box()
    assert box is not None
    return box["width"]


async def test_with_many_origins_the_matrix_still_names_its_endpoints_and_says_what_it_leaves_out() -> None:
    async with shown() as now:
        for number in range(14):
            now.put("/orders", f"https://app{number}.example.com", fine=number % 2 == 0)
        await now.all(14)
        await now.live.keyboard.press("m")
        assert await width_of(now.live, "#matrix .path") > 40
        await expect(now.live.locator("#matrix-told")).to_contain_text("1 endpoint, 14 origins (12 shown)")


async def test_beside_open_details_the_matrix_still_tells_hosts_apart() -> None:
    async with shown() as now:
        now.put("/orders")
        await now.all(1)
        await now.live.locator(".row").click()
        await now.live.keyboard.press("m")
        await expect(now.live.locator("#matrix .host")).to_be_visible()
        await expect(now.live.locator("#matrix .cell")).to_be_in_viewport(ratio=1)


async def test_whoever_walks_the_matrix_by_keyboard_stays_there_while_fetches_arrive() -> None:
    async with shown() as now:
        now.put("/orders")
        now.put("/items", fine=True)
        await now.all(2)
        await now.live.keyboard.press("m")
        await now.live.locator("#matrix .cell").last.focus()
        now.put("/another")
        await now.all(3)
        await expect(now.live.locator("#matrix .cell:focus")).to_contain_text("/orders from https://app.example.com")


async def test_on_a_narrow_screen_path_and_truth_have_room_and_nothing_runs_over_the_edge() -> None:
    async with shown(width=400) as now:
        now.put("/prod/orders")
        await now.all(1)
        assert await width_of(now.live, ".row .url") > 150
        assert await width_of(now.live, ".row .why") > 150
        assert await now.live.evaluate("document.documentElement.scrollWidth <= innerWidth")
        edges = "tools => [...tools].every(one => one.getBoundingClientRect().right <= innerWidth)"
        assert await now.live.locator(".tools button").evaluate_all(edges)


async def test_rows_stand_in_the_document_in_the_order_of_the_list() -> None:
    async with shown() as now:
        for number in range(5):
            now.put(f"/{number}")
            await now.all(number + 1)
        assert await now.live.locator(".row .path").all_inner_texts() == ["/4", "/3", "/2", "/1", "/0"]


async def test_a_stranger_s_long_text_leaves_room_for_the_verdict() -> None:
    async with shown() as now:
        now.put(f"/{'segment/' * 2_000}?q={'x' * 50_000}")
        await now.all(1)
        await now.live.locator(".row").click()
        await expect(now.live.locator("#detail .verdicts")).to_be_in_viewport(ratio=1)


async def test_what_a_backend_wrote_is_mended_there_unless_another_dialect_was_chosen() -> None:
    async with shown() as now:
        own = {"access-control-allow-origin": "*", "x-amz-apigw-id": "A7H6ymVqoT5nbzI="}
        own["x-amzn-trace-id"] = "Root=1-6b09c170-d19b02fe238e9736649da421"
        for each in page_fetches(exchanges([flow(sent={"cookie": "a=b"}, answered=own)])):
            now.store.put(each)
        await now.all(1)
        await now.live.locator(".row").click()
        tab = now.live.locator('#detail .snippets [role="tab"][aria-selected="true"]').first
        await expect(tab).to_have_text("Lambda (Python)")
        await now.live.get_by_role("tab", name="Terraform").first.click()
        await now.live.reload()
        await now.live.locator(".row").click()
        await expect(tab).to_have_text("Terraform")


async def test_what_is_heard_tells_buttons_and_panels_apart() -> None:
    async with shown() as now:
        now.put("/orders")
        await now.all(1)
        await now.live.locator(".row").click()
        for name in (
            "Copy the snippet",
            "Copy what Chrome prints",
            "Copy what Firefox prints",
            "Copy what Safari prints",
        ):
            await expect(now.live.get_by_role("button", name=name)).to_be_visible()
        await expect(now.live.get_by_role("tabpanel", name="Lambda (Python)")).to_be_visible()
        await expect(now.live.get_by_role("tabpanel", name="Steps in Chrome")).to_be_visible()


async def test_the_export_menu_closes_when_the_focus_leaves_it() -> None:
    async with shown() as now:
        now.put("/items")
        await now.all(1)
        await now.live.locator("#export").click()
        await expect(now.live.locator("#export-formats")).to_be_visible()
        await now.live.keyboard.press("Escape")
        await expect(now.live.locator("#export-formats")).to_be_hidden()
        await now.live.locator("#export").click()
        await now.live.keyboard.press("/")
        await expect(now.live.locator("#export-formats")).to_be_hidden()


async def test_a_refused_stream_is_asked_for_again() -> None:
    async with shown() as now:
        await now.live.route("**/api/events", lambda route: route.fulfill(status=503, body="{}"))
        await now.live.reload()
        await expect(now.live.locator("#live")).to_have_attribute("data-state", "gone")
        now.put("/orders")
        await now.live.unroute("**/api/events")
        await now.all(1)
        await expect(now.live.locator("#live")).to_have_text("live")


async def test_a_page_that_is_loaded_anew_keeps_its_filters() -> None:
    async with shown() as now:
        now.put("/orders")
        now.put("/items", fine=True)
        await now.all(2)
        await now.live.keyboard.press("b")
        await now.live.select_option("#host", "api.example.com")
        await now.live.locator("#text").fill("order")
        await now.live.reload()
        await expect(now.live.locator("#shown")).to_have_text("1 of 2")
        await expect(now.live.locator("#host")).to_have_value("api.example.com")
        await now.live.locator("#reset").click()
        await now.live.reload()
        await now.all(2)


async def test_filters_that_fit_nothing_are_reset_from_there_while_fetches_arrive() -> None:
    async with shown() as now:
        now.put("/orders")
        await now.all(1)
        await now.live.locator("#text").fill("nothing like it")
        button = now.live.locator("#empty").get_by_role("button", name="Reset filters")
        await button.focus()
        now.put("/items")
        await expect(now.live.locator("#shown")).to_have_text("0 of 2")
        await expect(button).to_be_focused()
        await now.live.keyboard.press("Enter")
        await now.all(2)
