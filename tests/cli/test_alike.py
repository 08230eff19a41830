"""Alike fetches are judged once, and nobody can tell from the report."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from corsproxy.capture.har import read_har
from corsproxy.cli.alike import Likeness, differences, quotable, url_shape
from corsproxy.cli.analysis import assess_all
from corsproxy.diagnose.assess import assess
from corsproxy.diagnose.pages import page_fetches
from corsproxy.report import json as report_json
from corsproxy.report.report import Report
from tests.capture.making import entry, har, preflight

TRUTH = Path(__file__).parents[3] / "shared" / "browser-truth"


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("https://a/prod/items/1", "https://a/prod/items/27", True),
        ("https://a/prod/items/1?page=2", "https://a/prod/items/1?page=3", True),
        ("https://a/prod/items/1?page=2", "https://a/prod/items/1?size=2", False),
        ("https://a/prod/items/1", "https://b/prod/items/1", False),
        ("https://a/prod/items/1", "https://a/prod1/items/1", False),
        ("https://a/prod/v1/x", "https://a/prod/v2/x", False),
        ("https://a/prod/order-7f3/x", "https://a/prod/order-9c1/x", True),
        ("https://a/prod/items", "https://a/prod/other", False),
        ("https://u@a/1", "https://u@a/2", False),
        ("http://a/x/1", "https://a/x/1", False),
    ],
)
def test_ids_do_not_matter_and_everything_else_in_a_url_does(one: str, other: str, alike: bool) -> None:
    assert (url_shape(one) == url_shape(other)) is alike


@pytest.mark.parametrize(
    "change",
    [
        {"status": 403}, {"answered": {}}, {"answered": {"Access-Control-Allow-Origin": "*"}}, {"method": "PUT"}, {"path": "/other"},
        {"sent": {"X-Other": "1"}}, {"sent": {"Content-Type": "application/json"}}, {"sent": {"Authorization": "Bearer x"}},
        {"sent": {"Cookie": "a=b"}}, {"_resourceType": "xhr"}, {"status": 403, "body": '{"message":"Forbidden"}'},
    ],
)  # fmt: skip
def test_whatever_a_verdict_can_depend_on_tells_fetches_apart(change: dict[str, object]) -> None:
    sightings = page_fetches(read_har(har(entry(), entry(**{"at": 9, **change}))).exchanges)  # type: ignore[arg-type]
    likeness = Likeness()
    assert likeness.key(sightings[0]) != likeness.key(sightings[1])


def test_times_ids_and_tokens_do_not_tell_fetches_apart() -> None:
    one = entry(
        path="/items/1", sent={"Authorization": "Bearer a"}, answered={"Date": "now", "x-amzn-requestid": "1"}
    )
    other = entry(
        path="/items/2", sent={"Authorization": "Bearer b"}, answered={"Date": "then", "x-amzn-requestid": "2"}, at=9
    )
    sightings = page_fetches(read_har(har(one, other)).exchanges)
    likeness = Likeness()
    assert likeness.key(sightings[0]) == likeness.key(sightings[1])
    changes = differences(quotable(sightings[0]), quotable(sightings[1]), "")
    assert changes == ((sightings[0].fetch.url, sightings[1].fetch.url),)


def _same(data: bytes | Path) -> None:
    exchanges = read_har(data, body_limit=2_048).exchanges
    judged = assess_all(exchanges)
    shared = Report(tuple(each.assessment for each in judged), differences=tuple(each.differences for each in judged))
    notes = [each.assessment.sighting.notes for each in judged]
    alone = [assess(sighting) for sighting in page_fetches(exchanges)]
    own = [
        replace(each, sighting=replace(each.sighting, notes=said)) for each, said in zip(alone, notes, strict=True)
    ]
    ours, theirs = (json.loads(report_json.encode(each))["fetches"] for each in (shared, Report(tuple(own))))
    assert len({id(each.assessment.rulings) for each in judged}) < len(judged)
    for one, other in zip(ours, theirs, strict=True):
        assert one == other


def test_judging_alike_fetches_once_gives_the_report_of_judging_each() -> None:
    entries = []
    for number in range(30):
        ids = {"x-amzn-RequestId": f"{number:032x}", "x-amzn-ErrorType": "ForbiddenException", "Date": str(number)}
        entries.append(preflight(f"/items/{number}", 403, answered=ids, body='{"message":"Forbidden"}', at=number))
        entries.append(entry(path=f"/items/{number}?page={number}", answered={}, at=number + 0.5))
    _same(har(*entries))


@pytest.mark.skipif(not TRUTH.exists(), reason="the measured browser data is not here")
@pytest.mark.parametrize("engine", ["chromium", "firefox", "webkit"])
def test_so_it_is_for_thousands_of_real_fetches(engine: str) -> None:
    _same(TRUTH / f"{engine}.har.gz")
