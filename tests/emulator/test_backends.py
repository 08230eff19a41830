"""HTTP backends get the gateway's request as it is, and their answer comes back as it is."""

from __future__ import annotations

import gzip

import pytest

from corsproxy.emulator import backends
from corsproxy.emulator.backends import Backends
from corsproxy.gateway.turn import BackendAnswered, BackendUnreachable, IntegrationTimedOut, SendRequest
from corsproxy.http.headers import Headers
from corsproxy.http.message import Request
from tests.emulator.stand_in import answer, stand_in


async def send(url: str, seconds: float = 5.0, **more: object) -> object:
    calls = Backends()
    try:
        return await calls.send(SendRequest(Request("GET", url, **more), seconds))  # type: ignore[arg-type]
    finally:
        await calls.close()


async def test_the_request_arrives_with_its_lines_its_raw_path_and_nothing_added() -> None:
    async with stand_in(answer(b"")) as one:
        lines = Headers([("X-B", "1"), ("x-a", "2"), ("X-B", "3")])
        await send(f"{one.url}/a%2Fb/%C3%A9?q=%20+&&x", headers=lines)
        head = one.got[0].decode()
    assert head.startswith("GET /a%2Fb/%C3%A9?q=%20+&&x HTTP/1.1\r\n")
    assert "X-B: 1\r\n" in head
    assert "X-B: 3\r\n" in head
    assert "x-a: 2\r\n" in head
    assert not {"user-agent", "accept", "accept-encoding"} & {
        line.split(":")[0].lower() for line in head.split("\r\n")
    }


async def test_the_answer_comes_back_encoded_repeated_and_spelled_as_sent() -> None:
    packed = gzip.compress(b"hello")
    async with stand_in(
        answer(packed, "207 Odd", "Content-Encoding: gzip", "Set-Cookie: a=1", "SET-cookie: b=2")
    ) as one:
        got = await send(one.url)
    assert isinstance(got, BackendAnswered)
    assert (got.response.status, got.response.reason, got.response.body) == (207, "Odd", packed)
    assert got.response.headers.lines[:3] == (
        ("Content-Encoding", "gzip"),
        ("Set-Cookie", "a=1"),
        ("SET-cookie", "b=2"),
    )


async def test_redirects_are_not_followed_and_cookies_not_kept() -> None:
    async with stand_in(answer(b"", "302 Found", "Location: /elsewhere", "Set-Cookie: a=1")) as one:
        calls = Backends()
        for _ in range(2):
            got = await calls.send(SendRequest(Request("GET", one.url), 5.0))
        await calls.close()
        assert isinstance(got, BackendAnswered)
        assert got.response.status == 302
        assert len(one.got) == 2
        assert b"cookie" not in one.got[1].lower()


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://nobody.invalid/", "not a url", "http://a\nb/"])
async def test_what_is_out_of_reach_is_unreachable(url: str) -> None:
    got = await send(url)
    assert isinstance(got, BackendUnreachable)
    assert got.reason


async def test_an_aws_service_is_not_called_and_the_reason_says_so() -> None:
    async with stand_in(answer(b"")) as one:
        calls = Backends()
        got = await calls.send(SendRequest(Request("POST", one.url), 5.0, "sqs"))
        await calls.close()
        assert got == BackendUnreachable("sqs is an AWS service, and only Lambda is emulated")
        assert not one.got


async def test_what_is_not_http_is_unreachable() -> None:
    async with stand_in(b"nonsense\r\n\r\nConnection: close") as one:
        assert isinstance(await send(one.url), BackendUnreachable)


async def test_who_does_not_answer_in_time_has_timed_out() -> None:
    async with stand_in(b"") as one:
        assert await send(one.url, 0.1) == IntegrationTimedOut()


async def test_an_answer_without_end_is_cut_just_over_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backends, "MOST_BODY", 1000)
    async with stand_in(answer(b"x" * 500_000)) as one:
        got = await send(one.url)
    assert isinstance(got, BackendAnswered)
    assert 1000 < len(got.response.body) < 500_000
