"""`corsproxy lint`: every route, every way it can answer, every origin, every browser, before deployment."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corsproxy import __version__
from corsproxy.cli.reporting import (
    browser_option,
    exit_code,
    in_color,
    origin_option,
    rendered,
    report_options,
    width,
    write,
)
from corsproxy.cli.reporting import origins as serialised
from corsproxy.where import Mistake, Unusable, Where

if TYPE_CHECKING:
    from corsproxy.diagnose.lint.endpoints import Linted
    from corsproxy.diagnose.lint.ignoring import Ignored
    from corsproxy.diagnose.lint.matrix import Cell
    from corsproxy.fetch.browser import Browser
    from corsproxy.iac.loaded import Loaded


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("definitions", nargs=-1, required=True, metavar="DEFINITION…")
@origin_option("Pages of this origin, instead of those that the definition declares")
@browser_option
@click.option(
    "--parameter", "parameters", multiple=True, metavar="NAME=VALUE", help="A template's parameter; may be repeated."
)
@click.option("--matrix", "show_matrix", is_flag=True, help="Show the whole table instead of the findings.")
@click.option(
    "--ignore", "ignore", multiple=True, metavar="CODE", help="Accept this code everywhere; may be repeated."
)
@report_options()
def command(
    definitions: tuple[str, ...],
    origins: tuple[str, ...],
    browsers: tuple[str, ...],
    parameters: tuple[str, ...],
    show_matrix: bool,
    ignore: tuple[str, ...],
    form: str,
    fail_on: str,
    output: Path | None,
    dialect: str,
    color: str,
) -> int:
    """Find what a page could not read, before it is deployed.

    DEFINITION is an OpenAPI document, a CloudFormation or SAM template, or a corsproxy configuration. What the
    definition accepts is said in it: # corsproxy: ignore[R012] why this is accepted
    """
    from corsproxy.diagnose.lint.complaints import complaints
    from corsproxy.diagnose.lint.ignoring import without_ignored
    from corsproxy.diagnose.lint.mappings import unquoted_mappings
    from corsproxy.diagnose.lint.matrix import matrix
    from corsproxy.report.report import Report

    wanted = serialised(origins)
    chosen = _browsers(browsers)
    loaded = _load(definitions, _parameters(parameters))
    if show_matrix:
        cells: Iterable[Cell] = (cell for api in _apis(loaded) for cell in matrix(api, wanted, chosen))
        write([_table(cells, color, output).encode()], output)
        return 0
    found = [
        one
        for api in _apis(loaded)
        for one in (*unquoted_mappings(api), *complaints(api, matrix(api, wanted, chosen)))
    ]
    kept, accepted = without_ignored(found, _ignored(loaded), frozenset(ignore))
    notes = [note for each in loaded for note in each.notes]
    if accepted:
        notes.append(f"{accepted} accepted by a comment or --ignore")
    report = Report(kept, tuple(dict.fromkeys(notes)), __version__)
    write(rendered(report, form, output, dialect, color), output)
    return exit_code(report, fail_on)


def _browsers(names: tuple[str, ...]) -> tuple[Browser, ...]:
    from corsproxy.fetch.browser import BROWSERS

    if not names or "all" in names:
        return BROWSERS
    return tuple(browser for browser in BROWSERS if browser.name in names)


def _parameters(given: tuple[str, ...]) -> dict[str, str]:
    wrong = [text for text in given if "=" not in text]
    if wrong:
        raise Unusable([Mistake(f"--parameter {text} has no value.", None, "Write NAME=VALUE.") for text in wrong])
    return {name: value for name, _, value in (text.partition("=") for text in given)}


def _load(definitions: tuple[str, ...], parameters: dict[str, str]) -> list[Loaded]:
    """Load every definition, ours through the configuration; all mistakes of all files at once."""
    from corsproxy.config import definitions as of_configuration

    loaded: list[Loaded] = []
    mistakes: list[Mistake] = []
    for name in definitions:
        try:
            loaded.append(of_configuration(name, parameters))
        except Unusable as error:
            mistakes += error.mistakes
    if mistakes:
        raise Unusable(mistakes)
    if not any(each.apis or each.function_urls for each in loaded):
        raise Unusable(Mistake("no API is defined.", Where(definitions[0]), "Name a definition that has one."))
    return loaded


def _apis(loaded: list[Loaded]) -> Iterable[Linted]:
    for each in loaded:
        yield from each.apis
        yield from each.function_urls


def _ignored(loaded: list[Loaded]) -> dict[str, Ignored]:
    from corsproxy.diagnose.lint.ignoring import read_comments

    found: dict[str, Ignored] = {}
    for each in loaded:
        for file in each.files:
            try:
                text = file.read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue
            found[str(file)] = read_comments(str(file), text)
    mistakes = [mistake for each in found.values() for mistake in each.mistakes]
    if mistakes:
        raise Unusable(mistakes)
    return found


def _table(cells: Iterable[Cell], color: str, output: Path | None) -> str:
    from corsproxy.report.matrix import render

    return render(cells, width=max(width(), 120), color=in_color(color, output))
