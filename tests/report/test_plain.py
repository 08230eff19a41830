"""Nothing of a stranger's drives a terminal or hides in a line."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corsproxy.report.plain import one_line, printable


@given(st.text())
def test_no_control_character_is_left(text: str) -> None:
    shown = printable(text)
    assert not any(ord(character) < 32 and character not in "\t\n" for character in shown)
    assert not any(0x7F <= ord(character) < 0xA0 for character in shown)
    shown.encode("utf-8")


def test_what_a_terminal_would_obey_is_spelled() -> None:
    assert printable("a\x1b[31m\u202e") == "a\\x1b[31m\\u202e"


def test_a_line_is_one_line_of_the_given_length() -> None:
    assert one_line("a\nb\tc") == "a\\nb c"
    assert one_line("abcdef", 4) == "abc…"
