from __future__ import annotations

from corsproxy.dashboard.actions import FORMATS, Actions


def test_a_page_that_was_given_nothing_can_do_nothing() -> None:
    assert (Actions().replay, Actions().export, Actions().simulation) == (None, None, None)


def test_exports_are_saved_under_names_that_say_what_they_are() -> None:
    assert {name: file.rpartition(".")[2] for name, (_, file) in FORMATS.items()} == {name: name for name in FORMATS}
