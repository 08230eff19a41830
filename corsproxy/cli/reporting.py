"""What every command that reports has in common: its options, how it is written, and what the exit code is."""

from __future__ import annotations

import importlib
import os
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from corsproxy.cli import exit_codes
from corsproxy.http.url import origin_of, parse
from corsproxy.where import Mistake, Unusable, Where

if TYPE_CHECKING:
    from corsproxy.report.report import Report

Command = TypeVar("Command", bound=Callable[..., object])

FORMATS = ("text", "json", "junit", "sarif", "github", "markdown", "html")
SEVERITIES = ("error", "warning", "note", "never")
# GitHub takes 1 MiB of a step
_SUMMARY_LIMIT = 1_000_000
BROWSERS = ("chrome", "firefox", "safari", "all")


def report_options(*more_formats: str) -> Callable[[Command], Command]:
    """`--format`, `--fail-on`, `-o`, `--fix` and `--color`; the environment may set the first two."""

    def with_options(command: Command) -> Command:
        for option in reversed(
            (
                click.option(
                    "--format",
                    "form",
                    type=click.Choice((*FORMATS, *more_formats)),
                    default="text",
                    show_default=True,
                    envvar="CORSPROXY_REPORT_FORMAT",
                    help="How to write the report.",
                ),
                click.option(
                    "--fail-on",
                    type=click.Choice(SEVERITIES),
                    default="error",
                    show_default=True,
                    envvar="CORSPROXY_REPORT_FAIL_ON",
                    help="Exit with 1 when there is a finding at or above this severity.",
                ),
                click.option(
                    "-o",
                    "--output",
                    metavar="FILE",
                    type=click.Path(dir_okay=False, path_type=Path),
                    help="Write there instead of standard output.",
                ),
                click.option(
                    "--fix",
                    "dialect",
                    default="",
                    metavar="DIALECT",
                    help="Show each fix in full in this dialect: sam, cdk-typescript, terraform, …",
                ),
                click.option(
                    "--color",
                    type=click.Choice(["auto", "always", "never"]),
                    default="auto",
                    show_default=True,
                    help="Colour in the text format; NO_COLOR is respected.",
                ),
            )
        ):
            command = option(command)
        return command

    return with_options


def browser_option(command: Command) -> Command:
    """`--browser`, repeatable."""
    return click.option(
        "--browser",
        "browsers",
        type=click.Choice(BROWSERS),
        multiple=True,
        help="Judge as this browser only; may be repeated. Default: all.",
    )(command)


def origin_option(says: str) -> Callable[[Command], Command]:
    """`--origin`, repeatable; `says` what it is for."""
    return click.option("--origin", "origins", multiple=True, metavar="ORIGIN", help=f"{says}; may be repeated.")


def origins(given: Iterable[str]) -> tuple[str, ...]:
    """The origins as browsers serialise them, once each and in order; `Unusable` for what is none."""
    mistakes = [
        Mistake(f"--origin {text} is not an origin.", None, "Write scheme, host and port: https://app.example.com")
        for text in given
        if text != "null" and (parse(text) is None or origin_of(text) == "null")
    ]
    if mistakes:
        raise Unusable(mistakes)
    return tuple(dict.fromkeys(text if text == "null" else origin_of(text) for text in given))


def in_color(color: str, output: Path | None) -> bool:
    """Whether to use colour: `always`, or `auto` on a terminal where NO_COLOR is not set."""
    if color == "auto":
        return output is None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return color == "always"


def width() -> int:
    """Columns of the terminal, 100 where there is none."""
    return shutil.get_terminal_size((100, 24)).columns


def rendered(report: Report, form: str, output: Path | None, dialect: str, color: str) -> Iterable[bytes]:
    """The report in pieces; each renderer is imported only when it is asked for.

    In a workflow of GitHub's, its format also fills the page of the job's summary.
    """
    if form == "github":
        _summarise_step(report)
    if form == "json":
        from corsproxy.report import json

        return json.chunks(report)
    if form == "text":
        from corsproxy.report import text

        shown = text.render(report, width=width(), color=in_color(color, output), dialect=dialect)
        return [shown.encode("utf-8", "replace")]
    return [importlib.import_module(f"corsproxy.report.{form}").render(report).encode("utf-8", "replace")]


def _summarise_step(report: Report) -> None:
    """https://docs.github.com/actions/reference/workflow-commands-for-github-actions#adding-a-job-summary"""
    file = os.environ.get("GITHUB_STEP_SUMMARY")
    if not file:
        return
    from corsproxy.report import markdown

    page = markdown.render(report).encode("utf-8", "replace")
    if len(page) > _SUMMARY_LIMIT:
        page = page[:_SUMMARY_LIMIT].rpartition(b"\n\n")[0] + b"\n\nThe rest is too long for a summary.\n"
    try:
        with Path(file).open("ab") as summary:
            summary.write(page)
    except OSError as error:
        click.echo(f"GITHUB_STEP_SUMMARY {file} cannot be written: {error.strerror or error}.", err=True)


def write(pieces: Iterable[bytes], output: Path | None) -> None:
    """Write to standard output or a file; `Unusable` for a file that cannot be written."""
    if output is None:
        stream = sys.stdout.buffer
        for piece in pieces:
            stream.write(piece)
        stream.flush()
        return
    try:
        with output.open("wb") as file:
            for piece in pieces:
                file.write(piece)
    except OSError as error:
        problem = f"cannot be written: {error.strerror or error}."
        raise Unusable(Mistake(problem, Where(str(output)), "Choose another -o FILE.")) from None


def exit_code(report: Report, fail_on: str) -> int:
    """1 when there is a finding at or above the severity, else 0."""
    grave = () if fail_on == "never" else SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    if any(finding.severity in grave for each in report.assessments for finding in each.findings):
        return exit_codes.FINDINGS
    return exit_codes.CLEAN
