"""A complaint is accepted by a comment with its code and a reason, at its place, and by nothing else."""

from __future__ import annotations

import pytest

from corsproxy.diagnose.lint.complaints import complaints
from corsproxy.diagnose.lint.ignoring import read_comments, without_ignored
from corsproxy.diagnose.lint.matrix import matrix
from tests.diagnose.lint_apis import FILE, proxy, rest

API = rest(proxy("POST", line=3), covered=True)


def left(text: str, codes: frozenset[str] = frozenset()) -> list[str]:
    found = complaints(API, matrix(API))
    kept, accepted = without_ignored(found, {FILE: read_comments(FILE, text)}, codes)
    assert len(kept) + accepted == len(found)
    return [one.findings[0].kind.code for one in kept]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("a\nb\nc\n", ["R001", "B119"]),
        ("a\nb\nc # corsproxy: ignore[R001] called by servers only\n", ["B119"]),
        ("a\n  # corsproxy: ignore[R001] called by servers only\nc\n", ["B119"]),
        ("a\nb\nc # corsproxy: ignore[R012] wrong code\n", ["R001", "B119"]),
        ("a # corsproxy: ignore[R001] wrong line\nb\nc\n", ["R001", "B119"]),
        ("# corsproxy: ignore[R001,B119] whole file\nb\nc\n", []),
    ],
)
def test_what_is_left(text: str, codes: list[str]) -> None:
    assert left(text) == codes


def test_a_code_on_the_command_line_holds_everywhere() -> None:
    assert left("", frozenset({"R001"})) == ["B119"]
    assert left("", frozenset({"missing-options-method"})) == ["B119"]


@pytest.mark.parametrize(
    "text", ["# corsproxy: ignore[R001]", "# corsproxy: ignore[everything] please", "# corsproxy: ignore[] x"]
)
def test_a_comment_without_code_or_reason_is_a_mistake(text: str) -> None:
    (mistake,) = read_comments(FILE, f"x\n{text}\n").mistakes
    assert mistake.where is not None
    assert mistake.where.line == 2
    assert "ignore[R012]" in (mistake.instead or "")
