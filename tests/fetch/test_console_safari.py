"""Safari's lines, word for word."""

from __future__ import annotations

import pytest

from corsproxy.fetch.browser import SAFARI
from corsproxy.fetch.page_fetch import Credentials, Initiator
from tests.fetch.rows import API, CDN, ECHO, PAGE, STAR, Asked, Row, play, to


def said(asked: Asked) -> tuple[str, ...]:
    return play(Row("", (asked,), ""), SAFARI)[1][0].verdict.console


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (
            Asked(answers={0: (500, [])}),
            f"Origin {PAGE} is not allowed by Access-Control-Allow-Origin. Status code: 500",
        ),
        (
            Asked(answers={0: (200, [("Access-Control-Allow-Origin", "a, b")])}),
            "Access-Control-Allow-Origin cannot contain more than one origin.",
        ),
        (
            Asked(answers={0: (200, [("Access-Control-Allow-Origin", "a b")])}),
            f"Origin {PAGE} is not allowed by Access-Control-Allow-Origin. Status code: 200",
        ),
        (
            Asked(credentials=Credentials.INCLUDE, answers={0: (200, STAR)}),
            "Cannot use wildcard in Access-Control-Allow-Origin when credentials flag is true.",
        ),
        (
            Asked(credentials=Credentials.INCLUDE),
            'Credentials flag is true, but Access-Control-Allow-Credentials is not "true".',
        ),
        (Asked("PUT", preflights={0: (403, [])}), "Preflight response is not successful. Status code: 403"),
        (
            Asked("PUT", preflights={0: (204, [*ECHO, ("Access-Control-Allow-Methods", "a b")])}),
            "Header Access-Control-Allow-Methods has an invalid value: a b",
        ),
        (Asked("PUT", preflights={0: (204, ECHO)}), "Method PUT is not allowed by Access-Control-Allow-Methods."),
        (
            Asked(headers=(("authorization", "1"),), preflights={0: (204, ECHO)}),
            "Request header field Authorization is not allowed by Access-Control-Allow-Headers.",
        ),
        (
            Asked(headers=(("X-mine", "1"),), preflights={0: (204, ECHO)}),
            "Request header field X-mine is not allowed by Access-Control-Allow-Headers.",
        ),
    ],
)
def test_three_lines(asked: Asked, reason: str) -> None:
    assert said(asked) == (
        reason,
        f"Fetch API cannot load {API}/0 due to access control checks.",
        f"Failed to load resource: {reason}",
    )


def test_a_refused_redirect_names_where_it_led() -> None:
    assert said(Asked(answers={0: to(f"{CDN}/1", lines=[])}))[0] == (
        f"Cross-origin redirection to {CDN}/1 denied by Cross-Origin Resource Sharing policy: "
        f"Origin {PAGE} is not allowed by Access-Control-Allow-Origin. Status code: 302"
    )


def test_a_tainted_origin_is_null_in_the_words_too() -> None:
    assert said(Asked(answers={0: to(f"{CDN}/1"), 1: (200, [])}))[0].startswith("Origin null is not allowed")


def test_what_the_page_finds_late_is_told_in_another_order() -> None:
    lines = said(Asked(url=f"{PAGE}/0", answers={0: to(f"{API}/1"), 1: to(f"{API}/2")}))
    assert [line.partition(" ")[0] for line in lines] == ["Cross-origin", "Failed", "Fetch"]
    assert f"cannot load {API}/1 due" in lines[2]


@pytest.mark.parametrize(
    ("initiator", "last"),
    [
        (Initiator.XHR, f"XMLHttpRequest cannot load {API}/0 due to access control checks."),
        (Initiator.IMAGE, f"Cannot load image {API}/0 due to access control checks."),
        (Initiator.SCRIPT, "Cross-origin script load denied by Cross-Origin Resource Sharing policy."),
    ],
)
def test_each_api_has_its_line(initiator: Initiator, last: str) -> None:
    assert last in said(Asked(initiator=initiator, answers={0: (200, [])}))


def test_fonts_fail_without_a_word() -> None:
    assert said(Asked(initiator=Initiator.FONT, answers={0: (200, [])})) == ()
