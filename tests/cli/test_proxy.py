"""`corsproxy proxy` and the script for mitmproxy's own -s, as processes: what a user starts."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from mitmproxy import http
from mitmproxy import io as flow_io

from corsproxy.cli.main import run
from tests.proxy.traffic import CHROME

ROOT = Path(__file__).parents[2]
ORIGIN = "http://localhost:5173"
# without the live page: its usual port may be another test's, or the developer's own
PROXY = [sys.executable, "-m", "corsproxy", "proxy", "--no-live-page"]
_PATIENCE_SECONDS = 60


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@asynccontextmanager
async def api(lines: str = "") -> AsyncIterator[int]:
    """An API that answers every request with 200 and these header lines."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readuntil(b"\r\n\r\n"):
            writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n{lines}\r\nhi".encode())

    async def quiet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await answer(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(quiet, "127.0.0.1", 0)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        server.close()


@asynccontextmanager
async def started(*arguments: str, port: int) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process that has begun to listen on `port`; it is ended with SIGINT, as by Ctrl-C."""
    process = await asyncio.create_subprocess_exec(
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "NO_COLOR": "1"},
    )
    try:
        await _listens(process, port)
        yield process
        process.send_signal(signal.SIGINT)
        await asyncio.wait_for(process.wait(), _PATIENCE_SECONDS)
    finally:
        if process.returncode is None:
            process.kill()
            print((await process.communicate())[1].decode())  # pytest shows it beside the failure


async def _listens(process: asyncio.subprocess.Process, port: int) -> None:
    """Wait until something listens on `port`; what the process says where it ends instead."""
    async with asyncio.timeout(_PATIENCE_SECONDS):
        while process.returncode is None:
            try:
                (await asyncio.open_connection("127.0.0.1", port))[1].close()
                return
            except OSError:
                await asyncio.sleep(0.1)
    raise AssertionError((await process.communicate())[1].decode())


def request(target: str, host: str) -> bytes:
    """A cross-site CORS request of Chrome's that sends no credentials (there would be Sec-Fetch-Storage-Access)."""
    lines = [
        f"GET {target} HTTP/1.1",
        f"Host: {host}",
        "Connection: close",
        f"User-Agent: {CHROME}",
        f"Origin: {ORIGIN}",
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Mode: cors",
        "Sec-Fetch-Dest: empty",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def ask(proxy: int, url: str) -> str:
    """One request through the proxy; the response as text."""
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy)
    host = url.split("/")[2]
    writer.write(request(url, host))
    answer = await asyncio.wait_for(reader.read(), 20)
    writer.close()
    return answer.decode("latin-1")


def saved(path: Path) -> list[http.HTTPFlow]:
    with path.open("rb") as file:
        return [one for one in flow_io.FlowReader(file).stream() if isinstance(one, http.HTTPFlow)]


async def test_one_line_per_page_fetch_and_the_verdict_in_the_saved_flow(tmp_path: Path) -> None:
    port, file = free_port(), tmp_path / "out.flow"
    async with api() as upstream:
        url = f"http://127.0.0.1:{upstream}/items?token=verysecret"
        async with started(*PROXY, "-p", str(port), "-w", str(file), port=port) as process:
            assert "200 OK" in await ask(port, url)
        assert process.returncode == 0, "Ctrl-C is a clean end"
        assert process.stdout is not None
        lines = (await process.stdout.read()).decode().splitlines()
        assert len(lines) == 1
        assert lines[0].startswith(f"cors:blocked  200  {ORIGIN} -> GET http://127.0.0.1:{upstream}/items")
        assert "MissingAllowOriginHeader" in lines[0]
        assert "verysecret" not in lines[0]
    (one,) = saved(file)
    assert one.comment.startswith("cors:blocked ")
    assert one.metadata["corsproxy"]["verdicts"]["firefox"]["error"] == "MissingAllowOriginHeader"


@pytest.mark.parametrize("script", ["addons/corsproxy_addon.py", "corsproxy/cli/mitmproxy_script.py"])
async def test_mitmdumps_own_script_form_saves_the_annotations_too(script: str, tmp_path: Path) -> None:
    port, file = free_port(), tmp_path / "out.flow"
    mitmdump = str(Path(sys.executable).with_name("mitmdump"))
    rewritten = "/~s/access-control-allow-origin/*"
    async with api() as upstream:
        command = [mitmdump, "-p", str(port), "-s", script, "-w", str(file), "--modify-headers", rewritten]
        async with started(*command, port=port):
            await ask(port, f"http://127.0.0.1:{upstream}/items")
    (one,) = saved(file)
    assert one.comment.startswith("cors:ok "), "judged after modify_headers: as the browser gets it"
    assert one.metadata["corsproxy"]["outcome"] == "ok"


async def test_reverse_mode_stands_before_one_api_and_says_what_that_hides() -> None:
    port = free_port()
    async with api("Access-Control-Allow-Origin: *\r\n") as upstream:
        command = [*PROXY, "-p", str(port), "--upstream", f"http://127.0.0.1:{upstream}"]
        async with started(*command, port=port) as process:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request("/x", f"127.0.0.1:{port}"))
            assert b"200 OK" in await asyncio.wait_for(reader.read(), 20)
            writer.close()
        assert process.stdout is not None
        assert process.stderr is not None
        assert (await process.stdout.read()).startswith(b"cors:ok")
        assert b"What this hides" in await process.stderr.read()


async def test_an_upstream_that_is_down_is_one_line_and_the_proxy_goes_on() -> None:
    port = free_port()
    with socket.socket() as taken:  # bound and not listening: nobody else answers there either
        taken.bind(("127.0.0.1", 0))
        nobody = taken.getsockname()[1]
        async with started(*PROXY, "-p", str(port), port=port) as process:
            for _ in range(2):
                assert "502" in (await ask(port, f"http://127.0.0.1:{nobody}/")).splitlines()[0]
    assert process.stdout is not None
    lines = (await process.stdout.read()).decode().splitlines()
    assert len(lines) == 2
    assert "NetworkFailure" in lines[0]


async def test_server_sent_events_reach_the_page_as_they_come_and_are_judged() -> None:
    seen = asyncio.Event()

    async def stream(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\ndata: first\n\n"
        )
        await writer.drain()
        await seen.wait()
        writer.close()

    port, server = free_port(), await asyncio.start_server(stream, "127.0.0.1", 0)
    host = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server, started(*PROXY, "-p", str(port), port=port) as process:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request(f"http://{host}/events", host))
        await asyncio.wait_for(reader.readuntil(b"data: first"), 20)
        assert process.stdout is not None
        line = await asyncio.wait_for(process.stdout.readline(), 20)
        assert line.startswith(b"cors:blocked  200"), "while it goes on"
        seen.set()
        writer.close()


async def test_names_under_localhost_lead_home_and_connections_are_used_again() -> None:
    port = free_port()
    async with api() as upstream, started(*PROXY, "-p", str(port), port=port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        name = f"shop.execute-api.localhost:{upstream}"
        # more than the five connections that mitmproxy opens to one address at most
        for _ in range(8):
            writer.write(f"GET http://{name}/ HTTP/1.1\r\nHost: {name}\r\n\r\n".encode())
            assert b"200 OK" in await asyncio.wait_for(reader.readuntil(b"hi"), 10)
        writer.close()


def refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        run(arguments)
    assert ended.value.code == 2
    text = capsys.readouterr().err
    assert text.count("\n") == 1, text
    return text


def test_a_taken_port_is_one_line_and_exit_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        text = refused(["proxy", "-p", str(port)], capsys)
    assert f"port {port}" in text
    assert "--port" in text


@pytest.mark.parametrize("url", ["ftp://x.example", "nonsense", "https://x.example/prod"])
def test_an_upstream_that_is_no_origin_is_refused_with_what_to_write(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "Write" in refused(["proxy", "-p", "0", "--upstream", url], capsys)


@pytest.mark.parametrize(
    ("setting", "named"),
    [
        ("no_such_option=1", "no_such_option"),
        ("corsproxy_limit=0", "corsproxy_limit"),
        ("corsproxy_limit=many", "many"),
    ],
)
async def test_a_setting_that_cannot_be_is_named_and_nothing_starts(setting: str, named: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *[*PROXY, "-p", "0", "--set", setting],
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 2
    text = (out + err).decode()
    assert named in text
    assert "Traceback" not in text
