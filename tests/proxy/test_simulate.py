"""The simulation in mitmproxy: marked, on record, undone by switching off, harmless when it fails."""

from __future__ import annotations

import io
from typing import Any

import pytest
from mitmproxy import http
from mitmproxy.io import FlowReader, FlowWriter
from mitmproxy.test import taddons

from corsproxy.cli.simulate_policy import read_policy
from corsproxy.proxy import simulate as subject
from corsproxy.proxy.addon import CorsProxy
from corsproxy.proxy.annotation import METADATA_KEY as JUDGED
from corsproxy.proxy.simulate import MARKER, METADATA_KEY, BothTruths, Simulate
from tests.proxy.traffic import ORIGIN, URL, flow, preflight

POLICY = f"origins={ORIGIN} methods=PUT headers=content-type"


def refused() -> http.HTTPFlow:
    answered = {
        "x-amzn-errortype": "MissingAuthenticationTokenException",
        "x-amzn-requestid": "1",
        "content-length": "2",
    }
    one = preflight("PUT", "content-type", 403, answered)
    assert one.response is not None
    one.response.raw_content = b"{}"
    return one


def answer(addon: Any, one: http.HTTPFlow) -> None:
    """As mitmproxy calls a hook: where there is one."""
    if addon.response is not None:
        addon.response(one)


def put() -> http.HTTPFlow:
    return flow("PUT", URL, {"content-type": "application/json"}, 200, {}, at=1_700_000_000.1)


def test_a_simulated_response_is_marked_and_the_real_one_is_on_record() -> None:
    one = refused()
    answer(Simulate(read_policy(POLICY)), one)
    assert one.response is not None
    assert (one.response.status_code, one.response.reason) == (204, "No Content")
    assert one.response.headers[MARKER] == "http-api-cors"
    assert one.response.raw_content == b""
    kept = one.metadata[METADATA_KEY]
    assert (kept["status"], kept["body"], kept["policy"]) == (403, "{}", POLICY)
    assert ["x-amzn-errortype", "MissingAuthenticationTokenException"] in kept["headers"]
    assert kept["because"]


def test_what_is_on_record_can_be_saved_and_read_again() -> None:
    one = refused()
    answer(Simulate(read_policy(POLICY)), one)
    file = io.BytesIO()
    FlowWriter(file).add(one)
    file.seek(0)
    (again,) = FlowReader(file).stream()
    assert again.metadata[METADATA_KEY] == one.metadata[METADATA_KEY]


def test_a_body_that_the_policy_does_not_write_stays_byte_for_byte() -> None:
    one = flow("GET", answered={"content-encoding": "gzip"})
    assert one.response is not None
    one.response.raw_content = b"\x1f\x8bnot touched"
    answer(Simulate(read_policy(POLICY)), one)
    assert one.response.headers[MARKER]
    assert one.response.raw_content == b"\x1f\x8bnot touched"


@pytest.mark.parametrize("policy", [None, f"{POLICY} hosts=other.example"])
def test_switched_off_or_for_other_hosts_nothing_is_touched(policy: str | None) -> None:
    one = refused()
    assert one.response is not None
    before = one.response.get_state()
    answer(Simulate(read_policy(policy) if policy else None), one)
    assert one.response.get_state() == before
    assert METADATA_KEY not in one.metadata


def test_a_request_without_origin_is_none_of_our_business() -> None:
    one = flow("GET", origin=None)
    answer(Simulate(read_policy(POLICY)), one)
    assert METADATA_KEY not in one.metadata


def test_a_streamed_response_is_changed_before_its_body_and_only_in_its_headers() -> None:
    addon, one = Simulate(read_policy(POLICY)), flow("GET")
    assert one.response is not None
    one.response.stream = True
    assert addon.responseheaders is not None
    addon.responseheaders(one)
    assert one.response.headers["access-control-allow-origin"] == ORIGIN
    assert one.response.headers[MARKER]


def test_a_failure_of_ours_is_one_line_and_the_real_response_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(subject, "simulate", broken)
    one = refused()
    assert one.response is not None
    before = one.response.get_state()
    answer(Simulate(read_policy(POLICY)), one)
    assert one.response.get_state() == before
    assert [record.getMessage().count("\n") for record in caplog.records] == [0]


async def test_both_truths_are_on_the_flow_and_said_to_the_user() -> None:
    said: list[str] = []
    simulate = Simulate(read_policy(POLICY))
    judge = CorsProxy(line=lambda _: None)
    both = BothTruths(simulate, judge.ledger, said.append)
    with taddons.context(simulate, judge, both):
        first, second = refused(), put()
        for one in (first, second):
            for addon in (simulate, judge, both):
                answer(addon, one)
        judge.done()
    assert second.metadata[JUDGED]["outcome"] == "ok"
    deployed = second.metadata[METADATA_KEY]["deployed"]
    assert deployed["outcome"] == "blocked"
    assert deployed["verdicts"]["chrome"]["error"] == "PreflightMissingAllowOriginHeader"
    assert len(said) == 1, "once per page fetch, not per flow"
    assert POLICY in said[0]
    assert "as deployed: cors:blocked" in said[0]


async def test_what_was_not_simulated_is_not_talked_about() -> None:
    said: list[str] = []
    simulate, judge = Simulate(), CorsProxy(line=lambda _: None)
    both = BothTruths(simulate, judge.ledger, said.append)
    with taddons.context(simulate, judge, both):
        one = flow("GET")
        for addon in (simulate, judge, both):
            answer(addon, one)
    assert said == []
    assert METADATA_KEY not in one.metadata
