"""A browser from start to end: a temporary profile, the process, what it says of itself; afterwards all is gone."""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from mitmproxy.options import CONF_DIR

from corsproxy.proxy.launch import marionette, profile
from corsproxy.proxy.launch.authority import certificate_path, public_key_hash
from corsproxy.proxy.launch.devtools import DevTools, Gone, Seen
from corsproxy.proxy.launch.installed import Engine, Installed

_ENDING_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Session:
    """A running browser; `ended` is set when it ends. `seen` grows as it makes requests (only when listened to)."""

    browser: Installed
    ended: asyncio.Event
    seen: list[Seen]


@asynccontextmanager
async def launched(
    browser: Installed,
    *,
    proxy: str,
    url: str,
    headless: bool = False,
    listen: bool = False,
    confdir: str | Path = CONF_DIR,
) -> AsyncIterator[Session]:
    """Run the browser at `url` through `proxy` (`host:port`) while the context lasts; OSError where it cannot start.

    `listen` (Chromium, Chrome, Edge; not on Windows) fills `seen` from the DevTools protocol.
    """
    certificate = certificate_path(confdir)
    with tempfile.TemporaryDirectory(prefix="corsproxy-browser-", ignore_cleanup_errors=True) as folder:
        listens = listen and browser.engine is Engine.CHROMIUM and hasattr(os, "posix_spawn")
        command = profile.command_for(
            browser,
            Path(folder),
            proxy=proxy,
            key_hash=public_key_hash(certificate),
            url="about:blank" if listens else url,
            headless=headless,
            pipe=listens,
        )
        if listens:
            async with _listened(browser, command, url) as session:
                yield session
            return
        if browser.engine is Engine.FIREFOX:
            await marionette.trust(command, certificate)
        async with _process(command.arguments, command.environment) as ended:
            yield Session(browser, ended, [])


@asynccontextmanager
async def _listened(browser: Installed, command: profile.Command, url: str) -> AsyncIterator[Session]:
    devtools = await DevTools.start(command.arguments, command.environment)
    try:
        try:
            await devtools.watch()
            await devtools.open(url)
        except Gone as error:
            raise OSError(f"{browser.path} ended as soon as it was started ({error})") from error
        yield Session(browser, devtools.gone, devtools.seen)
    finally:
        await devtools.close()


@asynccontextmanager
async def _process(arguments: tuple[str, ...], environment: Mapping[str, str]) -> AsyncIterator[asyncio.Event]:
    process = await asyncio.create_subprocess_exec(
        *arguments,
        env={**os.environ, **environment},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for us; we end the browser with all its processes
    )
    ended = asyncio.Event()

    async def wait() -> None:
        await process.wait()
        ended.set()

    waiting = asyncio.create_task(wait())
    try:
        yield ended
    finally:
        for sign in (signal.SIGTERM, signal.SIGKILL) if hasattr(signal, "SIGKILL") else (signal.SIGTERM,):
            if ended.is_set():
                break
            with suppress(ProcessLookupError, PermissionError):
                if hasattr(os, "killpg"):
                    os.killpg(process.pid, sign)
                else:
                    process.terminate()
            with suppress(TimeoutError):
                await asyncio.wait_for(ended.wait(), _ENDING_SECONDS)
        waiting.cancel()
