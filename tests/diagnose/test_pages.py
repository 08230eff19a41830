"""Every exchange of a capture ends up in exactly one page fetch, whatever order the recorder wrote them in."""

from __future__ import annotations

import random

import pytest

from corsproxy.diagnose.pages import Tracker, page_fetches
from corsproxy.diagnose.sighting import Sighting
from corsproxy.http.message import Exchange
from tests.diagnose.traffic import API, CHROME, FIREFOX, GRANTED, PAGE, SAFARI, actual, preflight


def entries(sightings: list[Sighting]) -> set[tuple[tuple[int, str], ...]]:
    return {tuple((entry.index, str(entry.role)) for entry in sighting.entries) for sighting in sightings}


def test_a_preflight_and_its_request_are_one_page_fetch() -> None:
    found = page_fetches([preflight(index=0), actual("PUT", index=1)])
    assert entries(found) == {((0, "preflight"), (1, "actual"))}


def test_a_request_listed_before_its_preflight_is_paired_as_chrome_exports_it() -> None:
    asked = actual("PUT", at=1.0, took=0.2, index=0, kind="fetch", status=None, failure="net::ERR_FAILED")
    refused = preflight(at=1.01, index=1, kind="preflight", status=403, answer={})
    for order in ([asked, refused], [refused, asked]):
        found = page_fetches(order)
        assert entries(found) == {((1, "preflight"), (0, "actual"))}
        # the request was never sent, so there is no actual exchange to judge
        assert found[0].fetch.hops[0].actual is None
        assert not found[0].unknown


def test_two_tabs_with_other_origins_do_not_take_each_others_requests() -> None:
    other = "https://admin.example.com"
    found = page_fetches(
        [
            preflight(at=1.0, index=0),
            preflight(at=1.001, index=1, origin=other),
            actual("PUT", at=1.02, index=2, origin=other),
            actual("PUT", at=1.021, index=3),
        ]
    )
    assert entries(found) == {((0, "preflight"), (3, "actual")), ((1, "preflight"), (2, "actual"))}


def test_two_pages_of_one_origin_are_told_apart_by_the_recorders_page() -> None:
    found = page_fetches(
        [
            preflight(at=1.0, index=0, page="one"),
            preflight(at=1.001, index=1, page="two"),
            actual("PUT", at=1.02, index=2, page="two"),
            actual("PUT", at=1.021, index=3, page="one"),
        ]
    )
    assert entries(found) == {((0, "preflight"), (3, "actual")), ((1, "preflight"), (2, "actual"))}


def test_two_browsers_through_one_proxy_are_told_apart() -> None:
    found = page_fetches(
        [
            preflight(at=1.0, index=0, agent=CHROME),
            preflight(at=1.001, index=1, agent=FIREFOX),
            actual("PUT", at=1.02, index=2, agent=FIREFOX),
            actual("PUT", at=1.021, index=3, agent=CHROME),
        ]
    )
    assert entries(found) == {((0, "preflight"), (3, "actual")), ((1, "preflight"), (2, "actual"))}


def test_a_refused_first_try_stays_alone_and_the_retry_is_paired() -> None:
    found = page_fetches(
        [
            preflight(at=1.0, index=0, status=403, answer={}),
            preflight(at=1.5, index=1),
            actual("PUT", at=1.52, index=2),
        ]
    )
    assert entries(found) == {((0, "preflight"),), ((1, "preflight"), (2, "actual"))}


def test_a_preflight_of_minutes_ago_does_not_take_a_request_of_now() -> None:
    found = page_fetches([preflight(at=1.0, index=0), actual("PUT", at=300.0, index=1)])
    assert entries(found) == {((0, "preflight"),), ((1, "actual"),)}


def test_a_request_without_preflight_names_the_earlier_one_that_its_browser_remembers() -> None:
    found = page_fetches(
        [
            preflight(index=0),
            actual("PUT", index=1),
            actual("PUT", at=3.0, index=2),
        ]
    )
    assert entries(found) == {((0, "preflight"), (1, "actual")), ((2, "actual"),)}
    assert any("entry 0" in note for note in found[1].notes)


def test_a_redirect_chain_with_a_second_preflight_is_one_page_fetch() -> None:
    there = "https://other.example.org/items"
    found = page_fetches(
        [
            preflight(index=0),
            actual("PUT", index=1, status=307, answer={**GRANTED, "location": there}),
            preflight(there, origin="null", at=1.05, index=2, answer={**GRANTED, "access-control-allow-origin": "*"}),
            actual("PUT", there, origin="null", at=1.07, index=3),
        ]
    )
    assert entries(found) == {((0, "preflight"), (1, "redirect"), (2, "preflight"), (3, "actual"))}
    assert [hop.url for hop in found[0].fetch.hops] == [API, there]
    assert found[0].fetch.page_origin == PAGE


def test_firefoxs_second_preflight_keeps_the_origin_and_its_request_does_not() -> None:
    there = "https://other.example.org/items"
    found = page_fetches(
        [
            preflight(index=0, agent=FIREFOX),
            actual("PUT", index=1, status=307, agent=FIREFOX, answer={**GRANTED, "location": there}),
            preflight(there, at=1.05, index=2, agent=FIREFOX),
            actual("PUT", there, origin="null", at=1.07, index=3, agent=FIREFOX),
        ]
    )
    assert entries(found) == {((0, "preflight"), (1, "redirect"), (2, "preflight"), (3, "actual"))}


def test_a_chain_that_starts_at_home_knows_its_page_from_the_later_origin() -> None:
    found = page_fetches(
        [
            actual(
                "GET",
                f"{PAGE}/go",
                origin=None,
                site="same-origin",
                at=1.0,
                index=0,
                status=302,
                answer={"location": API},
            ),
            actual("GET", API, at=1.02, index=1),
        ]
    )
    assert entries(found) == {((0, "redirect"), (1, "actual"))}
    assert found[0].fetch.page_origin == PAGE


def test_a_location_with_userinfo_is_followed_without_it() -> None:
    found = page_fetches(
        [
            actual("GET", f"{PAGE}/go", origin=None, site="same-origin", at=1.0, index=0, status=302,
                   answer={"location": "https://u:p@app.example.com/next"}),
            actual("GET", f"{PAGE}/next", origin=None, site="same-origin", at=1.02, index=1),
        ]
    )  # fmt: skip
    assert entries(found) == {((0, "redirect"), (1, "actual"))}


def test_a_request_to_the_redirects_target_by_another_page_is_its_own_fetch() -> None:
    there = "https://other.example.org/items"
    found = page_fetches(
        [
            actual("GET", index=0, at=1.0, status=302, answer={**GRANTED, "location": there}),
            actual("GET", there, origin="https://elsewhere.example", at=1.01, index=1),
            actual("GET", there, origin="null", at=1.02, index=2),
        ]
    )
    assert entries(found) == {((0, "redirect"), (2, "actual")), ((1, "actual"),)}


def test_an_options_request_of_a_pages_own_is_no_preflight() -> None:
    found = page_fetches([preflight(method="OPTIONS", index=0), actual("OPTIONS", index=1)])
    assert entries(found) == {((0, "preflight"), (1, "actual"))}


def test_the_browsers_revalidation_shows_the_stored_response_with_its_headers_renewed() -> None:
    found = page_fetches(
        [
            actual(index=0, at=1.0, answer={"etag": '"1"', "access-control-allow-origin": PAGE, "x-old": "1"}),
            actual(index=1, at=2.0, headers={"If-None-Match": '"1"'}, status=304, answer={"x-old": "2"}),
        ]
    )
    renewed = found[1].fetch.hops[0].actual
    assert renewed is not None
    assert renewed.response is not None
    assert (renewed.response.status, renewed.response.headers.get("x-old")) == (200, "2")
    assert renewed.response.headers.get("access-control-allow-origin") == PAGE


def test_a_revalidation_of_something_unseen_cannot_be_judged() -> None:
    found = page_fetches([actual(headers={"If-None-Match": '"1"'}, status=304, answer={})])
    assert "304" in found[0].unknown


def _busy(seed: int) -> list[Exchange]:
    chance = random.Random(seed)
    made: list[Exchange] = []
    for number in range(30):
        url = f"https://api.example.net/{chance.randrange(6)}"
        agent = chance.choice([CHROME, FIREFOX, SAFARI])
        at = chance.random() * 20 + 1
        method = chance.choice(["GET", "PUT", "POST"])
        if method == "PUT":
            made.append(preflight(url, at=at, agent=agent, status=chance.choice([204, 403])))
        location = {"location": f"https://api.example.net/{chance.randrange(6)}"} if chance.random() < 0.3 else {}
        made.append(actual(method, url, at=at + 0.02, agent=agent, status=302 if location else 200,
                           answer={"access-control-allow-origin": "*", **location}))  # fmt: skip
        del number
    chance.shuffle(made)
    return [type(each)(**{name: getattr(each, name) for name in each.__slots__} | {"index": place})
            for place, each in enumerate(made)]  # fmt: skip


@pytest.mark.parametrize("seed", range(20))
def test_no_exchange_is_lost_and_none_is_used_twice(seed: int) -> None:
    traffic = _busy(seed)
    found = page_fetches(traffic)
    used = sorted(entry.index for sighting in found for entry in sighting.entries)
    assert used == list(range(len(traffic)))


@pytest.mark.parametrize("seed", range(5))
def test_a_tracker_sees_what_a_finished_capture_shows(seed: int) -> None:
    traffic = sorted(_busy(seed), key=lambda each: each.started)
    tracker = Tracker()
    last: dict[str, Sighting] = {}
    for each in traffic:
        for sighting in tracker.see(each):
            last[sighting.id] = sighting
    assert entries(list(last.values())) == entries(page_fetches(traffic))


def test_a_live_preflight_is_seen_at_once_and_keeps_its_id_when_the_request_comes() -> None:
    tracker = Tracker()
    [waiting] = tracker.see(preflight())
    [whole] = tracker.see(actual("PUT"))
    assert waiting.id == whole.id
    assert (len(waiting.entries), len(whole.entries)) == (1, 2)


def test_memory_stays_bounded_when_preflights_never_get_their_requests() -> None:
    tracker = Tracker(limit=10)
    for number in range(1000):
        tracker.see(preflight(f"{API}/{number}", at=float(number + 1)))
    pairing = tracker._pairing
    assert len(pairing._preflighted) <= 10
    assert len(pairing._consented) <= 10
