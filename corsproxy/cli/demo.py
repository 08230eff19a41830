"""`corsproxy demo` (and `make run`): the main job on an embedded sample, with no AWS account."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import TYPE_CHECKING

import click
from rich.console import Console

from corsproxy.cli import exit_codes
from corsproxy.cli.demo_run import Outcome, Run
from corsproxy.cli.listening import require_free
from corsproxy.where import Mistake, Unusable

if TYPE_CHECKING:
    from corsproxy.proxy.launch.session import Session

WALK_SECONDS = 60.0
_WIDTH = 100


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("-p", "--port", type=int, help="Port of the proxy.  [default: 8080]")
@click.option("--emulator-port", type=int, help="Port of the emulated API.  [default: 4000]")
@click.option("--page-port", default=8000, show_default=True, help="Port of the page.")
@click.option("--live-port", type=int, help="Port of the live page (none with --once).  [default: 8081]")
@click.option("--browser", "browser", is_flag=True, help="Start a browser at the page, with a profile of its own.")
@click.option(
    "--once", is_flag=True, help="Drive a headless Chromium over the page, print the table of verdicts, exit."
)
@click.option(
    "--browser-name", type=click.Choice(["chromium", "chrome", "edge", "firefox"]), help="Which browser to start."
)
def command(
    port: int | None,
    emulator_port: int | None,
    page_port: int,
    live_port: int | None,
    browser: bool,
    once: bool,
    browser_name: str | None,
) -> int:
    """Show CORS failing in the classic ways: an emulated shop API, a page on another origin, and the proxy.

    Ports may stand in the environment too, as for `corsproxy proxy`. Exits 0; with --once 1 when a verdict differs
    from what the page experienced.
    """
    from corsproxy.config import read

    found = read(None, os.environ)  # no file of the user's: the demo has its own API
    port = found.proxy.listen_port if port is None else port
    emulator_port = found.emulator.port if emulator_port is None else emulator_port
    live_port = found.live_page.port if live_port is None else live_port
    require_free("127.0.0.1", port, "the proxy", "--port")
    require_free("127.0.0.1", emulator_port, "the emulated API", "--emulator-port")
    require_free("127.0.0.1", page_port, "the page", "--page-port")
    if not once:
        require_free("127.0.0.1", live_port, "the live page", "--live-port")
    ports = (port, emulator_port, page_port, None if once else live_port)
    with suppress(KeyboardInterrupt):
        return asyncio.run(_demo(ports, browser=browser or once, once=once, browser_name=browser_name))
    return exit_codes.CLEAN


async def _demo(
    ports: tuple[int, int, int, int | None], *, browser: bool, once: bool, browser_name: str | None
) -> int:
    from corsproxy.cli.demo_stage import staged
    from corsproxy.cli.demo_table import live_lines, show

    console = Console(width=None if sys.stdout.isatty() else _WIDTH, highlight=False)
    stop = _on_signals()

    def told(outcome: Outcome) -> None:
        if not once and outcome.assessment is not None:
            console.print(live_lines(outcome.assessment, outcome.case.path))

    async with AsyncExitStack() as stack:
        port, emulator_port, page_port, live_port = ports
        stage = await stack.enter_async_context(staged(port, emulator_port, page_port, told, live_port=live_port))
        if not once:
            _greet(console, stage.page, stage.proxy, stage.live, started=browser)
        session = None
        if browser:
            session = await stack.enter_async_context(_browser(browser_name, stage.proxy, stage.page, once=once))
        if session is None or not once:
            await stop.wait()
            return exit_codes.CLEAN
        await _walked(stage.run, session, stop)
        name = "firefox" if session.browser.name == "firefox" else "chrome"
        show(console, stage.run.outcomes, name)
        return exit_codes.CLEAN if stage.run.agreed(name) else exit_codes.FINDINGS


def _greet(console: Console, page: str, proxy: str, live: str, *, started: bool) -> None:
    console.print(
        f"\nThe shop's page is at [bold]{page}[/], its API is emulated, and the proxy is at [bold]{proxy}[/]."
    )
    if not started:
        console.print(
            "Open the page in a browser that uses the proxy:\n\n"
            f"    corsproxy browser --proxy {proxy} {page}\n\n"
            f"or start your own: chromium --proxy-server={proxy} --proxy-bypass-list='<-loopback>' "
            f"--user-data-dir=/tmp/demo {page}",
            soft_wrap=True,
        )
    console.print(
        f"\nEach verdict appears here as it happens, and on the live page at [bold]{live}[/] (open it without the "
        "proxy).\nCtrl-C ends the demo.\n",
        soft_wrap=True,
    )


@asynccontextmanager
async def _browser(name: str | None, proxy: str, url: str, *, once: bool) -> AsyncIterator[Session]:
    """The browser at the page; raises `Unusable` where there is none or it does not start."""
    from corsproxy.proxy.launch.installed import Engine, find
    from corsproxy.proxy.launch.session import launched

    found = find(name, Engine.CHROMIUM if once and name is None else None)
    if found is None:
        raise Unusable(
            Mistake(
                f"no {name or 'browser'} is installed here",
                instead="Install Chromium, Chrome, Edge or Firefox, or open the page of `corsproxy demo` yourself.",
            )
        )
    try:
        async with launched(found, proxy=proxy, url=url, headless=once, listen=once) as session:
            yield session
    except OSError as error:
        raise Unusable(Mistake(f"{found.path} does not start: {error}")) from error


async def _walked(run: Run, session: Session, stop: asyncio.Event) -> None:
    """Wait for the page to report, or for the end: the browser's, the user's, or that of our patience."""
    with suppress(TimeoutError):
        async with asyncio.timeout(WALK_SECONDS):
            while not (run.finished.is_set() or session.ended.is_set() or stop.is_set()):  # noqa: ASYNC110 -- a thread sets it
                await asyncio.sleep(0.05)
            if session.seen:
                await asyncio.sleep(0.2)  # the browser's last words come after the page's
    run.listened(session.seen)


def _on_signals() -> asyncio.Event:
    """An event that SIGINT and SIGTERM set, so that everything ends in order."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows: there KeyboardInterrupt ends the loop
            loop.add_signal_handler(sign, stop.set)
    return stop
