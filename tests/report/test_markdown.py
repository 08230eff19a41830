"""Markdown in which the traffic stays text."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt

from corsproxy.report import markdown
from tests.report.made import report


def test_hostile_text_is_no_markup() -> None:
    shown = markdown.render(report())
    rendered = MarkdownIt("commonmark").render(shown)
    assert not re.findall(r"<(?!/?(?:h2|h3|p|strong|ul|li|code|pre|details|summary)\b)[^>]*>", rendered)
    assert "&lt;script&gt;alert" in rendered
    assert "\x1b" not in shown


def test_text_makes_no_link_mention_or_emphasis() -> None:
    assert markdown.escape("*a* @user http://x #1 <b>") == "\\*a\\* \\@user http&#58;//x \\#1 \\<b\\>"
    assert markdown.code("a`b") == "``a`b``"
    assert markdown.code("`a") == "`` `a ``"
    assert markdown.block("```\nx") == "````\n```\nx\n````"


def test_a_problem_has_a_heading_a_count_and_snippets() -> None:
    shown = markdown.render(report(times=30))
    assert "### R001 error: " in shown
    assert "(×30)" in shown
    assert "<details><summary>sam</summary>" in shown
    assert "- and 19 more" in shown
