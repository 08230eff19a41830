"""A mistake of the user's names its place and what to write instead, on one line."""

from __future__ import annotations

from corsproxy.where import Mistake, Unusable, Where


def test_a_place_reads_as_file_line_column() -> None:
    assert str(Where("a.yaml", 3, 7)) == "a.yaml:3:7"
    assert str(Where("a.yaml", 3)) == "a.yaml:3"
    assert str(Where("a.yaml")) == "a.yaml"


def test_a_mistake_is_one_line_with_its_mend() -> None:
    mistake = Mistake("'prot' is no setting.", Where("a.yaml", 3), "Write 'port'.")
    assert str(mistake) == "a.yaml:3: 'prot' is no setting. Write 'port'."


def test_problem_and_mend_are_two_sentences_whoever_wrote_them() -> None:
    assert str(Mistake("99999 is no port", instead="Write 8080.")) == "99999 is no port. Write 8080."
    assert str(Mistake("no full stop, no mend")) == "no full stop, no mend"


def test_all_mistakes_are_carried() -> None:
    error = Unusable([Mistake("one"), Mistake("two")])
    assert [mistake.problem for mistake in error.mistakes] == ["one", "two"]
    assert str(error) == "one\ntwo"
    assert Unusable(Mistake("alone")).mistakes == (Mistake("alone"),)
