"""Chrome's lines, word for word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corsproxy.fetch.browser import CHROME
from corsproxy.fetch.console_chrome import encode_hint
from corsproxy.fetch.page_fetch import Credentials, Initiator, Mode
from tests.fetch.rows import API, CDN, ECHO, PAGE, STAR, Asked, Row, play, to

FAILED = "Failed to load resource: net::ERR_FAILED"
FRAME = f"Access to fetch at '{API}/0' from origin '{PAGE}' has been blocked by CORS policy: "
PREFLIGHT = "Response to preflight request doesn't pass access control check: "
VALID = " Have the server send the header with a valid value."


def said(asked: Asked) -> tuple[str, ...]:
    return play(Row("", (asked,), ""), CHROME)[1][0].verdict.console


def answered(value: str) -> Asked:
    return Asked(answers={0: (200, [("Access-Control-Allow-Origin", value)])})


@pytest.mark.parametrize(
    ("asked", "body"),
    [
        (
            Asked(answers={0: (200, [])}),
            "No 'Access-Control-Allow-Origin' header is present on the requested resource.",
        ),
        (
            answered("https://x.test"),
            "The 'Access-Control-Allow-Origin' header has a value 'https://x.test' that is not equal to the supplied "
            f"origin.{VALID}",
        ),
        (
            answered("caf\xe9"),
            f"The 'Access-Control-Allow-Origin' header contains the invalid value 'caf\\u00E9'.{VALID}",
        ),
        (
            answered("*, *"),
            "The 'Access-Control-Allow-Origin' header contains multiple values '*, *', but only one is allowed."
            f"{VALID}",
        ),
        (
            Asked(credentials=Credentials.INCLUDE, answers={0: (200, STAR)}),
            "The value of the 'Access-Control-Allow-Origin' header in the response must not be the wildcard '*' when "
            "the request's credentials mode is 'include'.",
        ),
        (
            Asked(credentials=Credentials.INCLUDE),
            "The value of the 'Access-Control-Allow-Credentials' header in the response is '' which must be 'true' "
            "when the request's credentials mode is 'include'.",
        ),
        (Asked("PUT", preflights={0: (404, ECHO)}), f"{PREFLIGHT}It does not have HTTP ok status."),
        (
            Asked("PUT", preflights={0: to("/login")}),
            f"{PREFLIGHT}Redirect is not allowed for a preflight request.",
        ),
        (
            Asked("PUT", preflights={0: (204, ECHO)}),
            "Method PUT is not allowed by Access-Control-Allow-Methods in preflight response.",
        ),
        (
            Asked(headers=(("X-A", "1"),), preflights={0: (204, ECHO)}),
            "Request header field x-a is not allowed by Access-Control-Allow-Headers in preflight response.",
        ),
        (
            Asked(answers={0: to("https://u:p@cdn.test/")}),
            "Redirect location '' contains a username and password, which is disallowed for cross-origin requests.",
        ),
    ],
)
def test_blocked(asked: Asked, body: str) -> None:
    assert said(asked) == (FRAME + body, FAILED)


def test_a_redirect_is_told_with_both_urls_and_the_pages_origin() -> None:
    first, second = said(Asked(answers={0: to(f"{CDN}/1"), 1: (200, [])}))
    assert first.startswith(f"Access to fetch at '{CDN}/1' (redirected from '{API}/0') from origin '{PAGE}' ")
    assert second == FAILED


def test_xmlhttprequest_has_a_suffix_of_its_own() -> None:
    first = said(Asked(initiator=Initiator.XHR, credentials=Credentials.INCLUDE, answers={0: (200, STAR)}))[0]
    assert first.startswith("Access to XMLHttpRequest at ")
    assert first.endswith("XMLHttpRequest is controlled by the withCredentials attribute.")
    assert VALID not in said(replace(answered("x"), initiator=Initiator.XHR))[0]


def test_a_4xx_that_script_may_read_is_reported_all_the_same() -> None:
    assert said(Asked(answers={0: (404, STAR)})) == (
        "Failed to load resource: the server responded with a status of 404 ()",
    )


def test_what_is_not_cors_is_told_without_it() -> None:
    assert said(Asked(answers={0: "net::ERR_CONNECTION_REFUSED"})) == (
        "Failed to load resource: net::ERR_CONNECTION_REFUSED",
    )
    assert said(Asked(mode=Mode.SAME_ORIGIN)) == (
        f'Fetch API cannot load {API}/0. Request mode is "same-origin" but the URL\'s origin is not same as the '
        f"request origin {PAGE}.",
    )


def test_hints_are_encoded_beyond_printable_ascii() -> None:
    assert encode_hint("a\tb\xe9~") == "a\\u0009b\\u00E9~"
