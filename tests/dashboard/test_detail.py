from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from corsproxy.cli.live_page import striking
from corsproxy.dashboard.detail import detail
from corsproxy.dashboard.store import Source, Store
from corsproxy.dashboard.strike import Redaction, by_names
from corsproxy.diagnose.sighting import Sighting
from tests.dashboard.sights import SECRET, allowed, blocked, preflighted, refused_preflight, sighting
from tests.proxy.traffic import GRANTED, flow, preflight


def told(source: Source, redaction: Redaction = by_names, deployed: Sighting | None = None) -> Any:
    store = Store()
    store.put(source, deployed=deployed)
    return json.loads(json.dumps(detail(store.since(0)[0], redaction)))


def lit(lines: list[dict[str, Any]]) -> list[str]:
    return [line["name"] + (" missing" if line.get("missing") else "") for line in lines if line.get("lit")]


def test_the_missing_header_is_shown_where_it_should_have_been() -> None:
    (exchange,) = told(blocked())["exchanges"]
    assert lit(exchange["response"]) == ["access-control-allow-origin missing"]
    assert lit(exchange["request"]) == ["origin"]


def test_the_unlisted_header_lights_question_and_answer_of_the_preflight_only() -> None:
    first = preflight("PUT", "content-type,x-api-key", 204, GRANTED)
    (exchange,) = told(sighting(first))["exchanges"]
    assert lit(exchange["response"]) == ["access-control-allow-headers"]
    assert lit(exchange["request"]) == ["access-control-request-headers"]


def test_a_redirected_preflight_lights_its_status_and_location() -> None:
    one = preflight("PUT", "content-type", 301, {**GRANTED, "location": "https://elsewhere.example/"})
    (exchange,) = told(sighting(one))["exchanges"]
    assert exchange["status_lit"] is True
    assert "location" in lit(exchange["response"])


def test_nothing_is_lit_where_nothing_failed() -> None:
    _, whole = preflighted()
    exchanges = told(whole)["exchanges"]
    assert [exchange["role"] for exchange in exchanges] == ["preflight", "actual"]
    assert not [
        line for exchange in exchanges for line in (*exchange["request"], *exchange["response"]) if "lit" in line
    ]


def test_each_browser_has_its_steps_with_the_deciding_one_marked() -> None:
    for verdict in told(refused_preflight())["verdicts"].values():
        assert [step["deciding"] for step in verdict["steps"]][-1] is True
        assert sum(step["deciding"] for step in verdict["steps"]) == 1
        assert all(step["spec"].startswith("https://") for step in verdict["steps"])
        assert verdict["console"]


def test_the_cause_comes_with_evidence_alternatives_and_the_fix_in_dialects() -> None:
    finding = told(refused_preflight())["findings"][0]
    assert finding["kind"] == "missing-options-method"
    assert finding["author"]["evidence"]
    assert {"sam", "terraform", "cdk-typescript", "openapi"} <= set(finding["remedies"][0]["snippets"])
    assert finding["policy"].startswith("rest origins=https://app.example.com ")
    assert finding["references"]


def test_no_secret_is_in_any_text_wherever_it_is_quoted() -> None:
    one = flow(
        "GET",
        f"https://api.example.com/a?token={SECRET}&page={SECRET}",
        {"authorization": f"Bearer {SECRET}", "cookie": f"sid={SECRET}", "x-api-key": SECRET},
        403,
        {"content-type": "application/json", "x-echo": f"got {SECRET}", "set-cookie": f"sid={SECRET}"},
        json.dumps({"message": f"no entry for {SECRET}"}).encode(),
    )
    whole = json.dumps(told(sighting(one), striking))
    assert SECRET not in whole
    assert "[redacted]" in whole


def test_binary_and_coded_bodies_are_not_shown() -> None:
    one = flow("GET", answered={"content-type": "application/json", "content-encoding": "br"}, body=b"\x00\xff")
    assert told(sighting(one))["exchanges"][0]["body"] == ""


def test_a_simulated_fetch_holds_the_whole_second_truth() -> None:
    both = told(allowed(), deployed=blocked())
    assert (both["word"], both["as_deployed"]["word"]) == ("allowed", "blocked")
    assert both["as_deployed"]["exchanges"][0]["status"] == 200
    assert both["as_deployed"]["findings"]


def test_a_fetch_that_met_nobody_says_so() -> None:
    (exchange,) = told(sighting(flow(status=None)))["exchanges"]
    assert exchange["failure"]
    assert "status" not in exchange


def test_what_a_stranger_sent_is_cut_and_never_turns_the_direction_of_a_line() -> None:
    value = f"\u202ehttps://{'a' * 100_000}.example"
    shown = told(sighting(flow("GET", answered={"access-control-allow-origin": value})))
    texts = list(strings(shown))
    assert max(map(len, texts)) <= 8_000
    assert max(len(one["why"]) for one in shown["findings"]) <= 1_000
    assert not [text for text in texts if "\u202e" in text]
    assert any("\\u202e" in text for text in texts)


def test_authors_are_named_in_words_and_alternatives_say_what_they_mean() -> None:
    finding = told(refused_preflight())["findings"][0]
    assert finding["author"]["name"] == "gateway response MISSING_AUTHENTICATION_TOKEN"
    assert finding["alternatives"]
    assert all(one["name"] and one["meaning"] for one in finding["alternatives"])


def strings(value: Any) -> Iterator[str]:
    """Every text of a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings(one)
