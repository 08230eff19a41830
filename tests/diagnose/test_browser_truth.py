"""Every page fetch that three real engines made, seen as a capture, is ruled as the engine decided.

The data lies beside the repository and is not part of it; without it these tests are skipped. Run with `-s` for
the figures.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from typing import Any

import pytest

from corsproxy.diagnose.pages import page_fetches
from corsproxy.diagnose.rule import rule
from corsproxy.diagnose.ruling import Ruling, Standing
from corsproxy.diagnose.sighting import Role, Sighting
from corsproxy.fetch.browser import BROWSERS
from corsproxy.fetch.page_fetch import Initiator
from corsproxy.fetch.verdict import Outcome, Verdict
from tests.diagnose.browser_truth import ENGINES, TRUTH, Recorded, cases, recorded

pytestmark = pytest.mark.skipif(not TRUTH.is_dir(), reason="the recordings of real browsers are not here")
_BROWSER = {browser.name: browser for browser in BROWSERS}
Step = tuple[str, int]


@cache
def seen(engine: str) -> tuple[Recorded, dict[Step, Sighting], list[Sighting]]:
    """One engine's record, its sightings by case and step, and all sightings."""
    record = recorded(engine)
    found = page_fetches(record.exchanges)
    return record, {record.belongs[sighting.entries[-1].index]: sighting for sighting in found}, found


def is_font(sighting: Sighting) -> bool:
    """The recorded fonts are no fonts: every engine refuses their bytes, which is no matter of CORS."""
    return sighting.fetch.initiator is Initiator.FONT


def candidates(ruling: Ruling) -> list[Verdict]:
    """The verdict, or those of the conditions: the truth has to be among them."""
    return list(ruling.conditions.values()) if ruling.conditions else [ruling.verdict]


def truth_of(record: Recorded, step: Step) -> dict[str, Any]:
    """What script saw in this step."""
    told: dict[str, Any] = record.truth[step[0]]["steps"][step[1]]
    return told


def matches(verdict: Verdict, truth: dict[str, Any]) -> bool:
    """Whether script gets a response."""
    return (verdict.outcome is Outcome.BLOCKED) == (truth["outcome"] == "error")


@pytest.mark.parametrize("engine", ENGINES)
def test_every_exchange_belongs_to_the_fetch_that_made_it(engine: str) -> None:
    record, by_step, found = seen(engine)
    together: dict[Step, int] = defaultdict(int)
    for sighting in found:
        steps = {record.belongs[entry.index] for entry in sighting.entries}
        assert len(steps) == 1
        together[steps.pop()] += 1
    # WebKit's GTK port and Firefox ask again what a lost connection cost them; nothing else is in two pieces
    assert sum(count - 1 for count in together.values()) <= 2
    assert len(by_step) == len(together)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_outcome_is_the_engines_or_among_the_conditions(engine: str, capsys: pytest.CaptureFixture[str]) -> None:
    record, by_step, _ = seen(engine)
    standings: Counter[Standing] = Counter()
    wrong = []
    for step, sighting in by_step.items():
        if is_font(sighting):
            continue
        ruling = rule(sighting, _BROWSER[ENGINES[engine]])
        standings[ruling.standing] += 1
        truth = truth_of(record, step)
        if ruling.standing is Standing.UNKNOWN or not any(matches(each, truth) for each in candidates(ruling)):
            wrong.append((step, ruling.standing, truth["outcome"]))
    with capsys.disabled():
        print(f"\n{engine}: outcome {standings.total() - len(wrong)} of {standings.total()}; {dict(standings)}")
    assert not wrong


@pytest.mark.parametrize("engine", ENGINES)
def test_an_undecided_outcome_is_one_that_the_wire_leaves_open(engine: str) -> None:
    """Conditions are not an excuse: where a cookie or the storage access header stood on the wire, none is left."""
    _, by_step, _ = seen(engine)
    for sighting in by_step.values():
        if len(sighting.credentials) == len(sighting.redirects) == 1:
            assert rule(sighting, _BROWSER[ENGINES[engine]]).standing is not Standing.DEPENDS


@pytest.mark.parametrize("engine", ENGINES)
def test_the_preflights_are_those_of_the_wire(engine: str) -> None:
    record, by_step, found = seen(engine)
    preflights = {entry.index for sighting in found for entry in sighting.entries if entry.role is Role.PREFLIGHT}
    on_the_wire = {
        exchange.index for exchange in record.exchanges if "access-control-request-method" in exchange.request.headers
    }
    assert preflights == on_the_wire
    assert by_step


def codes(record: Recorded, step: Step) -> set[str]:
    """The error codes that DevTools reported for the case."""
    return {
        note["corsErrorStatus"]["corsError"]
        for note in record.truth[step[0]]["notes"]
        if note["kind"] == "loadingFailed" and note.get("corsErrorStatus")
    }


def test_chromiums_error_code_is_among_the_candidates(capsys: pytest.CaptureFixture[str]) -> None:
    record, by_step, _ = seen("chromium")
    compared, wrong = 0, []
    for step, sighting in by_step.items():
        told = codes(record, step)
        if len(record.truth[step[0]]["steps"]) > 1 or not told:
            continue
        compared += 1
        errors = {str(each.error) for each in candidates(rule(sighting, _BROWSER["chrome"]))}
        if not errors & told:
            wrong.append((step, errors, told))
    with capsys.disabled():
        print(f"\nchromium: error code {compared - len(wrong)} of {compared}")
    assert not wrong


def console(record: Recorded, step: Step) -> list[str]:
    """The console lines of a case, as far as they are about the refusal."""
    return sorted(note["text"].strip() for note in record.truth[step[0]]["notes"] if note["kind"] == "console")


@pytest.mark.parametrize("engine", ENGINES)
def test_the_console_lines_are_the_engines(engine: str, capsys: pytest.CaptureFixture[str]) -> None:
    record, by_step, _ = seen(engine)
    compared, wrong = 0, []
    for step, sighting in by_step.items():
        truth = truth_of(record, step)
        if len(record.truth[step[0]]["steps"]) > 1 or truth["outcome"] != "error" or is_font(sighting):
            continue
        compared += 1
        said = [
            sorted(line.strip() for line in each.console)
            for each in candidates(rule(sighting, _BROWSER[ENGINES[engine]]))
        ]
        told = console(record, step)
        if not any(_alike(each, told) for each in said):
            wrong.append((step, said, told))
    with capsys.disabled():
        print(f"\n{engine}: console {compared - len(wrong)} of {compared}")
    assert len(wrong) <= 0.01 * compared, wrong[:5]


def _alike(said: list[str], told: list[str]) -> bool:
    """Fetch and XMLHttpRequest look alike on the wire of Chromium and WebKit, and their lines differ in that word."""
    return [_neutral(line) for line in said] == [_neutral(line) for line in told] or sorted(
        map(_neutral, said)
    ) == sorted(map(_neutral, told))


def _neutral(line: str) -> str:
    for one, other in (
        ("Access to XMLHttpRequest at", "Access to fetch at"),
        ("XMLHttpRequest cannot load", "Fetch API cannot load"),
        (" Have the server send the header with a valid value.", ""),
        (
            " The credentials mode of requests initiated by the XMLHttpRequest is controlled by the withCredentials attribute.",
            "",
        ),
    ):
        line = line.replace(one, other)
    return line


@pytest.mark.parametrize("engine", ENGINES)
def test_script_reads_what_we_say_it_reads(engine: str, capsys: pytest.CaptureFixture[str]) -> None:
    record, by_step, _ = seen(engine)
    apis = {name: case["request"]["api"] for name, case in cases().items()}
    compared, wrong = 0, []
    for step, sighting in by_step.items():
        truth = truth_of(record, step)
        if truth["outcome"] != "ok" or "headers" not in truth or apis[step[0]] not in ("fetch", "xhr"):
            continue
        compared += 1
        read = sorted({name.lower() for name, _ in truth["headers"]})
        said = [sorted(each.readable_headers) for each in candidates(rule(sighting, _BROWSER[ENGINES[engine]]))]
        if read not in said:
            wrong.append((step, said, read))
    with capsys.disabled():
        print(f"\n{engine}: readable headers {compared - len(wrong)} of {compared}")
    assert not wrong
