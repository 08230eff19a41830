"""The steps a person reads: in order, with the values in question, and the deciding one last."""

from __future__ import annotations

from corsproxy.fetch.browser import CHROME, SAFARI
from corsproxy.fetch.journey import Finished
from corsproxy.fetch.page_fetch import Mode, RedirectMode
from corsproxy.fetch.verdict import Phase
from tests.fetch.rows import API, CDN, PAGE, STAR, Asked, Row, play, to


def told(asked: Asked) -> list[tuple[str, bool | None]]:
    end: Finished = play(Row("", (asked,), ""), CHROME)[1][0]
    return [(step.title, step.passed) for step in end.verdict.steps]


def test_the_path_of_an_allowed_fetch() -> None:
    assert told(Asked("PUT", headers=(("X-A", "1"),))) == [
        ("Whether CORS applies", None),
        ("CORS-preflight needed", None),
        ("CORS check: Access-Control-Allow-Origin", True),
        ("CORS-preflight has an ok status", True),
        ("Access-Control-Allow-Methods parses", True),
        ("Access-Control-Allow-Headers parses", True),
        ("Method is allowed", True),
        ("Request-headers are allowed", True),
        ("CORS check: Access-Control-Allow-Origin", True),
        ("Response exposed to script", None),
    ]


def test_the_path_of_a_blocked_fetch_ends_where_it_was_decided() -> None:
    assert told(Asked("PUT", preflights={0: (204, STAR)}))[-1] == ("Method is allowed", False)


def test_details_quote_the_values() -> None:
    end = play(Row("", (Asked(answers={0: (200, [("Access-Control-Allow-Origin", "null")])}),), ""), CHROME)[1][0]
    step = end.verdict.steps[-1]
    assert "'null'" in step.detail
    assert f"'{PAGE}'" in step.detail
    assert step.phase is Phase.ACTUAL


def test_hops_are_counted() -> None:
    end = play(Row("", (Asked(answers={0: to(f"{CDN}/1"), 1: (200, [])}),), ""), CHROME)[1][0]
    assert [step.hop for step in end.verdict.steps] == [0, 0, 0, 0, 1, 1, 1]


def test_a_late_fault_belongs_to_the_redirect_that_caused_it() -> None:
    asked = Asked(url=f"{PAGE}/0", answers={0: to(f"{API}/1"), 1: to(f"{API}/2")})
    verdict = play(Row("", (asked,), ""), SAFARI)[1][0].verdict
    assert (verdict.phase, verdict.hop, verdict.steps[-1].hop) == (Phase.REDIRECT, 1, 1)
    assert "as if credentials were included" in verdict.steps[-1].detail


def test_secrets_in_urls_are_struck_out() -> None:
    away = to("https://cdn.test/1?access_token=s3cret")
    end = play(Row("", (Asked(answers={0: away}),), ""), CHROME)[1][0]
    assert not any("s3cret" in step.detail for step in end.verdict.steps)


def test_opaque_responses_show_nothing() -> None:
    given = (200, [*STAR, ("Content-Type", "x")])
    for asked in (
        Asked(mode=Mode.NO_CORS, answers={0: given}),
        Asked(redirect=RedirectMode.MANUAL, answers={0: to(f"{CDN}/1")}),
    ):
        assert play(Row("", (asked,), ""), CHROME)[1][0].verdict.readable_headers == ()
