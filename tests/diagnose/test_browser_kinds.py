"""The browser's side of the catalogue is whole."""

from __future__ import annotations

from corsproxy.diagnose.browser_kinds import BROWSER_KINDS, KIND_OF
from corsproxy.diagnose.catalogue import CAUSES
from corsproxy.fetch.error import Error


def test_every_error_has_a_kind_of_its_own() -> None:
    assert set(KIND_OF) == set(Error)
    assert len({kind.code for kind in KIND_OF.values()}) == len(Error)


def test_codes_and_names_are_unique_across_the_whole_catalogue() -> None:
    kinds = (*BROWSER_KINDS, *CAUSES)
    assert len({kind.code for kind in kinds}) == len(kinds)
    assert len({kind.name for kind in kinds}) == len(kinds)


def test_every_entry_says_what_why_and_where_to_read() -> None:
    for kind in BROWSER_KINDS:
        assert kind.code.startswith("B")
        assert kind.what.endswith(".")
        assert kind.why.endswith(".")
        assert kind.references
