"""Workflow commands: one a line, and no line of a stranger's is one."""

from __future__ import annotations

from corsproxy.report import github
from tests.report.made import report


def test_each_problem_is_one_command_with_a_place() -> None:
    lines = github.render(report()).splitlines()
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in lines)
    assert lines[0].startswith("::error file=session.har,line=")
    assert ",title=R001 " in "".join(lines)


def test_text_cannot_end_its_line_or_its_property() -> None:
    assert github.escape_data("50%\r\n::error::x") == "50%25\\x0d%0A::error::x"
    assert github.escape_property("a:b,c") == "a%3Ab%2Cc"
