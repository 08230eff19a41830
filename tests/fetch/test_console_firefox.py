"""Firefox's lines, word for word."""

from __future__ import annotations

import pytest

from corsproxy.fetch.browser import FIREFOX
from corsproxy.fetch.console_firefox import as_utf8
from corsproxy.fetch.page_fetch import Credentials, Initiator, RedirectMode
from tests.fetch.rows import API, CDN, ECHO, STAR, Asked, Row, play, to

FRAME = (
    "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at "
    f"{API}/0. (Reason: "
)
GIVEN_UP = f"{FRAME}CORS request did not succeed). Status code: (null)."


def said(asked: Asked) -> tuple[str, ...]:
    return play(Row("", (asked,), ""), FIREFOX)[1][0].verdict.console


def answered(*values: str, status: int = 200) -> Asked:
    return Asked(answers={0: (status, [("Access-Control-Allow-Origin", value) for value in values])})


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (answered(status=404), "CORS header ‘Access-Control-Allow-Origin’ missing). Status code: 404."),
        (answered("*", "*"), "Multiple CORS header ‘Access-Control-Allow-Origin’ not allowed)."),
        (answered("a, b"), "CORS header ‘Access-Control-Allow-Origin’ does not match ‘a, b’)."),
        (answered("null"), "CORS header ‘Access-Control-Allow-Origin’ does not match ‘null’)."),
        (
            Asked(credentials=Credentials.INCLUDE),
            "expected ‘true’ in CORS header ‘Access-Control-Allow-Credentials’).",
        ),
    ],
)
def test_the_response_gets_one_line(asked: Asked, reason: str) -> None:
    assert said(asked) == (FRAME + reason,)


@pytest.mark.parametrize(
    ("asked", "reasons"),
    [
        (Asked("PUT", preflights={0: (403, ECHO)}), ("CORS preflight response did not succeed). Status code: 403.",)),
        (
            Asked("PUT", preflights={0: to("/login")}),
            (
                "CORS request external redirect not allowed).",
                "CORS preflight response did not succeed). Status code: 302.",
            ),
        ),
        (
            Asked("PUT", preflights={0: (204, [*ECHO, ("Access-Control-Allow-Methods", "GET, a b")])}),
            ("invalid token ‘a b’ in CORS header ‘Access-Control-Allow-Methods’).",),
        ),
        (
            Asked("PUT", preflights={0: (204, ECHO)}),
            ("Did not find method in CORS header ‘Access-Control-Allow-Methods’).",),
        ),
        (
            Asked(headers=(("X-A", "1"),), preflights={0: (204, ECHO)}),
            (
                "header ‘x-a’ is not allowed according to header ‘Access-Control-Allow-Headers’ from CORS preflight "
                "response).",
            ),
        ),
    ],
)
def test_a_preflight_is_given_up_in_a_line_of_its_own(asked: Asked, reasons: tuple[str, ...]) -> None:
    assert said(asked) == (*(FRAME + reason for reason in reasons), GIVEN_UP)


def test_the_wildcard_message_alone_quotes_the_url() -> None:
    (line,) = said(Asked(credentials=Credentials.INCLUDE, answers={0: (200, STAR)}))
    assert f"remote resource at ‘{API}/0’. (Reason: Credential is not supported" in line


def test_a_redirect_to_be_followed_is_given_up_too() -> None:
    bad = {0: to(f"{CDN}/1", lines=[])}
    assert said(Asked(answers=bad))[1:] == (GIVEN_UP,)
    assert said(Asked(answers=bad, redirect=RedirectMode.MANUAL))[1:] == ()


def test_authorization_under_a_wildcard_is_warned_of() -> None:
    allowed = Asked(
        headers=(("Authorization", "x"),), preflights={0: (204, [*STAR, ("Access-Control-Allow-Headers", "*")])}
    )
    (line,) = said(allowed)
    assert line.startswith(
        f"Cross-Origin Request Warning: The Same Origin Policy will disallow reading the remote resource at {API}/0 soon"
    )


def test_scripts_and_event_sources_add_a_line() -> None:
    refused = {0: (200, STAR[:0])}
    assert said(Asked(initiator=Initiator.SCRIPT, answers=refused))[1].startswith("<script> source URI")
    assert said(Asked(initiator=Initiator.MODULE, answers=refused))[1].startswith("Module source URI")
    assert said(Asked(initiator=Initiator.EVENT_SOURCE, answers=refused))[1].startswith("Firefox can’t establish")


def test_header_bytes_are_printed_as_utf8() -> None:
    assert as_utf8("caf\xc3\xa9 \xe9") == "café \ufffd"
