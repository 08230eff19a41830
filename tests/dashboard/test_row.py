from __future__ import annotations

import json

from corsproxy.cli.live_page import striking
from corsproxy.dashboard.row import encoded, row, truth
from corsproxy.dashboard.store import Item, Source, Store
from corsproxy.dashboard.strike import by_names
from corsproxy.diagnose.assess import assess
from corsproxy.diagnose.sighting import Sighting
from tests.dashboard.sights import (
    HOSTILE,
    SECRET,
    allowed,
    blocked,
    exchanges,
    preflighted,
    refused_preflight,
    sighting,
)
from tests.proxy.traffic import ORIGIN, flow, preflight


def item(source: Source, *, pending: str = "", deployed: Sighting | None = None) -> Item:
    store = Store()
    store.put(source, pending=pending, deployed=deployed, policy="a policy" if deployed is not None else "")
    return store.since(0)[0]


def test_a_row_says_who_asked_what_what_came_back_who_wrote_it_and_why_it_failed() -> None:
    told = row(item(refused_preflight()), by_names)
    assert (told["origin"], told["method"], told["status"], told["word"]) == (ORIGIN, "PUT", "OPTIONS 403", "blocked")
    assert told["badges"] == {"chrome": "blocked", "firefox": "blocked", "safari": "blocked"}
    assert told["error"] == "PreflightMissingAllowOriginHeader"
    assert "MISSING_AUTHENTICATION_TOKEN" in str(told["who"])
    assert told["cause"] == "The resource has no OPTIONS method"
    assert str(told["line"]).startswith("Blocked in every browser: ")


def test_the_line_does_not_repeat_the_other_columns() -> None:
    assert truth(assess(blocked())) == (
        "Blocked in every browser: Access-Control-Allow-Origin is missing [MissingAllowOriginHeader]"
    )
    assert truth(assess(allowed())) == "Allowed"


def test_what_is_under_way_has_no_verdict_yet() -> None:
    under_way, _ = preflighted()
    told = row(item(under_way, pending="the preflight passed"), by_names)
    assert (told["word"], told["badges"], told["error"], told["cause"]) == ("pending", {}, "", "")
    assert told["line"] == "the preflight passed"


def test_a_simulated_fetch_shows_both_truths() -> None:
    told = row(item(allowed(), deployed=blocked()), by_names)
    assert (told["word"], told["deployed"], told["policy"]) == ("allowed", "blocked", "a policy")


def test_nothing_came_back_is_said() -> None:
    assert row(item(sighting(flow(status=None))), by_names)["status"] == "failed"


def test_no_secret_of_the_fetch_is_in_its_row() -> None:
    one = flow(
        "GET", f"https://api.example.com/a?access_token={SECRET}&q={SECRET}", {"authorization": f"Bearer {SECRET}"}
    )
    assert SECRET not in encoded(item(sighting(one)), striking).decode()


def test_hostile_text_stays_one_line_of_text_without_control_characters() -> None:
    one = flow("GET", "https://api.example.com/a", origin=f"https://a.example/{HOSTILE}\u2028x")
    told = encoded(item(sighting(one)), by_names).decode()
    assert json.loads(told)["origin"].isprintable()
    assert "\n" not in told


def test_where_cors_does_not_ask_nobody_is_named_as_the_writer() -> None:
    own = flow("POST", f"{ORIGIN}/results", {"sec-fetch-site": "same-origin"}, answered={"server": "BaseHTTP/0.6"})
    told = row(item(sighting(own)), by_names)
    assert (told["word"], told["who"]) == ("not-cors", "")


def test_what_depends_is_explained_by_what_it_depends_on_and_not_by_a_warning_beside_it() -> None:
    any_of_it = dict.fromkeys([f"access-control-allow-{what}" for what in ("origin", "methods", "headers")], "*")
    told = row(item(sighting(preflight("DELETE", "authorization", 204, any_of_it))), by_names)
    assert (told["word"], told["cause"]) == ("depends", "")
    assert "credentials" in str(told["line"])


def test_a_row_is_rendered_once_per_change() -> None:
    store = Store()
    under_way, whole = preflighted()
    store.put(under_way, pending="…")
    (one,) = store.since(0)
    first = encoded(one, by_names)
    assert encoded(one, by_names) is first
    store.put(whole)
    assert encoded(one, by_names) != first


def test_a_fetch_that_is_fine_once_more_has_the_row_that_judging_would_give() -> None:
    one = flow(
        "GET",
        f"https://api.example.com/a?token={SECRET}",
        answered={"access-control-allow-origin": ORIGIN, "vary": "origin"},
    )
    (exchange,) = exchanges([one])
    quick, judged = row(item(exchange), striking), row(item(sighting(one)), striking)
    assert {**quick, "id": "", "who": ""} == {**judged, "id": "", "who": ""}
    assert SECRET not in str(quick)
