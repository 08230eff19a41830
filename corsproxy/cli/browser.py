"""`corsproxy browser`: a browser with a profile of its own that sends everything through the proxy."""

from __future__ import annotations

import asyncio
import signal
import socket
from contextlib import AsyncExitStack, suppress
from typing import TYPE_CHECKING

import click

from corsproxy.cli import exit_codes
from corsproxy.where import Mistake, Unusable

if TYPE_CHECKING:
    from corsproxy.proxy.launch.installed import Installed

NAMES = ("chromium", "chrome", "edge", "firefox")


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("url", default="about:blank")
@click.option("--proxy", default="127.0.0.1:8080", show_default=True, metavar="HOST:PORT", help="Its address.")
@click.option("--name", type=click.Choice(NAMES), help="Which browser; the first that is installed when not given.")
@click.option("--headless", is_flag=True, help="Without a window.")
@click.option("--verify", is_flag=True,
              help="Run a proxy of our own, listen to Chromium's DevTools protocol, show differences.")  # fmt: skip
@click.option("--seconds", type=float, help="End after so many seconds (else when the browser is closed).")
def command(url: str, proxy: str, name: str | None, headless: bool, verify: bool, seconds: float | None) -> int:
    """Start Chromium, Chrome, Edge or Firefox at URL, through the proxy, in a fresh profile.

    The profile trusts mitmproxy's certificate authority, sends localhost through the proxy too, and is removed when
    the browser ends. With --verify the exit code is 1 when the browser's CORS error differs from ours.
    """
    from corsproxy.proxy.launch.installed import Engine, find

    if verify and name == "firefox":
        raise Unusable(
            Mistake(
                "--verify listens to the DevTools protocol of Chromium, and Firefox has none",
                instead="Write --name chromium, chrome or edge, or leave --verify out.",
            )
        )
    found = find(name, Engine.CHROMIUM if verify else None)
    if found is None:
        wanted = name or ("Chromium, Chrome or Edge" if verify else "browser")
        raise Unusable(
            Mistake(f"no {wanted} is installed here", instead="Install Chromium, Chrome, Edge or Firefox (--name).")
        )
    if not verify:
        require_listening(proxy)
    with suppress(KeyboardInterrupt):
        return asyncio.run(
            _verified(found, url, headless, seconds) if verify else _run(found, proxy, url, headless, seconds)
        )
    return exit_codes.CLEAN


def require_listening(proxy: str) -> None:
    """Raise `Unusable` when nobody listens at `HOST:PORT`."""
    host, colon, port = proxy.rpartition(":")
    if not colon or not port.isdigit():
        raise Unusable(
            Mistake(f"--proxy {proxy!r} is no address", instead="Write HOST:PORT, for example 127.0.0.1:8080.")
        )
    try:
        socket.create_connection((host.strip("[]") or "127.0.0.1", int(port)), timeout=3).close()
    except (OSError, OverflowError):
        raise Unusable(
            Mistake(
                f"nothing listens at {proxy}",
                instead="Start `corsproxy proxy` first, or say where it is with --proxy.",
            )
        ) from None


async def _run(found: Installed, proxy: str, url: str, headless: bool, seconds: float | None) -> int:
    from corsproxy.proxy.launch.session import launched

    try:
        async with launched(found, proxy=proxy, url=url, headless=headless) as session:
            click.echo(f"{found.name} goes through {proxy}. Close it, or press Ctrl-C, to end.", err=True)
            await until(session.ended, seconds)
    except OSError as error:
        raise Unusable(Mistake(f"{found.path} does not start: {error}")) from error
    return exit_codes.CLEAN


async def _verified(found: Installed, url: str, headless: bool, seconds: float | None) -> int:
    from corsproxy.cli.browser_verified import Comparison
    from corsproxy.proxy.addon import CorsProxy
    from corsproxy.proxy.launch.session import launched
    from corsproxy.proxy.start import embedded, listening_port

    comparison = Comparison()
    try:
        async with AsyncExitStack() as stack:
            judge = CorsProxy(announce=lambda entered: comparison.judged(entered.assessment))
            master = await stack.enter_async_context(embedded([judge], host="127.0.0.1", port=0))
            session = await stack.enter_async_context(
                launched(found, proxy=f"127.0.0.1:{listening_port(master)}", url=url, headless=headless, listen=True)
            )
            click.echo(f"{found.name} is listened to. Close it, or press Ctrl-C, to end.", err=True)
            await until(session.ended, seconds)
            comparison.listened(session.seen)
    except OSError as error:
        raise Unusable(Mistake(f"{found.path} does not start: {error}")) from error
    for line in comparison.lines():
        click.echo(line)
    return exit_codes.FINDINGS if comparison.differences() else exit_codes.CLEAN


async def until(ended: asyncio.Event, seconds: float | None) -> None:
    """Wait for the browser's end, Ctrl-C, or so many seconds, whichever comes first."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):
            loop.add_signal_handler(sign, stop.set)
    waiting = {asyncio.create_task(ended.wait()), asyncio.create_task(stop.wait())}
    await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()
