"""The one line says who refuses what, and why."""

from __future__ import annotations

import pytest

from corsproxy.diagnose.assess import assess
from corsproxy.diagnose.headline import headline
from corsproxy.diagnose.pages import page_fetches
from corsproxy.http.message import Exchange
from tests.diagnose.traffic import PAGE, SAFARI, actual, preflight


@pytest.mark.parametrize(
    ("traffic", "starts", "says"),
    [
        ([actual()], "Allowed", "GET"),
        ([actual(answer={})], "Blocked in every browser", "MissingAllowOriginHeader"),
        ([actual(agent=SAFARI)], "Depends", "without credentials allowed"),
        ([actual(url=f"{PAGE}/x", origin=None, site="same-origin")], "Not CORS", "own origin"),
        ([actual(mode="no-cors", origin=None)], "Not CORS", "no-cors"),
        ([actual(mode="navigate", origin=None)], "Not CORS", "navigation"),
        ([actual(status=None)], "Cannot tell", "no response"),
        ([preflight(names="x-b", answer={"access-control-allow-origin": "*", "access-control-allow-methods": "PUT"})],
         "Blocked in every browser", "(x-b)"),
    ],
)  # fmt: skip
def test_the_line(traffic: list[Exchange], starts: str, says: str) -> None:
    [sighting] = page_fetches(traffic)
    line = headline(assess(sighting))
    assert line.startswith(starts)
    assert says in line


def test_a_token_in_the_url_is_not_shown() -> None:
    [sighting] = page_fetches([actual(url="https://api.example.net/?access_token=abc")])
    assert "abc" not in headline(assess(sighting))
