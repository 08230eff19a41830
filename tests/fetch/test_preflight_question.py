"""When a preflight is sent, and what it asks for."""

from __future__ import annotations

from corsproxy.fetch.browser import BROWSERS, CHROME, FIREFOX, SAFARI, STANDARD
from corsproxy.fetch.preflight_question import Question, question


def test_safelisted_requests_ask_nothing() -> None:
    assert all(question("POST", (), forced=False, browser=browser) is None for browser in (STANDARD, *BROWSERS))


def test_a_method_a_name_or_a_listener_ask() -> None:
    assert question("PUT", (), forced=False, browser=STANDARD) == Question("PUT", ())
    assert question("GET", ("x-a",), forced=False, browser=STANDARD) == Question("GET", ("x-a",))
    assert question("POST", (), forced=True, browser=STANDARD) == Question("POST", (), forced=True)


def test_the_header_is_left_out_when_nothing_is_unsafe() -> None:
    assert Question("PUT", ()).request_headers is None
    assert Question("PUT", ("a", "b")).request_headers == "a,b"


def test_firefox_and_safari_go_on_asking_after_a_redirect() -> None:
    def later(browser: object) -> Question | None:
        assert browser in (STANDARD, *BROWSERS)
        return question(
            "GET",
            (),
            forced=False,
            browser=browser,  # type: ignore[arg-type]  # narrowed by the line above
            original_unsafe=("authorization",),
            preflighted=True,
            later_hop=True,
        )

    assert later(STANDARD) is None
    assert later(CHROME) is None
    assert later(FIREFOX) == Question("GET", ())
    assert later(SAFARI) == Question("GET", ("authorization",))
