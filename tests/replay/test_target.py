"""Only mapped hosts are asked; a capture of several hosts needs a mapping for each."""

from __future__ import annotations

import pytest

from corsproxy.fetch.journey import Failure
from corsproxy.http.headers import Headers
from corsproxy.http.message import Request
from corsproxy.replay.target import Target, bases_for, mapped, through
from corsproxy.where import Unusable
from tests.replay.answering import allowing, sender

ASKED = Request("GET", "https://api.example.com/a/b?c=d", Headers([("Origin", "https://app.example.com")]))


def test_host_and_base_are_exchanged_path_and_query_stay() -> None:
    there = mapped(Target({"api.example.com": "http://127.0.0.1:9/prod/"}), ASKED)
    assert there is not None
    assert there.url == "http://127.0.0.1:9/prod/a/b?c=d"
    assert "host" not in there.headers


def test_an_emulator_is_told_the_captured_host() -> None:
    there = mapped(Target({"api.example.com": "http://127.0.0.1:9"}, keep_host=True), ASKED)
    assert there is not None
    assert there.headers.get("host") == "api.example.com"


async def test_what_is_not_mapped_is_not_sent() -> None:
    seen: list[Request] = []
    got = await through(Target({"other.example": "http://x"}), sender(allowing, seen))(ASKED)
    assert isinstance(got, Failure)
    assert "not mapped" in got.reason
    assert seen == []


def test_one_host_needs_no_mapping_several_do() -> None:
    assert bases_for(("a.example",), "https://t.example", ()) == {"a.example": "https://t.example"}
    with pytest.raises(Unusable, match=r"--against is one"):
        bases_for(("a.example", "b.example"), "https://t.example", ())
    found = bases_for(("a.example", "b.example"), "https://t.example", ("b.example=https://u.example",))
    assert found == {"a.example": "https://t.example", "b.example": "https://u.example"}


@pytest.mark.parametrize("text", ["nothing", "=https://x", "a=ftp://x", "a=x"])
def test_a_mapping_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Unusable):
        bases_for((), "", (text,))
