"""A verdict says at length only what somebody asks for, and says it once."""

from __future__ import annotations

from corsproxy.fetch.verdict import Outcome, Telling, Verdict


def test_what_is_given_is_kept() -> None:
    verdict = Verdict("chrome", Outcome.BLOCKED, console=("a",), readable_headers=("b",))
    assert (verdict.console, verdict.readable_headers, verdict.steps) == (("a",), ("b",), ())


def test_words_are_composed_when_first_read_and_only_then() -> None:
    calls = []

    def tell() -> Telling:
        calls.append(1)
        return Telling(("a",), ("b",), ())

    verdict = Verdict("chrome", Outcome.ALLOWED).told_by(tell)
    assert (verdict.browser, verdict.outcome, calls) == ("chrome", Outcome.ALLOWED, [])
    assert (verdict.console, verdict.readable_headers, verdict.steps) == (("a",), ("b",), ())
    assert calls == [1]


def test_equal_when_they_say_the_same() -> None:
    spoken = Verdict("chrome", Outcome.ALLOWED, console=("a",))
    unspoken = Verdict("chrome", Outcome.ALLOWED).told_by(lambda: Telling(("a",)))
    assert spoken == unspoken
