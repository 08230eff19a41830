"""The access log's line says what was asked, answered, and by whom, and betrays nothing."""

from __future__ import annotations

from corsproxy.emulator.access_log import access_line
from corsproxy.gateway.answer import Answer, Author, Layer
from corsproxy.http.message import Exchange, Request, Response


def line(status: int, url: str = "http://x:1/a?b=1") -> str:
    response = Response(status)
    answer = Answer(response, Author(Layer.GATEWAY_RESPONSE, "THROTTLED"), "the bucket is\x1b[2J empty")
    return access_line(Exchange(Request("GET", url), response, started=1.0, ended=1.0125), answer)


def test_a_good_answer_has_status_method_path_author_and_time() -> None:
    assert line(200).split() == ["200", "GET", "/a?b=1", "gateway-response", "THROTTLED", "12.5", "ms"]


def test_an_errors_line_ends_with_its_reason_without_terminal_commands() -> None:
    assert line(429).endswith("ms  the bucket is empty")


def test_secrets_in_the_query_are_struck_out_and_long_paths_cut() -> None:
    assert "hunter2" not in line(200, "http://x/a?token=hunter2")
    assert "…" in line(200, f"http://x/{'a' * 5000}")
    assert len(line(200, f"http://x/{'a' * 5000}")) < 400


def test_a_request_without_an_answer_says_why() -> None:
    exchange = Exchange(Request("GET", "http://x/a"), None, failure="a bug of ours")
    assert "a bug of ours" in access_line(exchange, None)
