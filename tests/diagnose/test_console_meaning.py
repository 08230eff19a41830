"""What an error means and does not mean can be looked up by code, by name and by the browser's own name."""

from __future__ import annotations

import pytest

from corsproxy.diagnose.browser_kinds import KIND_OF
from corsproxy.diagnose.catalogue import CAUSES
from corsproxy.diagnose.console_meaning import GONE, all_kinds, error_of, kinds_of, look_up, not_meant
from corsproxy.diagnose.console_text import recognise
from corsproxy.diagnose.console_text_wordings import CHROME, FIREFOX
from corsproxy.fetch.error import Error


@pytest.mark.parametrize("error", Error)
def test_every_error_is_found_by_its_name_and_says_what_it_does_not_mean(error: Error) -> None:
    assert look_up(error.lower()) == (KIND_OF[error],)
    assert not_meant(error).endswith(".")
    assert error_of(KIND_OF[error]) is error


@pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.code)
def test_every_kind_is_found_by_code_and_name(kind: object) -> None:
    assert kind in look_up(kind.code)  # type: ignore[attr-defined]
    assert kind in look_up(f" {kind.name.upper()} ")  # type: ignore[attr-defined]


def test_a_cause_is_no_error_of_a_browsers() -> None:
    assert all(error_of(cause) is None for cause in CAUSES)


def test_what_browsers_no_longer_have_is_explained_all_the_same() -> None:
    named = {wording.name for wording in (*CHROME, *FIREFOX) if wording.name}
    assert named <= set(GONE)


def test_a_refusal_that_may_be_several_errors_names_each_kind_once() -> None:
    [refusal] = recognise("Origin https://a.example is not allowed by Access-Control-Allow-Origin.").refusals
    kinds = kinds_of(refusal)
    assert len(kinds) == len(set(kinds)) == 8


def test_an_unknown_word_is_nothing() -> None:
    assert look_up("B999") == ()
