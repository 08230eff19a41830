"""What goes wrong around the proxy is one clear line, and the traffic goes on."""

from __future__ import annotations

import asyncio
import socket
import ssl
from pathlib import Path

import pytest

from tests.cli.test_proxy import PROXY, api, ask, free_port, request, started


async def output(process: asyncio.subprocess.Process) -> tuple[list[str], list[str]]:
    assert process.stdout is not None
    assert process.stderr is not None
    out, err = await process.stdout.read(), await process.stderr.read()
    return out.decode().splitlines(), err.decode().splitlines()


def distrust(port: int) -> None:
    """Shake hands as a browser that does not know our authority: it says so in an alert, which asyncio's does not."""
    with socket.create_connection(("127.0.0.1", port), 20) as plain:
        plain.sendall(b"CONNECT api.example.test:443 HTTP/1.1\r\nHost: api.example.test:443\r\n\r\n")
        assert b"200" in plain.recv(4096)
        with pytest.raises(ssl.SSLError):
            ssl.create_default_context().wrap_socket(plain, server_hostname="api.example.test")


async def test_a_client_that_does_not_trust_our_authority_is_told_of_in_one_line(tmp_path: Path) -> None:
    port = free_port()
    lazy = ["--set", f"confdir={tmp_path}", "--set", "connection_strategy=lazy"]  # there is no such API to dial
    async with started(*PROXY, "-p", str(port), *lazy, port=port) as process:
        await asyncio.to_thread(distrust, port)
        async with api() as upstream:
            assert "200 OK" in await ask(port, f"http://127.0.0.1:{upstream}/")
    out, err = await output(process)
    told = [line for line in out + err if "certificate" in line.lower() or "trust" in line.lower()]
    assert len(told) == 1, out + err
    assert "api.example.test" in told[0]
    assert out[-1].startswith("cors:blocked"), "the next request is judged"


async def test_a_client_that_goes_away_in_the_middle_leaves_the_others_alone() -> None:
    port = free_port()

    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nhi")
        await asyncio.sleep(1)
        writer.close()

    server = await asyncio.start_server(slow, "127.0.0.1", 0)
    upstream = server.sockets[0].getsockname()[1]
    async with server, started(*PROXY, "-p", str(port), port=port) as process:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request(f"http://127.0.0.1:{upstream}/", f"127.0.0.1:{upstream}"))
        await writer.drain()
        await asyncio.sleep(0.5)
        writer.close()
        await asyncio.sleep(0.5)
        async with api() as other:
            assert "200 OK" in await ask(port, f"http://127.0.0.1:{other}/after")
    out, err = await output(process)
    assert "/after" in out[-1]
    assert "Traceback" not in "\n".join(out + err)


async def test_a_script_that_raises_does_not_take_the_verdict_with_it(tmp_path: Path) -> None:
    script, port = tmp_path / "broken.py", free_port()
    script.write_text("def response(flow):\n    raise RuntimeError('made to fail')\n")
    async with api() as upstream, started(*PROXY, "-p", str(port), "-s", str(script), port=port) as process:
        assert "200 OK" in await ask(port, f"http://127.0.0.1:{upstream}/")
    out, _ = await output(process)
    assert any(line.startswith("cors:blocked") for line in out)


def tunnelled(port: int, target: str) -> bytes:
    """The answer to a browser's CONNECT."""
    with socket.create_connection(("127.0.0.1", port), 20) as plain:
        plain.sendall(f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n\r\n".encode())
        return plain.recv(4096)


async def test_an_https_api_that_is_down_is_a_line_although_no_request_came_to_be() -> None:
    port = free_port()
    with socket.socket() as taken:  # bound and not listening
        taken.bind(("127.0.0.1", 0))
        target = f"127.0.0.1:{taken.getsockname()[1]}"
        async with started(*PROXY, "-p", str(port), port=port) as process:
            assert b"502" in await asyncio.to_thread(tunnelled, port, target)
    out, err = await output(process)
    assert [line for line in out + err if f"no connection to {target}" in line and "not CORS" in line]
