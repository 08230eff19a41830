"""An event that is put together from what is remembered is the event that would have been built."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corsproxy.gateway.http_api.definition import HttpApi, Route, Stage
from corsproxy.gateway.http_api.event_2_0 import function_event
from corsproxy.gateway.http_api.prepared import prepare
from corsproxy.gateway.http_api.recurring_event import recurring_event
from corsproxy.gateway.http_api.visit import Authorization, AuthorizedBy, Visit
from tests.gateway.http_api_visits import LAMBDA, arrive, visit

TRACE = "Root=1-5e5ff17e-0123456789abcdef01234567"
# what a client may write, the marks among it that an event is cut at
CLIENTS = st.sampled_from(
    ["", "a", '"', "\\", "é", "\x00", 'requestId":"x', '"requestId":"', "time", '"time":"04/Mar/2020', "x-amzn-trace-id",
     '"x-amzn-trace-id":"Root=1-2"', '"timeEpoch":1', "}}", "requestContext"]
)  # fmt: skip
NAMES = st.sampled_from(
    ["requestId", "time", "timeEpoch", "x-amzn-trace-id", "headers", "origin", "accept", "cookie"]
)


def later(first: Visit) -> Visit:
    """The same request, made again."""
    arrival = replace(
        first.arrival, at=first.arrival.at + 86_401.5, extended_id="JKJaXmPLvHcESHA=", trace_id="Root=1-9-8"
    )
    return replace(first, arrival=arrival)


@settings(max_examples=300, deadline=None)
@given(
    lines=st.lists(st.tuples(NAMES, CLIENTS), max_size=4),
    query=st.lists(st.tuples(NAMES, CLIENTS), max_size=3),
    path=CLIENTS,
    stage=st.sampled_from(["$default", "dev"]),
)
def test_it_is_the_event_that_would_have_been_built(
    lines: list[tuple[str, str]], query: list[tuple[str, str]], path: str, stage: str
) -> None:
    from urllib.parse import quote

    target = f"/{quote(path)}?" + "&".join(f"{quote(name)}={quote(value)}" for name, value in query)
    first = visit(
        replace(arrive("GET", target, lines), trace_id=TRACE), stage=Stage(stage, {"requestId": '"time":"'})
    )
    first = replace(first, path=f"/{path}")
    assert recurring_event(first) == function_event(first)
    assert recurring_event(later(first)) == function_event(later(first))


def test_the_second_event_is_not_built_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    first = visit(replace(arrive("GET", "/items", {"origin": "https://a.example"}), trace_id=TRACE))
    recurring_event(first)
    wanted = function_event(later(first))
    monkeypatch.setattr("corsproxy.gateway.http_api.recurring_event.function_event", None)
    assert recurring_event(later(first)) == wanted


def test_what_has_a_body_parameters_or_an_authorizer_is_built_each_time() -> None:
    api = HttpApi("abcdefghij", (Route("$default", LAMBDA),))
    plain = visit(replace(arrive("POST", "/a"), trace_id=TRACE), api=api)
    for one in (
        visit(replace(arrive("POST", "/a", {}, b"{}"), trace_id=TRACE), api=api),
        replace(plain, path_parameters={"id": "1"}),
        replace(plain, authorization=Authorization(AuthorizedBy.JWT, {"claims": {}})),
        replace(plain, arrival=replace(plain.arrival, trace_id="")),
    ):
        assert recurring_event(one) == function_event(one)
    assert prepare(api).event_frames == {}


def test_the_memory_is_bounded() -> None:
    api = HttpApi("abcdefghij", (Route("$default", LAMBDA),))
    for number in range(1100):
        recurring_event(visit(replace(arrive("GET", f"/{number}"), trace_id=TRACE), api=api))
    assert len(prepare(api).event_frames) <= 512
