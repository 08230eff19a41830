"""The gates of the API: what script asked for, as it is let through."""

from __future__ import annotations

import pytest

from corsproxy.fetch.browser import CHROME, FIREFOX, STANDARD
from corsproxy.fetch.error import Error
from corsproxy.fetch.fault import Fault
from corsproxy.fetch.page_fetch import Initiator, Mode, RedirectMode
from corsproxy.fetch.script_request import ScriptRequest, as_requested
from corsproxy.http.headers import Headers

PAGE = "https://app.example"
URL = "https://api.example/"


def asked(*lines: tuple[str, str], **more: object) -> ScriptRequest:
    arguments = {"method": "GET", "url": URL, **more}
    return ScriptRequest(page_origin=PAGE, headers=Headers(lines), **arguments)  # type: ignore[arg-type]  # a test's


def let_through(script: ScriptRequest, browser: object = STANDARD) -> ScriptRequest:
    admitted = as_requested(script, browser)  # type: ignore[arg-type]  # a profile
    assert isinstance(admitted, ScriptRequest)
    return admitted


@pytest.mark.parametrize(
    ("script", "error"),
    [
        (asked(method="TRACE"), Error.INVALID_REQUEST),
        (asked(url="https://u:p@api.example/"), Error.INVALID_REQUEST),
        (asked(url="no url"), Error.INVALID_REQUEST),
        (asked(method="PUT", mode=Mode.NO_CORS), Error.INVALID_REQUEST),
        (asked(mode=Mode.NO_CORS, redirect=RedirectMode.MANUAL), Error.NO_CORS_REDIRECT_MODE_NOT_FOLLOW),
    ],
)
def test_what_never_leaves_the_page(script: ScriptRequest, error: Error) -> None:
    fault = as_requested(script, STANDARD)
    assert isinstance(fault, Fault)
    assert fault.error is error
    assert "u:p" not in str(fault)


def test_xmlhttprequest_may_have_userinfo_in_its_url() -> None:
    assert let_through(asked(url="https://u:p@api.example/", initiator=Initiator.XHR))


def test_forbidden_names_are_dropped_and_remembered() -> None:
    admitted = let_through(asked(("Cookie", "a"), ("X-A", "1")))
    assert admitted.headers == Headers([("X-A", "1")])
    assert admitted.refused_names == ("Cookie",)


def test_chrome_alone_drops_user_agent() -> None:
    assert not let_through(asked(("User-Agent", "x")), CHROME).headers
    assert let_through(asked(("User-Agent", "x")), FIREFOX).headers


def test_no_cors_keeps_what_is_safelisted() -> None:
    lines = (("Accept", "x"), ("Content-Type", "application/json"), ("Authorization", "x"))
    assert let_through(asked(*lines, mode=Mode.NO_CORS)).headers == Headers([("Accept", "x")])


def test_xmlhttprequest_combines_lines_of_one_name() -> None:
    admitted = let_through(asked(("X-A", "1"), ("x-a", "2"), initiator=Initiator.XHR))
    assert admitted.headers == Headers([("X-A", "1, 2")])


def test_the_method_is_normalised() -> None:
    assert let_through(asked(method="post")).method == "POST"
