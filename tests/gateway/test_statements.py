"""What the model says about AWS, and how we know it."""

from __future__ import annotations

from corsproxy.gateway.provenance import Assumed, Documented, Recorded, Statement
from corsproxy.gateway.statements import STATEMENTS, assumptions

PRODUCTS = {"http-api", "rest-api", "lambda", "function-url"}


def test_every_statement_is_one_sentence_said_once_with_a_source() -> None:
    assert len({(one.product, one.says) for one in STATEMENTS}) == len(STATEMENTS)
    for one in STATEMENTS:
        assert one.product in PRODUCTS, one
        assert one.says.strip() == one.says, one
        match one.known_by:
            case Recorded(what, date):
                assert what, one
                assert date[:2] == "20", one
            case Documented(page):
                assert page.startswith("https://"), one
            case Assumed(why):
                assert why, one


def test_assumptions_are_those_that_nothing_vouches_for() -> None:
    known = Statement("http-api", "a", Documented("https://x"))
    guessed = Statement("http-api", "b", Assumed("why"))
    assert assumptions((known, guessed)) == (guessed,)
    assert assumptions()
