from __future__ import annotations

import pytest

from corsproxy.proxy.event_streams import EventStreams
from tests.proxy.traffic import flow


@pytest.mark.parametrize(
    ("kind", "streamed"),
    [
        ("text/event-stream", True),
        ("Text/Event-Stream; charset=utf-8", True),
        ("application/json", False),
        ("text/event-streams", False),
        ("", False),
    ],
)
def test_only_event_streams_are_passed_on_as_they_come(kind: str, streamed: bool) -> None:
    one = flow(answered={"content-type": kind} if kind else {})
    EventStreams().responseheaders(one)
    assert one.response is not None
    assert one.response.stream is streamed


def test_a_flow_without_a_response_is_left_alone() -> None:
    EventStreams().responseheaders(flow(status=None))
