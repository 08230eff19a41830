"""What pairing asks of two exchanges before it lets them belong together."""

from __future__ import annotations

import pytest

from corsproxy.diagnose.pages import page_fetches
from corsproxy.diagnose.pairing import could_follow
from tests.diagnose.traffic import API, GRANTED, actual, preflight


@pytest.mark.parametrize(
    ("status", "answer", "names", "follows"),
    [
        (204, GRANTED, "", True),
        (403, GRANTED, "", False),
        (204, {}, "", False),
        (204, {**GRANTED, "access-control-allow-methods": "GET"}, "", False),
        (204, {**GRANTED, "access-control-allow-methods": "*"}, "", True),
        (204, GRANTED, "x-a", True),
        (204, GRANTED, "x-b", False),
    ],
)
def test_no_browser_sends_the_request_after_a_plain_refusal(
    status: int, answer: dict[str, str], names: str, follows: bool
) -> None:
    assert could_follow(preflight(API, status=status, answer=answer, names=names)) is follows


def test_one_try_a_second_at_one_url_is_never_mixed_with_the_next() -> None:
    """A developer who tries again and again: what failed stays alone, what passed has its own preflight."""
    traffic = []
    for number in range(60):
        at = 10.0 + number
        granted = number % 3 != 0
        traffic.append(preflight(at=at, index=len(traffic), answer=GRANTED if granted else {}))
        if granted:
            traffic.append(actual("PUT", at=at + 0.02, index=len(traffic)))
    for sighting in page_fetches(traffic):
        starts = {int(traffic[entry.index].started) for entry in sighting.entries}
        assert len(starts) == 1
