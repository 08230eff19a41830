"""Reports and HARs of flows."""

from __future__ import annotations

import json

import pytest

from corsproxy.cli.flow_files import FORMATS, export_har, render_report
from corsproxy.diagnose.assess import assess
from corsproxy.diagnose.pages import page_fetches
from corsproxy.proxy.explain import exchanges_of, judge_afresh
from corsproxy.where import Unusable
from tests.proxy.traffic import GRANTED, flow, preflight


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_ending_gives_a_report_that_names_the_error(suffix: str) -> None:
    text = render_report(judge_afresh([flow()]), f"report{suffix}").decode()
    assert "Access-Control-Allow-Origin" in text


def test_an_ending_that_is_no_format_is_refused_with_those_there_are() -> None:
    with pytest.raises(Unusable, match=r"\.html"):
        render_report([], "report.docx")


def test_both_entries_of_a_fetch_carry_its_verdict() -> None:
    flows = [preflight(answered=GRANTED), flow("PUT", sent={"content-type": "a/b"}, at=1_700_000_001.0)]
    exchanges = exchanges_of(flows, redacted=True)
    har = json.loads(export_har(exchanges, [assess(sighting) for sighting in page_fetches(exchanges)]))
    entries = har["log"]["entries"]
    assert [entry["_corsproxy"]["role"] for entry in entries] == ["preflight", "actual"]
    assert all(entry["comment"].startswith("cors:blocked") for entry in entries)
