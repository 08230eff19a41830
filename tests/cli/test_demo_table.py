"""The demo in the terminal."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from corsproxy.cli.demo_cases import CASES
from corsproxy.cli.demo_run import Outcome
from corsproxy.cli.demo_table import live_lines, show
from corsproxy.proxy.explain import judge_afresh
from tests.proxy.traffic import flow


def printed(*outcomes: Outcome, width: int = 100) -> str:
    out = StringIO()
    show(Console(file=out, width=width), outcomes, "chrome")
    return out.getvalue()


def outcome(page: str) -> Outcome:
    case = CASES[0]
    (assessment,) = judge_afresh([flow(url=case.url(4000))])
    return Outcome(case, case.url(4000), assessment, page=page)


def test_agreement_is_one_green_line_and_every_row_fits_100_columns() -> None:
    text = printed(*[outcome("blocked") for _ in range(3)])
    assert "3 fetches: what the page experienced is what corsproxy says" in text
    assert "MissingAllowOriginHeader" in text
    assert max(map(len, text.splitlines())) <= 100


def test_in_80_columns_the_writer_has_a_line_of_its_own() -> None:
    case = CASES[0]
    answered = {"x-amzn-errortype": "MissingAuthenticationTokenException", "x-amzn-requestid": "0" * 8}
    (assessment,) = judge_afresh([flow(url=case.url(4000), status=403, answered=answered)])
    text = printed(Outcome(case, case.url(4000), assessment, page="blocked"), width=80)
    assert "\n  written by API Gateway itself (MISSING_AUTHENTICATION_TOKEN), likely" in text
    assert max(map(len, text.splitlines())) <= 80


def test_a_difference_is_marked_and_said() -> None:
    text = printed(outcome("ok"))
    assert "! GET" in text
    assert "the page experienced ok, corsproxy says blocked" in text
    assert "1 of 1 fetches differ" in text


def test_a_walk_that_never_was_is_no_agreement() -> None:
    text = printed(Outcome(CASES[0], CASES[0].url(4000)))
    assert "the page reported nothing" in text
    assert "differ" in text


def test_a_verdict_as_it_happens_names_browsers_error_and_reason() -> None:
    (assessment,) = judge_afresh([flow()])
    text = live_lines(assessment, "/prod/items").plain
    assert text.startswith("blocked GET    /prod/items       200   chrome firefox safari blocked\n")
    assert "MissingAllowOriginHeader" in text
