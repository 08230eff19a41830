"""Header values are one character per byte, whatever the recorder made of the bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corsproxy.capture.isomorphic import isomorphic, lines_of


@pytest.mark.parametrize(
    ("recorded", "wire"),
    [
        ("plain", "plain"),
        ("caf\xe9", "caf\xe9"),
        ("€", "\xe2\x82\xac"),
        ("é€", "\xc3\xa9\xe2\x82\xac"),
        ("\ud800", "\xed\xa0\x80"),
    ],
)
def test_a_character_above_ff_goes_back_to_its_utf8_bytes(recorded: str, wire: str) -> None:
    assert isomorphic(recorded) == wire


@given(st.text())
def test_every_value_is_isomorphic_and_stays_so(text: str) -> None:
    once = isomorphic(text)
    assert all(ord(character) < 256 for character in once)
    assert isomorphic(once) == once


def test_a_browser_joins_the_lines_of_one_name_with_a_line_feed() -> None:
    assert lines_of("Vary", "Origin\nAccept", from_browser=True) == (("Vary", "Origin"), ("Vary", "Accept"))


def test_on_the_wire_a_bare_line_feed_ends_the_header() -> None:
    """What follows is a header of its own if it has a colon, and nothing otherwise, in all three engines."""
    assert lines_of("A", "x\nX-After: 1", from_browser=False) == (("A", "x"), ("X-After", "1"))
    assert lines_of("A", "Q1,\nPUT", from_browser=False) == (("A", "Q1,"),)


def test_a_folded_line_goes_on_and_cookies_are_lines_of_their_own() -> None:
    assert lines_of("A", "x,\r\n y", from_browser=False) == (("A", "x, y"),)
    assert lines_of("Set-Cookie", "a=1\nb=2", from_browser=False) == (("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"))
