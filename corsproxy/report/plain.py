"""Text from the traffic as one may print it: no control character of a stranger reaches a terminal or a log."""

from __future__ import annotations

import re

# C0 without tab and line feed, DEL, C1, and the characters that turn the direction of a line or hide in it
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def _escaped(match: re.Match[str]) -> str:
    code = ord(match.group(0))
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def printable(text: str) -> str:
    """`text` with everything that a terminal would obey, or nobody would see, written as an escape."""
    return _UNPRINTABLE.sub(_escaped, text)


def one_line(text: str, limit: int = 0) -> str:
    """`printable`, in one line, cut to `limit` characters where one is given."""
    text = printable(text).replace("\n", "\\n").replace("\t", " ")
    return f"{text[: limit - 1]}…" if limit and len(text) > limit else text
