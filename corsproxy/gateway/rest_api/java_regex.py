"""Regular expressions as Java reads them, on the engine of Python, with a bound on what they may cost.

Definitions are hostile: a pattern like `(a+)+$` takes forever on the wrong input. Before a match, the work that
the pattern could do on that input is estimated from its unbounded repeats; what could take too long is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_MAX_PATTERN = 4_000
_MAX_WORK = 5_000_000.0
_POSIX = {
    r"\p{Alpha}": "[a-zA-Z]", r"\p{Digit}": "[0-9]", r"\p{Alnum}": "[a-zA-Z0-9]", r"\p{Upper}": "[A-Z]",
    r"\p{Lower}": "[a-z]", r"\p{Punct}": r"[!-/:-@\[-`{-~]", r"\p{Space}": r"\s", r"\p{L}": r"[^\W\d_]",
    r"\z": r"\Z", r"\h": r"[ \t]",
}  # fmt: skip


class Unusable(Exception):
    """A pattern that is no regular expression, or one that could run away on this input."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern; `repeats` counts its unbounded repeats, `nested` the repeated groups with choices."""

    compiled: re.Pattern[str]
    repeats: int
    nested: int

    def check(self, text: str) -> None:
        """Raise Unusable when matching `text` could take too long."""
        length = len(text) + 1
        if self.nested:
            too_much = length > 18
        else:
            work = 1.0
            for n in range(1, self.repeats + 1):
                work *= length / n
            too_much = work > _MAX_WORK
        if too_much:
            raise Unusable("the pattern could take too long on this text")


# `([a-z0-9-]+\.)*`: each round ends (or begins) with a mark that the rest cannot be: one way to match
_INNER = r"(?:[^()|\\.\[\]?*+{}]|\\[dw]|\[[^\]^\\]*\])+[+*]?"
_MARK = r"\\[.\-/:,]|\[[.\-/:,]\]|[\-/:,@]"
_MARK_LAST = re.compile(rf"(?:\?:)?(?P<rest>{_INNER})(?P<mark>{_MARK})")
_MARK_FIRST = re.compile(rf"(?:\?:)?(?P<mark>{_MARK})(?P<rest>{_INNER})")
# Java's idiom for any character at all
_ANYTHING = frozenset({r".|\n", r"\n|.", r".|\r|\n", r"?:.|\n", r"?:\n|."})


def _one_way(body: str) -> bool:
    """True when a repeated group with this body can match a text in one way only."""
    if body in _ANYTHING:
        return True
    match = _MARK_LAST.fullmatch(body) or _MARK_FIRST.fullmatch(body)
    return match is not None and match["mark"].strip("[]\\") not in match["rest"]


def _repeats(pattern: str) -> tuple[int, int]:
    """How many unbounded repeats a pattern has, and how many groups it repeats that may match in many ways."""
    total = nested = 0
    opened: list[int] = []  # where each open group begins
    last_group = ""  # the body of the group that was just closed, where it repeats or chooses
    at, in_class = 0, False
    while at < len(pattern):
        char = pattern[at]
        closed = ""
        if char == "\\":
            at += 2
            last_group = ""
            continue
        if in_class:
            in_class = char != "]"
        elif char == "[":
            in_class = True
            at += 1 if pattern[at + 1 : at + 2] == "^" else 0
            at += 1 if pattern[at + 1 : at + 2] == "]" else 0
        elif char == "(":
            opened.append(at + 1)
        elif char == ")" and opened:
            body = pattern[opened.pop() : at]
            closed = body if re.search(r"[*+|{?]", body.removeprefix("?:")) else ""
        elif char in "*+" or (char == "{" and re.match(r"\{\d+,\d*\}", pattern[at:])):
            possessive = char == "+" and at and pattern[at - 1] in "*+?}"
            if not possessive:
                total += 1
                nested += 1 if last_group and not _one_way(last_group) else 0
        last_group = closed
        at += 1
    return total, nested


@lru_cache(maxsize=512)
def compile_java(pattern: str) -> Pattern:
    """Compile a Java pattern. Raises Unusable."""
    if len(pattern) > _MAX_PATTERN:
        raise Unusable("the pattern is too long")
    text = pattern
    for java, python in _POSIX.items():
        if java in text:
            text = text.replace(java, python)
    text = re.sub(r"\(\?<([A-Za-z]\w*)>", r"(?P<\1>", text)
    text = re.sub(r"\\Q(.*?)(?:\\E|$)", lambda match: re.escape(match.group(1)), text, flags=re.DOTALL)
    try:
        return Pattern(re.compile(text), *_repeats(text))
    except (re.error, RecursionError, OverflowError) as error:
        raise Unusable(f"{pattern!r} is no regular expression: {error}") from error


def full_match(pattern: str, text: str) -> bool:
    """Java's String.matches: the whole of `text`. Raises Unusable."""
    made = compile_java(pattern)
    made.check(text)
    return made.compiled.fullmatch(text) is not None


def matches(pattern: str, text: str) -> bool:
    """Like full_match; an unusable pattern matches nothing."""
    try:
        return full_match(pattern, text)
    except Unusable:
        return False
