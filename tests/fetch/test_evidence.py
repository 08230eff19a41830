"""What decides a plain fetch decides it whatever else is in the capture."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings

from corsproxy.fetch.browser import BROWSERS, STANDARD
from corsproxy.fetch.evidence import essence, evidence_of
from corsproxy.fetch.judge import judge
from corsproxy.fetch.page_fetch import Hop, Mode, PageFetch
from corsproxy.http.headers import Headers
from corsproxy.http.message import Exchange, Request, Response
from tests.fetch.fetches import PAGE, page_fetches


def fetch(*lines: tuple[str, str], status: int = 200, url: str = "https://api.example/a?token=s") -> PageFetch:
    actual = Exchange(Request("GET", url), Response(status, Headers(lines), b"body"))
    return PageFetch(PAGE, "GET", url, (Hop(url, None, actual),), Headers([("Authorization", "Bearer s")]))


def test_evidence_holds_no_path_no_token_and_no_body() -> None:
    told = str(evidence_of(fetch(("Access-Control-Allow-Origin", "*"))))
    assert "'https://api.example'" in told
    assert not any(secret in told for secret in ("token", "Bearer", "body"))


@pytest.mark.parametrize(
    "odd",
    [
        fetch(("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Origin", "*")),
        fetch(("Access-Control-Allow-Origin", "*\r")),
        fetch(("Access-Control-Allow-Origin ", "*")),
        fetch(("Server", "")),
        fetch(status=302),
        fetch(url="https://u:p@api.example/"),
        replace(fetch(), mode=Mode.NO_CORS),
        replace(fetch(), hops=()),
        replace(fetch(), force_preflight=True),
    ],
)
def test_what_is_not_plain_has_none(odd: PageFetch) -> None:
    assert evidence_of(odd) is None


def with_an_odd_line(fetch: PageFetch) -> PageFetch:
    """The same, walked afresh: an empty line of no meaning makes it not plain."""

    def odd(seen: Exchange | None) -> Exchange | None:
        if seen is None or seen.response is None:
            return seen
        return replace(seen, response=replace(seen.response, headers=seen.response.headers.plus(("Server", ""))))

    hop = fetch.hops[0]
    return replace(fetch, hops=(Hop(hop.url, odd(hop.preflight), odd(hop.actual)),))


@given(page_fetches())
@settings(max_examples=500, deadline=None)
def test_a_remembered_decision_is_the_one_that_a_walk_comes_to(fetch: PageFetch) -> None:
    evidence = evidence_of(fetch)
    if evidence is None:
        return
    walked = with_an_odd_line(fetch)
    assume(evidence_of(walked) is None)
    for browser in (STANDARD, *BROWSERS):
        ours, theirs = judge(fetch, browser), judge(walked, browser)
        for part in ("outcome", "error", "phase", "hop", "culprit", "parameter", "complete", "console"):
            assert getattr(ours, part) == getattr(theirs, part), part
        assert judge(essence(evidence), browser).error is ours.error
