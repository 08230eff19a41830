"""A real browser from start to end, over HTTPS that only our authority vouches for."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from mitmproxy import http

from corsproxy.proxy.launch.installed import Engine, Installed
from corsproxy.proxy.launch.session import launched
from corsproxy.proxy.start import embedded, listening_port
from tests.e2e import installed_browsers

URL = "https://abcdefghij.execute-api.eu-west-1.amazonaws.com/hello"


class Answering:
    """Answers for the whole web."""

    name = "answering"

    def __init__(self) -> None:
        self.asked = asyncio.Event()

    def request(self, flow: http.HTTPFlow) -> None:
        flow.response = http.Response.make(200, b"<title>hello</title>", {"content-type": "text/html"})
        if flow.request.pretty_url == URL:
            self.asked.set()


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
@pytest.mark.parametrize(
    ("which", "listen"),  # Firefox does not speak the DevTools protocol
    [(installed_browsers.chromium, False), (installed_browsers.chromium, True), (installed_browsers.firefox, False)],
)
async def test_the_browser_trusts_our_authority_and_is_gone_afterwards(
    which: object, listen: bool, tmp_path: Path
) -> None:
    browser = which()  # type: ignore[operator]
    site = Answering()
    settings = {"confdir": str(tmp_path), "connection_strategy": "lazy"}
    async with embedded([site], host="127.0.0.1", port=0, settings=settings) as master:
        proxy = f"127.0.0.1:{listening_port(master)}"
        async with launched(browser, proxy=proxy, url=URL, headless=True, listen=listen, confdir=tmp_path) as session:
            await asyncio.wait_for(site.asked.wait(), 60)
            for _ in range(100):
                if not listen or any(one.url == URL and one.finished for one in session.seen):
                    break
                await asyncio.sleep(0.05)
            assert not session.ended.is_set()
            assert any(one.url == URL and one.status == 200 for one in session.seen) is listen
        assert session.ended.is_set()


@pytest.mark.parametrize("engine", list(Engine))
async def test_a_program_that_is_no_browser_is_an_oserror(engine: Engine, tmp_path: Path) -> None:
    program = tmp_path / "browser"
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o755)
    with pytest.raises(OSError):
        async with launched(
            Installed("chromium", engine, str(program)), proxy="127.0.0.1:9", url=URL, listen=True, confdir=tmp_path
        ):
            raise AssertionError("it cannot have started")
