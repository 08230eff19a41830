"""Every entry of a capture is in exactly one fetch; a preflight that nobody recorded is shown as a question."""

from __future__ import annotations

from corsproxy.capture.har import read_har
from corsproxy.cli.analysis import assess_all, unasked
from tests.capture.making import API, entry, har, preflight


def test_every_entry_is_in_exactly_one_fetch() -> None:
    data = har(
        entry(), preflight(at=1), entry("PUT", at=1.1), preflight("/a", 403, at=2), entry("DELETE", "/b", at=3)
    )
    judged = assess_all(read_har(data).exchanges)
    indices = [each.index for one in judged for each in one.assessment.sighting.entries]
    assert sorted(indices) == [0, 1, 2, 3, 4]


def test_the_question_that_was_not_recorded_comes_with_the_command_that_asks_it() -> None:
    sent = {"Authorization": "Bearer s3cr3t-t0k3n", "X-Custom": "1"}
    (judged,) = assess_all(read_har(har(entry("DELETE", "/items/1", sent=sent))).exchanges)
    note = judged.assessment.sighting.notes[-1]
    assert "Access-Control-Request-Method: DELETE and Access-Control-Request-Headers: authorization,x-custom" in note
    assert f"corsproxy probe {API}/items/1 --origin https://app.example.com --method DELETE" in note
    assert "s3cr3t" not in note


def test_nothing_is_asked_where_a_browser_asks_nothing() -> None:
    asked = [entry(), preflight(at=1), entry("PUT", at=1.1)]
    own = entry("PUT", at=2)
    own["request"]["headers"][1]["value"] = "https://" + API.split("/")[2]
    for judged in assess_all(read_har(har(*asked, own)).exchanges):
        assert unasked(judged.assessment.sighting) is None


def test_progress_is_told() -> None:
    seen: list[tuple[int, int]] = []
    assess_all(read_har(har(entry(), entry(at=1))).exchanges, lambda done, total: seen.append((done, total)))
    assert seen[0] == (0, 2)
