from __future__ import annotations

from dataclasses import replace

from corsproxy.capture.flows import exchange_of
from corsproxy.diagnose.assess import assess
from corsproxy.diagnose.pages import page_fetches
from corsproxy.http.message import Exchange
from corsproxy.proxy.simulate_truths import Truths
from tests.proxy.traffic import GRANTED, flow, preflight


def exchanges() -> tuple[Exchange, Exchange]:
    """A refused preflight as it really was, and as it was simulated."""
    real = exchange_of(preflight("PUT", "content-type", 403), index=0)
    granted = exchange_of(preflight("PUT", "content-type", 204, GRANTED), index=0)
    return real, replace(real, response=granted.response)


def test_a_simulated_page_fetch_is_also_judged_on_what_really_came() -> None:
    real, shown = exchanges()
    truths = Truths()
    truths.keep(real)
    then = exchange_of(
        flow("PUT", sent={"content-type": "application/json"}, answered=GRANTED, at=1_700_000_000.1), index=1
    )
    (sighting,) = page_fetches([shown, then])
    deployed = truths.deployed(sighting)
    assert deployed is not None
    assert assess(sighting).rulings["chrome"].standing.value == "allowed"
    assert assess(deployed).rulings["chrome"].standing.value == "blocked"
    assert [entry.index for entry in deployed.entries] == [0, 1]


def test_what_was_not_simulated_has_one_truth() -> None:
    real, _ = exchanges()
    truths = Truths()
    truths.keep(real)
    (sighting,) = page_fetches([exchange_of(flow(at=1_700_000_009.0), index=0)])
    assert truths.deployed(sighting) is None
    assert Truths().deployed(sighting) is None


def test_only_so_many_are_kept() -> None:
    truths = Truths(limit=2)
    for number in range(10):
        truths.keep(exchange_of(flow(at=1_700_000_000.0 + number)))
    assert len(truths._real) == 2
