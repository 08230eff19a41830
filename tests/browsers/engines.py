"""The three engines: start one, show it the page, collect what its console says."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import shutil
import subprocess
import tempfile
import tty
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from tests.browsers.case import Seen
from tests.browsers.server import Site

CHROMIUM = "/usr/bin/chromium"
FIREFOX = "/usr/bin/firefox-esr"
MINIBROWSER = "/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser"
CHROMIUM_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    # a sandboxed frame in a process of its own would speak to another DevTools session
    "--disable-features=IsolateSandboxedIframes",
)  # fmt: skip
_ID = re.compile(r"/t/([sr][0-9x]+)/")
# what stands in a console beside the lines under test
_FORBIDDEN = ("Refused to set unsafe header", "Attempt to set a forbidden header")
_STATUS_LINE = re.compile(r"^Failed to load resource: the server responded with a status of")


@dataclass(frozen=True, slots=True)
class Engine:
    """`name` is the engine's, `browser` the profile that it is compared with, `run` drives it through a site."""

    name: str
    browser: str
    installed: Callable[[], bool]
    version: Callable[[], str]
    run: Callable[[Site, float], Awaitable[None]]


def _output(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    return (done.stdout or done.stderr).strip().splitlines()[0] if done.stdout or done.stderr else "?"


def _seen_of(site: Site, *texts: str) -> Seen | None:
    """Whose line it is: every line or its source names the URL."""
    for text in texts:
        found = _ID.search(text)
        if found and found.group(1) in site.seen:
            return site.seen[found.group(1)]
    return None


async def _chromium(site: Site, patience: float) -> None:
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_FLAGS))
        page = await browser.new_page()
        session = await page.context.new_cdp_session(page)
        urls: dict[str, str] = {}

        def logged(event: dict[str, Any]) -> None:
            entry = event["entry"]
            seen = _seen_of(site, entry.get("url", ""), entry["text"])
            if seen is not None and entry["level"] == "error":
                seen.console.append(entry["text"])

        def failed(event: dict[str, Any]) -> None:
            seen = _seen_of(site, urls.get(event["requestId"], ""))
            status = event.get("corsErrorStatus")
            if seen is not None and status:
                seen.code = seen.code or status["corsError"]

        session.on("Log.entryAdded", logged)
        session.on(
            "Network.requestWillBeSent", lambda event: urls.__setitem__(event["requestId"], event["request"]["url"])
        )
        session.on("Network.loadingFailed", failed)
        await session.send("Log.enable")
        await session.send("Network.enable")
        await page.goto(site.opened(4))
        await asyncio.wait_for(site.done.wait(), patience)
        await asyncio.sleep(0.3)
        await browser.close()


async def _ended(process: asyncio.subprocess.Process) -> None:
    """End a browser that we started, by its own id."""
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), 5)
    except TimeoutError:
        process.kill()
        await process.wait()


_PREFS = {
    "remote.active-protocols": 1, "browser.shell.checkDefaultBrowser": False, "datareporting.policy.dataSubmissionEnabled":
    False, "toolkit.telemetry.reportingpolicy.firstRun": False, "browser.aboutwelcome.enabled": False,
    "network.captive-portal-service.enabled": False, "network.connectivity-service.enabled": False,
    "app.update.enabled": False, "browser.safebrowsing.provider.mozilla.updateURL": "", "extensions.update.enabled": False,
    "services.settings.server": "data:,", "app.normandy.enabled": False, "network.lna.enabled": False,
}  # fmt: skip


async def _firefox(site: Site, patience: float) -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        prefs = "".join(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in _PREFS.items())
        (Path(profile) / "user.js").write_text(prefs, encoding="utf-8")
        process = await asyncio.create_subprocess_exec(
            FIREFOX, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0",
            stdout=subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE, env={**os.environ, "HOME": profile},
        )  # fmt: skip
        try:
            address = await asyncio.wait_for(_bidi_address(process), 60)
            drain = asyncio.create_task(_drained(process))
            async with (
                aiohttp.ClientSession() as http,
                http.ws_connect(f"{address}/session", max_msg_size=0) as socket,
            ):
                await _bidi(site, socket, patience)
            drain.cancel()
        finally:
            await _ended(process)


async def _bidi_address(process: asyncio.subprocess.Process) -> str:
    assert process.stderr is not None
    async for raw in process.stderr:
        found = re.search(r"WebDriver BiDi listening on (ws://\S+)", raw.decode("utf-8", "replace"))
        if found:
            return found.group(1)
    raise RuntimeError("Firefox ended before it listened")


async def _drained(process: asyncio.subprocess.Process) -> None:
    assert process.stderr is not None
    async for _ in process.stderr:
        pass


async def _bidi(site: Site, socket: aiohttp.ClientWebSocketResponse, patience: float) -> None:
    number = 0

    async def call(method: str, **parameters: object) -> dict[str, Any]:
        nonlocal number
        number += 1
        await socket.send_json({"id": number, "method": method, "params": parameters})
        while True:
            message = json.loads((await socket.receive()).data)
            if message.get("id") == number:
                if message.get("type") == "error":
                    raise RuntimeError(f"{method}: {message}")
                return dict(message["result"])
            note(message)

    def note(message: dict[str, Any]) -> None:
        if message.get("method") != "log.entryAdded":
            return
        entry = message["params"]
        text = entry.get("text") or ""
        seen = _seen_of(site, text)
        if seen is not None and entry.get("level") == "error":
            seen.console.append(text)

    await call("session.new", capabilities={})
    await call("session.subscribe", events=["log.entryAdded"])
    tree = await call("browsingContext.getTree")
    context = tree["contexts"][0]["context"]
    await call("browsingContext.navigate", context=context, url=site.opened(4), wait="none")
    async with asyncio.timeout(patience):
        while not site.done.is_set():
            with contextlib.suppress(TimeoutError):
                message = await asyncio.wait_for(socket.receive(), 0.5)
                if message.type is aiohttp.WSMsgType.TEXT:
                    note(json.loads(message.data))
    for _ in range(10):
        with contextlib.suppress(TimeoutError):
            message = await asyncio.wait_for(socket.receive(), 0.1)
            if message.type is aiohttp.WSMsgType.TEXT:
                note(json.loads(message.data))


def _webkit_version() -> str:
    """MiniBrowser needs a display to tell its version; Debian's package needs none."""
    if shutil.which("dpkg-query") is None:
        return "WebKitGTK"
    return "WebKitGTK " + _output("dpkg-query", "-W", "-f", "${Version}", "libwebkit2gtk-4.1-0")


async def _webkit(site: Site, patience: float) -> None:
    display = f":{90 + os.getpid() % 900}"
    screen = await asyncio.create_subprocess_exec(
        "Xvfb",
        display,
        "-screen",
        "0",
        "800x600x24",
        "-nolisten",
        "tcp",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        await asyncio.sleep(1.0)
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
            # The web process writes to what MiniBrowser has as standard error, keeps lines back unless that is a
            # terminal, and says nothing at all with --private.
            master, slave = os.openpty()
            tty.setraw(slave)
            process = await asyncio.create_subprocess_exec(
                MINIBROWSER, "--enable-write-console-messages-to-stdout=true", site.opened(12),
                stdout=slave, stderr=slave,
                env={**os.environ, "DISPLAY": display, "HOME": home, "XDG_RUNTIME_DIR": home, "GDK_BACKEND": "x11",
                     "LIBGL_ALWAYS_SOFTWARE": "1", "WEBKIT_DISABLE_COMPOSITING_MODE": "1", "LANG": "C.UTF-8",
                     "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"},
            )  # fmt: skip
            os.close(slave)
            reader = asyncio.create_task(_webkit_console(site, master))
            try:
                await asyncio.wait_for(site.done.wait(), patience)
                await asyncio.sleep(0.5)
            finally:
                reader.cancel()
                await _ended(process)
    finally:
        await _ended(screen)


# `http://localhost:1/page.html:52:18: CONSOLE JS LOG text`; the place and the source may be missing
_CONSOLE = re.compile(
    r"(?:^|: )CONSOLE (?:(?P<source>[A-Z-]+) )?(?P<level>LOG|ERROR|WARN|WARNING|INFO|DEBUG) (?P<text>.*)$", re.DOTALL
)


async def _webkit_console(site: Site, terminal: int) -> None:
    """Lines stand between the marks that the page writes before each case: few of them name a URL."""
    current: Seen | None = None
    source = asyncio.StreamReader(limit=1 << 22)
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(source), os.fdopen(terminal, "rb", 0)
    )
    try:
        async for raw in source:
            found = _CONSOLE.search(raw.decode("utf-8", "replace").rstrip("\r\n"))
            if not found:
                continue
            text = found.group("text")
            if text.startswith("case "):
                current = site.seen.get(text.split()[1])
            elif found.group("level") == "ERROR" and current is not None:
                current.console.append(text)
    except OSError:
        pass  # the terminal is gone when the browser is
    finally:
        transport.close()


def is_beside_the_point(line: str) -> bool:
    """Lines about a 4xx or 5xx status, CORS or not, and those about forbidden headers, which name no URL."""
    return _STATUS_LINE.match(line) is not None or line.startswith(_FORBIDDEN)


ENGINES = {
    engine.name: engine
    for engine in (
        Engine(
            "chromium", "chrome", lambda: Path(CHROMIUM).exists(), lambda: _output(CHROMIUM, "--version"), _chromium
        ),
        Engine("firefox", "firefox", lambda: Path(FIREFOX).exists(), lambda: _output(FIREFOX, "--version"), _firefox),
        Engine(
            "webkit",
            "safari",
            lambda: Path(MINIBROWSER).exists() and shutil.which("Xvfb") is not None,
            _webkit_version,
            _webkit,
        ),
    )
}
