"""For situations like those that people report, the first finding is the cause and offers the fix."""

from __future__ import annotations

from typing import Any

import pytest

from corsproxy.diagnose.assess import assess
from corsproxy.diagnose.pages import page_fetches
from corsproxy.http.headers import Headers
from corsproxy.http.message import Exchange, Request, Response
from tests.diagnose.situations import CHROME, VARIANTS
from tests.diagnose.test_scenarios import names_the_cause


def recorded(rows: list[tuple[Any, ...]]) -> list[Exchange]:
    """The exchanges as a recorder beside a Chrome would have them, reduced to what matters."""
    found = []
    for index, (method, url, headers, said, failure) in enumerate(rows):
        lines = [*headers, ("sec-fetch-mode", "cors"), ("user-agent", CHROME)]
        response = Response(said[0], Headers(said[1]), said[2].encode()) if said else None
        failure = "" if response else failure or "net::ERR_FAILED"
        started = 1000.0 + index
        found.append(
            Exchange(
                Request(method, url, Headers(lines)),
                response,
                failure,
                started=started,
                ended=started + 0.5,
                index=index,
            )
        )
    return found


@pytest.mark.parametrize(("rows", "kinds", "remedy"), [row[1:] for row in VARIANTS], ids=[row[0] for row in VARIANTS])
def test_the_first_finding_is_the_cause_and_offers_the_fix(
    rows: list[tuple[Any, ...]], kinds: set[str], remedy: str
) -> None:
    assessments = [assess(sighting) for sighting in page_fetches(recorded(rows))]
    assert names_the_cause(assessments, kinds)
    assert remedy in {each.kind for found in assessments for first in found.findings[:1] for each in first.remedies}
