"""HTTP/2 on both sides of the proxy: the messages go on as they are, and the verdict is the same."""

from __future__ import annotations

import asyncio
import socket
import ssl
import sys
from pathlib import Path

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import DataReceived, ResponseReceived, StreamEnded

from tests.cli.test_proxy import CHROME, ORIGIN, PROXY, api, free_port, started
from tests.cli.test_proxy_failures import output


def asked(port: int, upstream: int, authority: Path, times: int) -> list[tuple[str, bytes]]:
    """Status and body of so many requests, as streams of one HTTP/2 connection through CONNECT."""
    name = f"localhost:{upstream}"
    trusting = ssl.create_default_context(cafile=str(authority))
    trusting.set_alpn_protocols(["h2"])
    with socket.create_connection(("127.0.0.1", port), 20) as plain:
        plain.sendall(f"CONNECT {name} HTTP/1.1\r\nHost: {name}\r\n\r\n".encode())
        assert b"200" in plain.recv(4096)
        with trusting.wrap_socket(plain, server_hostname="localhost") as wire:
            assert wire.selected_alpn_protocol() == "h2"
            return [_one(wire, talk, name) for talk in [_begun(wire)] for _ in range(times)]


def _begun(wire: ssl.SSLSocket) -> H2Connection:
    talk = H2Connection(H2Configuration(client_side=True, header_encoding="utf-8"))
    talk.initiate_connection()
    wire.sendall(talk.data_to_send())
    return talk


def _one(wire: ssl.SSLSocket, talk: H2Connection, name: str) -> tuple[str, bytes]:
    lines = [
        (":method", "GET"), (":authority", name), (":scheme", "https"), (":path", "/items"),
        ("user-agent", CHROME), ("origin", ORIGIN), ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "cors"), ("sec-fetch-dest", "empty"),
    ]  # fmt: skip
    talk.send_headers(talk.get_next_available_stream_id(), lines, end_stream=True)
    wire.sendall(talk.data_to_send())
    status, body = "", b""
    while True:
        for event in talk.receive_data(wire.recv(65_536)):
            if isinstance(event, ResponseReceived):
                status = str(dict(event.headers)[":status"])
            elif isinstance(event, DataReceived):
                body += event.data
            elif isinstance(event, StreamEnded):
                return status, body
        wire.sendall(talk.data_to_send())


async def test_http_2_goes_on_as_it_is_and_is_judged(tmp_path: Path) -> None:
    port, secure = free_port(), free_port()
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    async with api() as upstream:
        # mitmproxy itself is the API that speaks HTTP/2 over TLS
        front = [sys.executable, "-c", "from mitmproxy.tools.main import mitmdump; mitmdump()", "-q"]
        front += ["--listen-host", "127.0.0.1", "-p", str(secure), "--mode", f"reverse:http://127.0.0.1:{upstream}"]
        async with (
            started(*front, "--set", f"confdir={theirs}", port=secure),
            started(
                *PROXY, "-p", str(port), "--set", f"confdir={ours}", "--set", "ssl_insecure=true", port=port
            ) as process,
        ):
            got = await asyncio.to_thread(asked, port, secure, ours / "mitmproxy-ca-cert.pem", 3)
    assert got == [("200", b"hi")] * 3
    told = [line for line in (await output(process))[0] if line.startswith("cors:")]
    assert len(told) == 3
    assert all(line.startswith("cors:blocked") and f"https://localhost:{secure}/items" in line for line in told), told
