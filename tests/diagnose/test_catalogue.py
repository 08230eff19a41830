"""The catalogue is whole: every cause has an entry, every entry its fields, every code its letter."""

from __future__ import annotations

import re

import pytest

from corsproxy.diagnose.catalogue import CAUSES, kind
from corsproxy.diagnose.finding import Kind
from corsproxy.diagnose.gateway_response_signs import SIGNS
from corsproxy.diagnose.remedies import FOR_CAUSE, OF_THE_PAGE
from corsproxy.diagnose.remedy_texts import TEXTS


def test_names_and_codes_are_unique() -> None:
    assert len({one.name for one in CAUSES}) == len(CAUSES)
    assert len({one.code for one in CAUSES}) == len(CAUSES)


@pytest.mark.parametrize("entry", CAUSES, ids=lambda entry: entry.code)
def test_an_entry_is_filled(entry: Kind) -> None:
    assert re.fullmatch(r"[a-z0-9-]+", entry.name)
    assert re.fullmatch(r"[BHRSX]\d{3}", entry.code)
    for text in (entry.title, entry.what, entry.why):
        assert len(text) > 10
        assert text == text.strip()
    assert not entry.title.endswith(".")
    assert all(reference.startswith("https://") for reference in entry.references)


def test_every_remedy_named_for_a_cause_has_a_text_and_every_text_a_cause() -> None:
    named = {name for names in FOR_CAUSE.values() for name in names}
    assert named | set(OF_THE_PAGE) == set(TEXTS)


def test_every_cause_with_remedies_or_signs_is_in_the_catalogue() -> None:
    for cause in FOR_CAUSE:
        assert kind(cause)
    for signs in SIGNS.values():
        for sign in signs:
            assert kind(sign.cause)


def test_every_error_level_entry_has_a_remedy() -> None:
    assert not [one.name for one in CAUSES if one.severity == "error" and one.name not in FOR_CAUSE]
