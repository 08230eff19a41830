"""One page that needs no network, in which nothing of the traffic is markup."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

from corsproxy.report import html
from tests.report.made import HOSTILE, report


class Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def elements(page: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Elements()
    parser.feed(page)
    return parser.found


def test_the_traffic_adds_no_element() -> None:
    page = html.render(report())
    assert [tag for tag, _ in elements(page)].count("script") == 2
    assert not [tag for tag, _ in elements(page) if tag in {"img", "iframe", "b", "link", "base", "object"}]


def test_the_page_loads_nothing_and_its_policy_permits_nothing_else() -> None:
    page = html.render(report())
    assert not [attributes for _, attributes in elements(page) if "src" in attributes]
    (policy,) = [attributes["content"] for tag, attributes in elements(page) if attributes.get("http-equiv")]
    assert policy is not None
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    for tag, kind in (("style", "style-src"), ("script", "script-src")):
        inline = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)[-1]
        digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
        assert f"{kind} 'sha256-{digest}'" in policy


def test_the_data_survive_their_embedding() -> None:
    page = html.render(report())
    (embedded,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert "<" not in embedded
    data = json.loads(embedded)
    assert len(data["rows"]) == len(report().assessments)
    assert any("<script>alert(1)</script>" in row[1] for row in data["rows"])


def test_every_control_has_a_name() -> None:
    found = elements(html.render(report()))
    assert ("html", {"lang": "en"}) in found
    labelled = re.findall(r"<label>[^<]+<(?:input|select)", html.render(report()))
    assert len(labelled) == sum(tag in {"input", "select"} for tag, _ in found)


CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")


@pytest.mark.browser
@pytest.mark.skipif(
    CHROMIUM is None and os.environ.get("CORSPROXY_REQUIRE_BROWSER") != "1",
    reason="needs a Chromium to open the page",
)
def test_a_browser_shows_filters_and_opens_fetches(tmp_path: Path) -> None:
    from playwright.sync_api import sync_playwright

    (tmp_path / "report.html").write_text(html.render(report(times=300)), encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        trouble: list[str] = []
        asked: list[str] = []
        page.on("console", lambda message: trouble.append(message.text))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("dialog", lambda dialog: trouble.append(dialog.message))
        page.on("request", lambda request: asked.append(request.url))
        page.goto((tmp_path / "report.html").as_uri())
        assert page.locator("#rows tr").count() == 200
        page.click("#more")
        assert page.locator("#rows tr").count() == 304
        page.fill("input[name=text]", "/items/17")
        row = page.locator("#rows tr").first
        row.locator("button").click()
        assert "/prod/items/17'" in page.inner_text("tr.more")
        assert page.locator("tr.more ol.steps li").count() > 0
        page.fill("input[name=text]", HOSTILE.partition("\x1b")[0])
        assert page.locator("#rows tr").count() == 1
        page.select_option("select[name=standing]", "allowed")
        assert page.locator("#rows tr").count() == 0
        browser.close()
    assert not trouble
    assert len(asked) == 1
