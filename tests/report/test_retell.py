"""Every text of an assessment is retold, and nothing else of it changes."""

from __future__ import annotations

from corsproxy.report import retell
from tests.report.made import report


def test_pairs_are_replaced_in_their_order() -> None:
    assert retell.telling((("/items/1", "/items/2"), ("1", "x")))("/items/1 1") == "/items/2 x"


def test_what_has_been_put_in_is_not_replaced_again() -> None:
    tell = retell.telling((("https://a/items/1", "https://a/items/10"), ("items/1", "items/10")))
    assert tell("https://a/items/1 items/1") == "https://a/items/10 items/10"


def test_every_text_of_a_ruling_and_a_finding_is_retold() -> None:
    assessment = report().assessments[0]
    shout = str.upper
    told = retell.ruling(assessment.rulings["chrome"], shout)
    assert told.verdict.console == tuple(map(shout, assessment.rulings["chrome"].verdict.console))
    assert [step.detail for step in told.verdict.steps] == [
        shout(step.detail) for step in assessment.rulings["chrome"].verdict.steps
    ]
    assert (told.standing, told.verdict.error) == (
        assessment.rulings["chrome"].standing,
        assessment.rulings["chrome"].verdict.error,
    )
    found = assessment.findings[0]
    assert retell.texts(retell.finding(found, shout)) == [shout(text) for text in retell.texts(found)]
    assert retell.finding(found, str) == found
