"""What the emulator prints is calm: lines together, colours for terminals only, and a gone reader is no error."""

from __future__ import annotations

import sys

import pytest

from corsproxy.cli import emulate_output as output
from corsproxy.gateway.answer import Answer, Author, Layer
from corsproxy.http.message import Exchange, Request, Response


def shown(capsys: pytest.CaptureFixture[str]) -> str:
    output.flush()
    return capsys.readouterr().out


def test_a_request_is_a_line_that_begins_with_its_status(capsys: pytest.CaptureFixture[str]) -> None:
    response = Response(204)
    answer = Answer(response, Author(Layer.CORS_CONFIGURATION), "because")
    output.request(Exchange(Request("OPTIONS", "http://x/a"), response, started=1.0, ended=1.0), answer)
    assert shown(capsys).startswith("204  OPTIONS  /a ")


def test_a_log_line_names_its_function_and_request(capsys: pytest.CaptureFixture[str]) -> None:
    output.log("f", "0123456789", "text")
    output.log("f", "", "text")
    assert shown(capsys) == "  |  f 01234567  text\n  |  f starting  text\n"


async def test_lines_that_come_at_one_go_are_written_at_one_go(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    writes: list[str] = []
    monkeypatch.setattr(sys.stdout, "write", writes.append)
    output.say("one")
    output.say("two")
    assert writes == []
    output.flush()
    assert writes == ["  !  one\n  !  two\n"]


def test_a_reader_that_is_gone_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_: str) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(sys, "stdout", sys.stdout)
    monkeypatch.setattr(sys.stdout, "write", gone)
    output.say("one")
    output.flush()
    output.say("two")
    output.flush()
