"""`corsproxy probe` asks as a browser would, judges, and never sends what it was not given."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator

import pytest

from corsproxy.cli.main import run


class Server:
    """A one-thread HTTP server that answers each request head with what `answer` makes of it."""

    def __init__(self) -> None:
        self.heads: list[str] = []
        self.lines = "Access-Control-Allow-Origin: http://app.example.com\r\nAccess-Control-Allow-Headers: x-a\r\n"
        self.status = "200 OK"
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self.port = 0
        threading.Thread(target=self._run, daemon=True).start()
        self._ready.wait(5)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n"):
            self.heads.append(head.decode("latin-1"))
            writer.write(f"HTTP/1.1 {self.status}\r\n{self.lines}Content-Length: 0\r\n\r\n".encode())
            await writer.drain()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.set_exception_handler(lambda *_: None)  # clients that hang up are no news
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)


@pytest.fixture
def server() -> Iterator[Server]:
    one = Server()
    yield one
    one.stop()


def probe(*arguments: str) -> int:
    with pytest.raises(SystemExit) as done:
        run(["probe", *arguments])
    assert isinstance(done.value.code, int)
    return done.value.code


ORIGIN = ("--origin", "http://app.example.com")


def test_an_allowed_fetch_is_0_and_a_blocked_one_1(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"http://127.0.0.1:{server.port}/x"
    assert probe(url, *ORIGIN, "-H", "x-a: 1", "--format", "json") == 0
    assert [head.split(" ")[0] for head in server.heads] == ["OPTIONS", "GET"]
    verdicts = json.loads(capsys.readouterr().out)["fetches"][0]["verdicts"]
    assert {name: one["outcome"] for name, one in verdicts.items()} == dict.fromkeys(
        ("chrome", "firefox", "safari"), "allowed"
    )
    assert probe(url, *ORIGIN, "-H", "x-b: 1") == 1


def test_preflight_only_sends_nothing_else(server: Server) -> None:
    url = f"http://127.0.0.1:{server.port}/x"
    probe(url, *ORIGIN, "-X", "DELETE", "--preflight-only")
    assert [head.split(" ")[0] for head in server.heads] == ["OPTIONS"]


def test_several_origins_are_asked_in_turn(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"http://127.0.0.1:{server.port}/x"
    assert probe(url, *ORIGIN, "--origin", "http://other.example", "--format", "json") == 1
    fetches = json.loads(capsys.readouterr().out)["fetches"]
    assert [one["verdicts"]["chrome"]["outcome"] for one in fetches] == ["allowed", "blocked"]


def test_what_was_not_given_is_not_sent_and_what_was_is_not_shown(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"http://127.0.0.1:{server.port}/x"
    probe(url, *ORIGIN, "--credentials", "include")
    assert "cookie" not in server.heads[0].lower()
    server.lines += "Access-Control-Allow-Credentials: true\r\n"
    server.lines = server.lines.replace("x-a", "authorization")
    probe(
        url, *ORIGIN, "--credentials", "include", "--cookie", "sid=s3cret", "-H", "authorization: Bearer t0ken", "-v"
    )
    assert "cookie" not in server.heads[1].lower()
    assert "sid=s3cret" in server.heads[2]
    out, err = capsys.readouterr()
    assert "s3cret" not in out + err
    assert "t0ken" not in out + err


@pytest.mark.parametrize(
    "arguments",
    [
        ("ftp://x", *ORIGIN),
        ("http://127.0.0.1:1/", "--origin", "app.example.com"),
        ("http://127.0.0.1:1/", *ORIGIN, "-H", "no colon"),
        ("http://127.0.0.1:1/", *ORIGIN, "--cookie", "a=b"),
        ("http://127.0.0.1:1/", *ORIGIN, "-d", "@/no/such/file"),
        ("http://127.0.0.1:1/",),
    ],
)
def test_what_cannot_be_asked_is_2(arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert probe(*arguments) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_nobody_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert probe("http://127.0.0.1:1/", *ORIGIN) == 1
    out = capsys.readouterr()
    assert "no connection to 127.0.0.1:1" in out.out + out.err
