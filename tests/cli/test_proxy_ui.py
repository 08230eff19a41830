"""mitmproxy's other interfaces with our addon, as processes: the console on a terminal, the web interface."""

from __future__ import annotations

import asyncio
import fcntl
import os
import pty
import struct
import sys
import termios

import mitmproxy.version
import pytest

from tests.cli.test_proxy import api, ask, free_port, started


async def test_the_web_interface_answers_at_its_port_and_is_closed_to_proxied_requests() -> None:
    port, web, page = free_port(), free_port(), free_port()
    command = [sys.executable, "-m", "corsproxy", "proxy", "--ui", "web", "-p", str(port), "--web-port", str(web)]
    command += ["--page-port", str(page), "--set", "web_open_browser=false"]
    async with started(*command, port=port) as process:
        reader, writer = await asyncio.open_connection("127.0.0.1", web)
        writer.write(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{web}\r\nConnection: close\r\n\r\n".encode())
        first = await asyncio.wait_for(reader.readline(), 20)
        writer.close()
        assert b"200" in first or b"403" in first, "it may ask for its password"
        for name in ("127.0.0.1", "localhost", "x.localhost", "0"):
            assert "502" in (await ask(port, f"http://{name}:{web}/")).splitlines()[0]
    assert process.stderr is not None
    said = (await process.stderr.read()).decode()
    open_to_all = tuple(map(int, mitmproxy.version.VERSION.split(".")[:3])) < (11, 1, 2)
    assert ("asks nobody for a password" in said) is open_to_all
    assert "Traceback" not in said


@pytest.mark.parametrize("leave", [b"q", b"\x03"], ids=["q", "ctrl-c"])
async def test_the_console_shows_the_verdict_s_mark_and_ends_when_asked(leave: bytes) -> None:
    port, page = free_port(), free_port()
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    process = await asyncio.create_subprocess_exec(
        *[sys.executable, "-m", "corsproxy", "proxy", "--ui", "console", "-p", str(port), "--page-port", str(page)],
        stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # so that Ctrl-C reaches it as a signal
        env={**os.environ, "TERM": "xterm-256color"},
    )  # fmt: skip
    os.close(theirs)
    screen = bytearray()
    loop = asyncio.get_running_loop()
    loop.add_reader(ours, lambda: screen.extend(_read(ours)))
    try:
        async with asyncio.timeout(60):
            await _listening(port)
            while f"Live page at http://localhost:{page}".encode() not in screen:  # noqa: ASYNC110 -- likewise
                await asyncio.sleep(0.1)
            assert screen.startswith(b"\x1b[?1049h"), "nothing is printed before or beside what the console draws"
            async with api() as upstream:
                await ask(port, f"http://127.0.0.1:{upstream}/items")
            while "\N{LARGE RED CIRCLE}".encode() not in screen:  # noqa: ASYNC110 -- another process draws
                await asyncio.sleep(0.1)
            os.write(ours, leave)
            await asyncio.sleep(0.5)
            os.write(ours, b"y")  # it asks whether that is meant
            assert await process.wait() == 0
    finally:
        loop.remove_reader(ours)
        if process.returncode is None:
            process.kill()
            await process.wait()
        os.close(ours)
    assert b"Traceback" not in screen


def _read(ours: int) -> bytes:
    try:
        return os.read(ours, 1 << 16)
    except OSError:  # the other end is gone
        return b""


async def _listening(port: int) -> None:
    while True:
        try:
            (await asyncio.open_connection("127.0.0.1", port))[1].close()
            return
        except OSError:
            await asyncio.sleep(0.1)
