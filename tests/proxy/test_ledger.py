"""Which flow belongs to which page fetch."""

from __future__ import annotations

import gc
import weakref

from corsproxy.proxy.ledger import Ledger, concerns_cors
from corsproxy.proxy.verdict_text import Progress
from tests.proxy.traffic import GRANTED, URL, flow, preflight

JSON = {"content-type": "application/json"}


def test_a_preflight_and_its_request_are_one_page_fetch() -> None:
    ledger = Ledger(10)
    asked, actual = preflight(answered=GRANTED), flow("PUT", sent=JSON, answered=GRANTED, at=1_700_000_001.0)
    (first,) = ledger.enter(asked)
    (second,) = ledger.enter(actual)
    assert first.progress is Progress.PREFLIGHT_PASSED
    assert second.progress is Progress.COMPLETE
    assert [one for one, _ in second.flows] == [asked, actual]
    assert first.assessment.sighting.id == second.assessment.sighting.id
    whole = ledger.of_flow(asked)
    assert whole is not None
    assert whole.sighting.id == second.assessment.sighting.id


def test_a_preflight_that_only_some_credentials_modes_pass_is_open() -> None:
    (entered,) = Ledger(10).enter(preflight(answered={**GRANTED, "access-control-allow-origin": "*"}))
    assert entered.progress is Progress.PREFLIGHT_OPEN
    assert entered.assessment.rulings == {}


def test_a_preflight_that_no_mode_passes_is_complete() -> None:
    (entered,) = Ledger(10).enter(preflight(status=403))
    assert entered.progress is Progress.COMPLETE
    assert entered.assessment.findings, "its cause is told"


def test_a_redirect_that_may_be_followed_is_under_way_and_a_refused_one_is_not() -> None:
    to = {"location": "https://other.example/"}
    (open_one,) = Ledger(10).enter(flow(status=302, answered={**GRANTED, **to}))
    assert open_one.progress is Progress.REDIRECTED
    (refused,) = Ledger(10).enter(flow(status=302, answered=to))
    assert refused.progress is Progress.COMPLETE


def test_flows_are_let_go_when_mitmproxy_lets_them_go() -> None:
    ledger = Ledger(10)
    one = flow()
    list(ledger.enter(one))
    gone = weakref.ref(one)
    del one
    gc.collect()
    assert gone() is None


def test_no_more_than_the_limit_is_held() -> None:
    ledger = Ledger(5)
    held = [flow(url=f"{URL}/{number}", at=1_700_000_000.0 + number) for number in range(20)]
    for one in held:
        list(ledger.enter(one))
    assert [sighting.fetch.url for sighting in ledger.sightings()] == [f"{URL}/{number}" for number in range(15, 20)]
    assert ledger.of_flow(held[0]) is None
    assert ledger.of_flow(held[-1]) is not None


def test_only_what_may_be_cors_is_looked_at() -> None:
    assert concerns_cors(flow())
    assert not concerns_cors(flow(origin=None))
    assert concerns_cors(flow(origin=None, status=302, answered={"location": "https://other.example/"}))
