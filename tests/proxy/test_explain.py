"""Selected flows explained."""

from __future__ import annotations

from mitmproxy.test import tflow

from corsproxy.proxy.explain import NOTHING, exchanges_of, explain_flows, judge_afresh, select
from corsproxy.proxy.ledger import Ledger
from tests.proxy.traffic import GRANTED, flow, preflight


def test_both_flows_of_a_fetch_are_one_explanation() -> None:
    ledger = Ledger(10)
    asked = preflight(answered=GRANTED)
    actual = flow("PUT", sent={"content-type": "a/b"}, at=1_700_000_001.0)
    for one in (asked, actual):
        list(ledger.enter(one))
    assert len(select(ledger, [asked, actual])) == 1
    assert explain_flows(ledger, [asked]) == explain_flows(ledger, [actual])


def test_flows_that_nobody_saw_are_judged_in_the_order_in_which_they_were_sent() -> None:
    asked = preflight(answered=GRANTED)
    actual = flow("PUT", sent={"content-type": "a/b"}, at=1_700_000_001.0)
    (assessment,) = judge_afresh([actual, asked])
    assert [entry.role.value for entry in assessment.sighting.entries] == ["preflight", "actual"]


def test_websockets_and_nothing_at_all_are_said_to_be_no_cors() -> None:
    assert explain_flows(Ledger(1), [tflow.twebsocketflow()]) == NOTHING
    assert explain_flows(Ledger(1), []) == NOTHING


def test_redacted_exchanges_hold_no_secret() -> None:
    (exchange,) = exchanges_of([flow(sent={"cookie": "session=verysecretcookie"})], redacted=True)
    assert "verysecretcookie" not in repr(exchange)
