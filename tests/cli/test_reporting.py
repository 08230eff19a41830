"""What reporting commands share: origins are serialised, output is written or refused, exit codes follow severity."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from corsproxy.cli.reporting import exit_code, in_color, origins, rendered, report_options, write
from corsproxy.diagnose.assess import assess
from corsproxy.http.headers import Headers
from corsproxy.http.message import Response
from corsproxy.report.report import Report
from corsproxy.where import Unusable
from tests.diagnose.answers import DOMAIN, actual
from tests.diagnose.sightings import sighting

BLOCKED = Report((assess(sighting(None, actual(DOMAIN, Response(200)))),))
ALLOWED = Report(
    (assess(sighting(None, actual(DOMAIN, Response(200, Headers.of(access_control_allow_origin="*"))))),)
)


def test_origins_are_as_browsers_serialise_them_once_and_in_order() -> None:
    assert origins(("HTTPS://B.example:443", "null", "https://a.example", "https://b.example")) == (
        "https://b.example",
        "null",
        "https://a.example",
    )


@pytest.mark.parametrize("text", ["app.example.com", "file:///x", "", "data:,"])
def test_what_is_no_origin_is_refused(text: str) -> None:
    with pytest.raises(Unusable, match="not an origin"):
        origins((text,))


@pytest.mark.parametrize(("fail_on", "code"), [("error", 1), ("warning", 1), ("note", 1), ("never", 0)])
def test_the_exit_code_of_a_blocked_fetch(fail_on: str, code: int) -> None:
    assert exit_code(BLOCKED, fail_on) == code


def test_what_passes_is_clean() -> None:
    assert exit_code(ALLOWED, "error") == 0


def test_a_file_that_cannot_be_written_is_the_users_mistake(tmp_path: Path) -> None:
    write([b"a", b"b"], tmp_path / "x")
    assert (tmp_path / "x").read_bytes() == b"ab"
    with pytest.raises(Unusable, match="cannot be written"):
        write([b"a"], tmp_path / "no" / "x")


def test_colour_is_for_terminals_unless_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert in_color("always", None)
    assert not in_color("never", None)
    assert not in_color("auto", Path("x"))


def test_the_command_line_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    @report_options()
    def command(form: str, fail_on: str, output: Path | None, dialect: str, color: str) -> None:
        click.echo(f"{form} {fail_on}")

    monkeypatch.setenv("CORSPROXY_REPORT_FORMAT", "json")
    monkeypatch.setenv("CORSPROXY_REPORT_FAIL_ON", "never")
    assert CliRunner().invoke(command, []).output == "json never\n"
    assert CliRunner().invoke(command, ["--format", "html"]).output == "html never\n"


def test_a_workflow_of_githubs_gets_a_summary_behind_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "summary.md"
    file.write_text("# before\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(file))
    annotations = b"".join(rendered(BLOCKED, "github", None, "", "never")).decode()
    assert annotations.startswith("::error ")
    page = file.read_text(encoding="utf-8")
    assert page.startswith("# before\n")
    assert "MissingAllowOriginHeader" in page
    size = file.stat().st_size
    list(rendered(BLOCKED, "markdown", None, "", "never"))
    assert file.stat().st_size == size


def test_a_summary_that_cannot_be_written_costs_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path))
    assert b"".join(rendered(BLOCKED, "github", None, "", "never")).startswith(b"::error ")


@pytest.mark.parametrize("form", ["text", "github", "sarif", "junit", "markdown"])
def test_a_fetch_without_entries_has_no_empty_parentheses(form: str) -> None:
    (assessment,) = BLOCKED.assessments
    bare = replace(assessment, sighting=replace(assessment.sighting, entries=()))
    for report in (Report((bare,)), Report((bare, bare))):
        assert " ()" not in b"".join(rendered(report, form, None, "", "never")).decode()
