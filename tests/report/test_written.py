"""Snippets are asked for once for equal remedies."""

from __future__ import annotations

from dataclasses import replace

from corsproxy.report.written import written
from tests.report.made import report


def test_equal_remedies_give_the_same_snippets_and_different_ones_their_own() -> None:
    remedy = next(
        remedy for finding in report().assessments[0].findings for remedy in finding.remedies if written(remedy)
    )
    assert written(replace(remedy)) is written(remedy)
    other = replace(remedy, values={**remedy.values, "origin": "https://other.example"})
    assert written(other) != written(remedy)
