"""Answers reach the wire byte for byte, and nothing a backend says can break the framing."""

from __future__ import annotations

import pytest

from corsproxy.emulator.wire import headers_of, isomorphic, reason, serialise
from corsproxy.http.headers import Headers
from corsproxy.http.message import Response


def head(response: Response, *, head_only: bool = False) -> bytes:
    return serialise(response, head_only=head_only)[0]


def test_order_spelling_and_repeats_of_header_lines_are_kept_and_none_added() -> None:
    lines = [("x-B", "2"), ("Set-Cookie", "a=1"), ("X-a", "1"), ("Set-Cookie", "b=2"), ("content-LENGTH", "2")]
    got, body, _ = serialise(Response(200, Headers(lines), b"hi"), head_only=False)
    assert got == (
        b"HTTP/1.1 200 OK\r\nx-B: 2\r\nSet-Cookie: a=1\r\nX-a: 1\r\nSet-Cookie: b=2\r\ncontent-LENGTH: 2\r\n\r\n"
    )
    assert body == b"hi"


@pytest.mark.parametrize("status", [204, 304])
def test_an_answer_that_has_no_body_has_no_length_either(status: int) -> None:
    response = Response(status, Headers([("Content-Length", "5"), ("A", "1")]), b"hello")
    got, body, _ = serialise(response, head_only=False)
    assert b"ontent-" not in got
    assert body == b""


def test_the_answer_to_head_says_the_length_it_was_given_and_sends_nothing() -> None:
    got, body, _ = serialise(Response(200, Headers([("Content-Length", "5")]), b""), head_only=True)
    assert b"Content-Length: 5" in got
    assert body == b""


def test_a_missing_or_wrong_length_is_put_right() -> None:
    assert b"Content-Length: 3\r\n" in head(Response(200, Headers(), b"abc"))
    assert b"Content-Length: 3\r\n" in head(Response(200, Headers([("Content-Length", "99")]), b"abc"))


def test_transfer_encoding_of_a_backend_does_not_reach_the_client() -> None:
    assert b"ransfer" not in head(Response(200, Headers([("Transfer-Encoding", "chunked")]), b"abc"))


def test_line_breaks_in_a_header_do_not_make_another_header() -> None:
    got = head(Response(200, Headers([("X-A", "1\r\nSet-Cookie: evil=1"), ("X-B", "a\0b\nc")]), b""))
    assert b"\r\nSet-Cookie" not in got
    assert got.count(b"\r\n") == 5
    assert b"\0" not in got


def test_characters_beyond_latin_1_go_out_as_utf_8() -> None:
    assert "→".encode() in head(Response(200, Headers([("X-A", "→")]), b""))
    assert b"\xe9" in head(Response(200, Headers([("X-A", "é")]), b""))


@pytest.mark.parametrize(("value", "closes"), [("close", True), ("Close", True), ("keep-alive", False)])
def test_connection_close_closes(value: str, closes: bool) -> None:
    assert serialise(Response(200, Headers([("Connection", value)]), b""), head_only=False)[2] is closes


def test_reasons_are_the_standards_unless_the_answer_has_one() -> None:
    assert reason(429) == "Too Many Requests"
    assert reason(599) == ""
    assert head(Response(200, reason="Fine")).startswith(b"HTTP/1.1 200 Fine\r\n")
    assert head(Response(599)).startswith(b"HTTP/1.1 599 \r\n")


def test_bytes_above_ascii_are_kept_one_by_one() -> None:
    assert headers_of(((b"X-A", b"\xff\xe9"),)).get("x-a") == "\xff\xe9"
    assert isomorphic(b"/\xff".decode("utf-8", "surrogateescape")) == "/\xff"
    assert isomorphic("/é") == "/\xc3\xa9"


def test_the_answer_to_head_gets_no_length_that_it_did_not_have() -> None:
    assert b"ontent-" not in head(Response(404, Headers([("A", "1")]), b""), head_only=True)
