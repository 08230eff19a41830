"""Three real engines did what the walk does, and printed what it says: where their recordings are at hand."""

from __future__ import annotations

import pytest

from tests.fetch import truth, truth_curated

pytestmark = pytest.mark.skipif(not truth.RECORDED.exists(), reason="the recordings are no part of this repository")

EXACT = ("outcome", "wire", "code", "headers", "judged")


@pytest.fixture(scope="module")
def tallies() -> dict[str, truth.Tally]:
    return truth.run()


@pytest.mark.parametrize("engine", truth.ENGINES)
@pytest.mark.parametrize("measure", EXACT)
def test_every_case_comes_out_as_it_did(tallies: dict[str, truth.Tally], engine: str, measure: str) -> None:
    tally = tallies[engine]
    wrong = [difference for difference in tally.differences if difference[0] == measure]
    assert not wrong


@pytest.mark.parametrize("engine", truth.ENGINES)
def test_the_console_is_exact_in_99_of_100_cases(tallies: dict[str, truth.Tally], engine: str) -> None:
    tally = tallies[engine]
    assert tally.right["console"] >= 0.99 * tally.seen["console"], tally.differences


@pytest.mark.parametrize("engine", truth.ENGINES)
def test_the_hand_chosen_cases_come_out_too(engine: str) -> None:
    tally = truth_curated.run()[engine]
    assert not [difference for difference in tally.differences if difference[0] in ("outcome", "preflights", "code")]
    assert tally.right["console"] >= 0.98 * tally.seen["console"], tally.differences
