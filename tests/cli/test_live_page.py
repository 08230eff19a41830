from __future__ import annotations

import json
from typing import cast

import pytest

from corsproxy.cli.live_page import Switch, exported, live_addons, striking
from corsproxy.dashboard.actions import Refused
from corsproxy.dashboard.store import exchanges_of
from corsproxy.proxy.addon import CorsProxy
from corsproxy.proxy.simulate import Simulate
from tests.dashboard.sights import SECRET, allowed, blocked, preflighted, sighting
from tests.proxy.traffic import flow


def test_the_simulation_stands_before_the_judge_and_the_page_behind() -> None:
    names = [addon.name for addon in live_addons(CorsProxy(), port=0)]
    assert names == ["corsproxy-simulate", "corsproxy", "corsproxy-both-truths", "corsproxy-live-page"]
    assert "corsproxy-live-page" not in [addon.name for addon in live_addons(CorsProxy(), port=None)]


def test_what_stood_in_a_secret_header_is_struck_wherever_it_is_quoted() -> None:
    one = sighting(flow("GET", sent={"x-api-key": SECRET}))
    assert striking(exchanges_of(one))(f"the key {SECRET} is wrong") == "the key [redacted] is wrong"


@pytest.mark.parametrize("form", ["har", "json", "html"])
def test_exports_hold_every_fetch_and_no_secret(form: str) -> None:
    _, whole = preflighted()
    secret = sighting(
        flow(
            "GET",
            f"https://api.example.com/?token={SECRET}",
            {"authorization": f"Bearer {SECRET}"},
            at=1_700_000_009.0,
        ),
        start=5,
    )
    text = exported([blocked(start=9), whole, secret], form).decode()
    assert SECRET not in text
    if form == "har":
        entries = json.loads(text)["log"]["entries"]
        assert [entry["request"]["method"] for entry in entries] == ["OPTIONS", "GET", "PUT", "GET"]
        assert all(entry["comment"].startswith("cors:") for entry in entries)
    if form == "json":
        fetches = json.loads(text)["fetches"]
        assert sorted(len(fetch["entries"]) for fetch in fetches) == [1, 1, 2]


def test_an_export_of_nothing_is_a_file_all_the_same() -> None:
    assert json.loads(exported([], "har"))["log"]["entries"] == []
    assert json.loads(exported([], "json"))["fetches"] == []


def test_the_switch_says_what_it_does_and_refuses_nonsense_without_switching() -> None:
    said: list[str] = []
    simulate = Simulate()
    switch = Switch(simulate, said.append)
    assert switch.state()["policy"] == ""
    switch.switch("origins=https://a.example methods=GET")
    assert simulate.policy is not None
    assert "https://a.example" in str(switch.state()["summary"])
    assert switch.state()["remedies"]
    with pytest.raises(Refused, match="no part of a policy"):
        switch.switch("nonsense")
    with pytest.raises(Refused):
        switch.drafted("origins=* credentials")
    assert simulate.policy is not None
    switch.switch(" ")
    assert simulate.policy is None
    assert len(said) == 2


def test_several_origins_of_a_rest_api_are_no_list_in_one_header() -> None:
    told = Switch(Simulate(None), print).drafted("rest origins=https://a.example,https://b.example methods=GET")
    (options, *_) = cast(list[dict[str, str]], told["remedies"])
    assert "Access-Control-Allow-Origin: https://a.example or https://b.example (whichever asks)" in options["text"]


def test_a_draft_switches_nothing() -> None:
    simulate = Simulate()
    assert Switch(simulate, lambda _: None).drafted("origins=https://a.example")["remedies"]
    assert simulate.policy is None


def test_one_allowed_fetch_is_exported_as_allowed() -> None:
    (fetch,) = json.loads(exported([allowed()], "json"))["fetches"]
    assert fetch["verdicts"]["chrome"]["outcome"] == "allowed"
