"""What Firefox's own Network panel exports is read, and judged as Firefox did."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from corsproxy.capture.read import read
from corsproxy.cli.analysis import assess_all
from tests.capture.firefox import FIREFOX, record
from tests.capture.test_real_recorders import CALLS, serving

# made by `record` with Firefox 153.7 ESR on loopback, as it came from the panel
KEPT = Path(__file__).with_name("firefox.har")
SEEN = {
    ("GET", "/granted"): "allowed",
    ("PUT", "/granted"): "allowed",
    ("GET", "/denied"): "blocked",
    ("PUT", "/denied"): "blocked",
    ("PUT", "/refused"): "blocked",
}
needs_firefox = pytest.mark.skipif(
    FIREFOX is None and os.environ.get("CORSPROXY_REQUIRE_BROWSER") != "1", reason="needs a Firefox"
)


def judged(capture: Path | bytes) -> dict[tuple[str, str], str]:
    found = read(capture)
    assert found.notes == ()
    assert found.recorder == "Firefox"
    assessed = [each.assessment for each in assess_all(found.exchanges)]
    return {
        (each.sighting.fetch.method, "/" + each.sighting.fetch.url.split("/")[3]): str(
            each.rulings["firefox"].standing
        )
        for each in assessed
        if each.sighting.fetch.url.split("/")[2] != each.sighting.fetch.page_origin.split("/")[2]
    }


def test_a_log_from_firefox_is_judged_as_firefox_did() -> None:
    assert judged(KEPT) == SEEN


def test_the_log_saved_as_a_file_is_the_same() -> None:
    assert judged(json.dumps({"log": json.loads(KEPT.read_bytes())}).encode()) == SEEN


def test_a_request_that_a_refused_preflight_held_back_is_no_failure_of_the_network() -> None:
    for each in assess_all(read(KEPT).exchanges):
        assert "network-failure" not in [finding.kind.name for finding in each.assessment.findings]


@needs_firefox
@pytest.mark.browser
def test_firefox_itself_agrees() -> None:
    with serving() as site, serving() as api:
        seen, log = record(site, api, CALLS)
    assert judged(json.dumps({"log": log}).encode()) == dict(zip(CALLS, seen, strict=True)) == SEEN
