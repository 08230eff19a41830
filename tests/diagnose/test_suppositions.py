"""What a sighting leaves open, and what the traffic itself excludes."""

from __future__ import annotations

from corsproxy.diagnose.pages import page_fetches
from corsproxy.diagnose.suppositions import own_browser, suppositions
from corsproxy.fetch.page_fetch import Credentials, RedirectMode
from tests.diagnose.traffic import GRANTED, SAFARI, actual, preflight

STAR = {**GRANTED, "access-control-allow-origin": "*"}


def credentials(*exchanges: object) -> set[Credentials]:
    [found] = page_fetches(exchanges)  # type: ignore[arg-type]
    return {one.credentials for one in suppositions(found)}


def test_a_request_that_went_out_proves_that_its_preflight_passed() -> None:
    # with credentials `*` would have failed, and the request would never have come
    sent = (preflight(answer=STAR, agent=SAFARI), actual("PUT", agent=SAFARI))
    assert credentials(*sent) == {Credentials.SAME_ORIGIN}


def test_a_request_that_never_came_proves_that_its_preflight_failed() -> None:
    refused, _ = page_fetches(
        [preflight(answer=STAR, agent=SAFARI), actual(url="https://other.example/", agent=SAFARI)]
    )
    assert {one.credentials for one in suppositions(refused)} == {Credentials.INCLUDE}


def test_at_the_end_of_a_capture_a_missing_request_proves_nothing() -> None:
    # it may be still to come, and of the two it is the likelier
    [found] = page_fetches([preflight(answer=STAR, agent=SAFARI)])
    assert found.open_end
    assert [one.credentials for one in suppositions(found)] == [Credentials.SAME_ORIGIN, Credentials.INCLUDE]


def test_where_both_explain_the_traffic_both_stay() -> None:
    assert credentials(actual(agent=SAFARI)) == {Credentials.SAME_ORIGIN, Credentials.INCLUDE}


def test_a_redirect_that_passed_and_was_not_followed_was_not_to_be_followed() -> None:
    [found] = page_fetches([actual(status=302, answer={"location": "/x", "access-control-allow-origin": "*"})])
    assert {one.redirect for one in suppositions(found)} == {RedirectMode.MANUAL, RedirectMode.ERROR}


def test_a_tool_proves_nothing() -> None:
    [found] = page_fetches([actual(agent="curl/8", site="")])
    assert own_browser(found) is None
    assert len(suppositions(found)) == 2
