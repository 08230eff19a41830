"""Each entry of an annotated HAR carries its fetch's verdict and its own role."""

from __future__ import annotations

from corsproxy.cli.annotation import annotate
from tests.report.made import report


def test_every_entry_is_annotated_for_people_and_programs() -> None:
    made = report()
    notes = annotate(made)
    assert sorted(notes) == sorted(each.index for one in made.assessments for each in one.sighting.entries)
    first = notes[0]
    assert first.comment.startswith("cors:blocked ")
    assert first.machine["role"] == "preflight"
    assert first.machine["schema_version"] == 1


def test_an_alike_fetch_is_annotated_with_its_own_values() -> None:
    for index, note in list(annotate(report()).items())[:4]:
        assert f"/items/{index}" in str(note.machine["verdicts"])
