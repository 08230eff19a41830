"""The report for a terminal: narrow, wide, with and without colour, and never driven by the traffic."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from corsproxy.capture.har import read_har
from corsproxy.cli.analysis import assess_all
from corsproxy.diagnose.lint.complaints import complaints
from corsproxy.diagnose.lint.matrix import matrix
from corsproxy.report import text
from corsproxy.report.report import Report
from tests.capture.making import entry, har
from tests.diagnose.lint_apis import proxy, rest
from tests.report.made import report


@pytest.mark.parametrize(("asked", "width"), [(20, 80), (80, 80), (120, 120), (400, 160)])
def test_no_line_is_wider_than_the_terminal(asked: int, width: int) -> None:
    assert max(len(line) for line in text.render(report(), width=asked).splitlines()) <= width


def test_without_colour_there_is_no_escape_and_with_it_only_ours() -> None:
    assert "\x1b" not in text.render(report())
    colored = text.render(report(), color=True)
    assert "\x1b" in colored
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == text.render(report())


def test_one_block_per_problem_with_its_count_author_and_fix() -> None:
    shown = text.render(report(times=30), width=160)
    (heading,) = [line for line in shown.splitlines() if " R001 " in line]
    assert heading.endswith("×30")
    assert shown.count("✗ R001") == 1
    assert "Author" in shown
    assert "and 24 more" in shown
    assert "--fix" in shown


def test_the_chosen_dialect_is_shown_in_full() -> None:
    shown = text.render(report(), dialect="aws-cli", width=160)
    assert "aws apigateway put-method" in shown
    assert "no snippet for nothing" in text.render(report(), dialect="nothing", width=160)


def test_hostile_text_is_no_markup_and_no_command() -> None:
    shown = text.render(report(), width=160)
    assert "\\x1b[31m" in shown
    assert "note: a note: <b>bold</b>\\x1b[0m" in shown


def test_the_last_line_gives_the_totals() -> None:
    assert "page fetches:" in text.render(report()).splitlines()[-2] + text.render(report()).splitlines()[-1]


def test_a_fetch_that_cannot_be_told_says_why() -> None:
    value = entry()
    del value["response"]["headers"]
    (judged,) = assess_all(read_har(har(value)).exchanges)
    shown = text.render(Report((replace(judged.assessment, findings=()),)))
    assert "? The capture does not tell" in shown
    assert "the response headers are not in the capture" in shown


def test_what_is_written_again_in_a_definition_is_told_in_short() -> None:
    api = rest(proxy("POST", 20), covered=True)
    again = replace(api.resources[0], path="/orders", methods=(proxy("PUT", 25),))
    api = replace(api, resources=(*api.resources, again))
    shown = text.render(Report(complaints(api, matrix(api)), (), "0"), width=160)
    assert shown.count("R001") == 2
    assert shown.count("answers no preflight") == 1
    short = shown[shown.index("template.yaml:25") :]
    assert "On PUT /orders; for pages of https://app.example.com." in short
    assert "Give /orders an OPTIONS method" in short
