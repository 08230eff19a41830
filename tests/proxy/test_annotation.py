"""What is written on flows, and what of the user's stays."""

from __future__ import annotations

from typing import Any

import pytest
from mitmproxy.io import tnetstring
from mitmproxy.test import tflow

from corsproxy.diagnose.sighting import Role
from corsproxy.proxy.annotation import annotate, erase, metadata_of
from corsproxy.proxy.explain import judge_afresh
from corsproxy.proxy.verdict_text import Progress
from tests.proxy.traffic import GRANTED, flow, preflight


def machine(*flows: Any, progress: Progress = Progress.COMPLETE) -> dict[str, Any]:
    (assessment,) = judge_afresh(flows)
    return metadata_of(assessment, progress)


def test_metadata_is_what_mitmproxy_can_save() -> None:
    held = {**machine(flow(status=502)), "role": "actual"}
    assert tnetstring.loads(tnetstring.dumps(held)) == held


def test_the_same_words_twice_change_nothing() -> None:
    one, words = tflow.tflow(), machine(flow())
    assert annotate(one, words, Role.ACTUAL)
    assert not annotate(one, words, Role.ACTUAL)


@pytest.mark.parametrize("users", ["", "mine", "a | b", "cors: I wonder"])
def test_ours_are_replaced_and_the_users_are_kept(users: str) -> None:
    one = tflow.tflow()
    one.comment = users
    annotate(one, machine(flow()), Role.ACTUAL)
    annotate(one, machine(flow(answered={"access-control-allow-origin": "*"})), Role.ACTUAL)
    assert one.comment.count("cors:blocked") == 0
    assert one.comment.startswith("cors:ok")
    assert one.comment.endswith(users)
    assert erase(one)
    assert one.comment == users


@pytest.mark.parametrize("edit", ["{} | seen by me", "seen by me | {}", "only mine"])
def test_what_the_user_wrote_into_our_comment_is_kept(edit: str) -> None:
    one = tflow.tflow()
    annotate(one, machine(flow()), Role.ACTUAL)
    one.comment = edit.format(one.comment)
    annotate(one, machine(flow(answered={"access-control-allow-origin": "*"})), Role.ACTUAL)
    kept = edit.format("").strip(" |")
    assert kept in one.comment
    assert one.comment.count("cors:") == 1


def test_a_mark_of_the_users_is_not_taken() -> None:
    one = tflow.tflow()
    annotate(one, machine(flow()), Role.ACTUAL)
    one.marked = ":star:"
    annotate(one, machine(flow(answered={"access-control-allow-origin": "*"})), Role.ACTUAL)
    assert one.marked == ":star:"
    erase(one)
    assert one.marked == ":star:"


def test_no_mark_where_none_is_wanted() -> None:
    one = tflow.tflow()
    annotate(one, machine(flow()), Role.ACTUAL, mark=False)
    assert one.marked == ""


def test_what_is_under_way_says_so_and_rules_on_nothing() -> None:
    held = machine(preflight(answered=GRANTED), progress=Progress.PREFLIGHT_PASSED)
    assert (held["complete"], held["verdicts"], held["findings"]) == (False, {}, [])
    assert held["comment"] == f"cors:ok {Progress.PREFLIGHT_PASSED}"


def test_erasing_where_nothing_is_ours_says_so() -> None:
    one = tflow.tflow()
    one.comment = "mine"
    assert not erase(one)
    assert one.comment == "mine"
