"""What three real engines were seen to do is what `fetch` says they do: no browser is needed to hold it."""

from __future__ import annotations

import pytest

from tests.browsers import recorded
from tests.browsers.case import Answer, Case, Seen, Step
from tests.browsers.compare import Tally, compare
from tests.browsers.engines import ENGINES
from tests.browsers.generate import cases, systematic
from tests.browsers.server import Site


@pytest.mark.parametrize("name", ENGINES)
def test_the_recording_agrees(name: str) -> None:
    held, site = recorded.read(name)
    assert held["version"]
    tally = Tally()
    compare(ENGINES[name], site, tally)
    for what in ("outcome", "wire", "error code"):
        assert tally.agreed[what] == tally.compared[what], "\n\n".join(tally.paragraphs)
    # each known difference is listed in README
    for what, share in (("console", 0.99), ("readable headers", 1.0)):
        assert tally.agreed[what] >= share * tally.compared[what], "\n\n".join(tally.paragraphs)


def test_a_disagreement_is_a_paragraph_that_tells_the_whole_case() -> None:
    step = Step("B", Answer(204), Answer(200, (("Content-Type", "text/plain"),)))
    case = Case("s1", "made-up", (step,))
    site = Site(ports={"A": 1, "B": 2, "C": 3, "D": 4}, cases={"s1": case})
    site.seen["s1"] = Seen("ok", 200, "cors", (), [(0, False, "GET", "", "http://localhost:1")])
    tally = Tally()
    compare(ENGINES["chromium"], site, tally)
    assert tally.agreed["outcome"] == 0
    assert "outcome of case s1 (made-up): the browser: 'ok'; we: 'error'" in tally.paragraphs[0]
    assert "fetch GET" in tally.paragraphs[0]


def test_one_disagreement_is_too_many_but_for_the_consoles_words() -> None:
    tally = Tally()
    tally.compared.update({"outcome": 100, "console": 100})
    tally.agreed.update({"outcome": 100, "console": 99})
    assert tally.holds()
    tally.agreed["outcome"] -= 1
    assert not tally.holds()


def test_a_case_that_never_finished_is_a_disagreement() -> None:
    case = Case("s1", "made-up", (Step("B", Answer(204), Answer(200)),))
    site = Site(ports={"A": 1, "B": 2, "C": 3, "D": 4}, cases={"s1": case}, seen={"s1": Seen()})
    tally = Tally()
    compare(ENGINES["firefox"], site, tally)
    assert tally.paragraphs


def test_the_same_seed_makes_the_same_cases() -> None:
    assert cases(500, 7) == cases(500, 7)
    assert cases(500, 7) != cases(500, 8)


def test_a_long_run_holds_every_systematic_case() -> None:
    every = list(systematic())
    assert len({case.id for case in every}) == len(every)
    assert cases(3 * len(every), 1)[: len(every)] == every
