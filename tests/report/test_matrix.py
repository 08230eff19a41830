"""The matrix as a table: a row for each endpoint, letters where a browser may not read."""

from __future__ import annotations

from dataclasses import replace

from corsproxy.diagnose.lint.matrix import matrix
from corsproxy.report.matrix import render
from tests.diagnose.lint_apis import CORS, http, proxy, rest, route, url


def test_letters_stand_where_browsers_block_and_dots_where_not() -> None:
    text = render(matrix(rest(proxy("POST"))), width=120)
    row = next(line for line in text.splitlines() if line.startswith("POST /prod/items"))
    assert "CFS" in row
    assert "·" in row


def test_apis_and_origins_have_tables_of_their_own() -> None:
    cells = [
        *matrix(rest(proxy("GET"))),
        *matrix(http(route("GET /items"), cors=CORS), ("https://a.example", "https://b.example")),
    ]
    text = render(cells, width=120)
    assert text.count("for pages of") == 3


def test_two_function_urls_of_one_function_have_tables_of_their_own() -> None:
    cells = [*matrix(url(CORS)), *matrix(replace(url(), url_id="another"))]
    assert render(cells, width=120).count("URL of items, for pages of") == 2


def test_the_legend_names_every_column() -> None:
    text = render(matrix(rest(proxy("GET"))), width=120)
    for name in ("preflight", "throttled", "unknown-path"):
        assert name in text


def test_many_columns_are_shown_in_full_in_tables_below_each_other() -> None:
    text = render(matrix(rest(proxy("GET"))), width=40)
    assert "…" not in text
    assert all(len(line) <= 40 for line in text.splitlines() if line.startswith(("GET", "endpoint")))
    assert text.count("GET /prod/items") == text.count("endpoint") > 1
    assert "https://app.example.com, continued" in text.replace("\n", " ")


def test_a_table_has_the_columns_of_its_own_api_only() -> None:
    named = replace(rest(proxy("GET")), name="another")
    text = render([*matrix(http(route("GET /items"), cors=CORS)), *matrix(named)], width=120)
    first, second = (line.split() for line in text.splitlines() if line.startswith("endpoint"))
    number = next(line.split()[0] for line in text.splitlines() if line.endswith("  waf-blocks"))
    assert number not in first
    assert number in second


def test_colour_is_only_there_when_asked_for() -> None:
    assert "\x1b[" not in render(matrix(rest(proxy("GET"))))
    assert "\x1b[" in render(matrix(rest(proxy("GET"))), color=True)
