"""Advice holds what is known, and words to replace where nothing is."""

from __future__ import annotations

import pytest

from corsproxy.diagnose.advice import how_to_check, how_to_fix, known_values
from corsproxy.diagnose.remedies import FOR_CAUSE
from tests.diagnose.answers import ORIGIN, REST


@pytest.mark.parametrize("cause", FOR_CAUSE)
def test_every_cause_has_a_fix_in_words_without_open_braces(cause: str) -> None:
    texts = how_to_fix(cause)
    assert texts
    assert not any("{" in text.replace("{proxy+}", "") for text in texts)


def test_what_a_message_gives_away_is_filled_in() -> None:
    known = known_values(REST, ORIGIN)
    assert "a1b2c3d4e5" in how_to_check("missing-options-method", known)
    [fix] = how_to_fix("missing-options-method", known)
    assert fix.startswith("Give /items an OPTIONS method")
    assert ORIGIN in fix


def test_what_it_does_not_is_a_word_to_replace() -> None:
    assert how_to_check("missing-options-method").endswith("--rest-api-id API --embed methods")
    assert "ORIGIN" in how_to_fix("missing-options-method")[0]


def test_some_causes_need_no_command() -> None:
    assert how_to_check("allow-origin-quoted") == ""
