"""What is granted is allowed: a mended response takes the browser past the refusal, and touches nothing else."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from corsproxy.diagnose.grant import grant, refused
from corsproxy.diagnose.pages import page_fetches
from corsproxy.diagnose.problems import chain_of_problems
from corsproxy.fetch.browser import BROWSERS, CHROME
from corsproxy.fetch.error import Error
from corsproxy.fetch.judge import judge
from corsproxy.fetch.page_fetch import Credentials, Hop, PageFetch
from corsproxy.fetch.verdict import Outcome, Phase, Verdict
from corsproxy.http.headers import Headers
from corsproxy.http.message import Exchange
from tests.diagnose.traffic import API, PAGE, actual, preflight


def fetch_of(*exchanges: Exchange) -> PageFetch:
    [found] = page_fetches(exchanges)
    return found.fetch


def test_only_the_refused_response_is_mended() -> None:
    fetch = fetch_of(preflight(status=403, answer={}), actual("PUT", status=None))
    verdict = judge(fetch, CHROME)
    granted = grant(fetch, verdict)
    assert granted is not None
    mended = granted.hops[0].preflight
    assert mended is not None
    assert mended.response is not None
    # the origin is granted, the status is another problem and stays
    assert (mended.response.headers.get("access-control-allow-origin"), mended.response.status) == (PAGE, 403)


def test_no_header_helps_where_nothing_came_back() -> None:
    fetch = fetch_of(actual(status=None, failure="net::ERR_CONNECTION_REFUSED"))
    assert grant(fetch, judge(fetch, CHROME)) is None


def test_a_verdict_on_a_hop_that_the_capture_has_not_points_nowhere() -> None:
    fetch = fetch_of(actual())
    assert refused(fetch, Verdict("chrome", Outcome.BLOCKED, Error.NETWORK_FAILURE, Phase.ACTUAL, 7)) is None


values = st.sampled_from([None, "*", PAGE, "null", f"{PAGE}, {PAGE}", "", "x", f"{PAGE}/"])
lists = st.sampled_from([None, "*", "PUT", "put", "x-a", "x-a, x-b", "bad list;", "GET", "content-type"])


@settings(max_examples=150, deadline=None)
@given(values, lists, lists, st.sampled_from([200, 204, 301, 403]), values, st.sampled_from([None, "true", "True"]),
       st.booleans())  # fmt: skip
def test_granting_again_and_again_ends_with_an_allowed_fetch(
    allow: str | None,
    methods: str | None,
    names: str | None,
    status: int,
    final: str | None,
    cred: str | None,
    cookie: bool,
) -> None:
    answer = {"access-control-allow-origin": allow, "access-control-allow-methods": methods,
              "access-control-allow-headers": names, "access-control-allow-credentials": cred,
              "location": "/x" if status == 301 else None}  # fmt: skip
    sent = {"x-a": "1", "x-b": "2", **({"Cookie": "a=1"} if cookie else {})}
    asked = preflight(
        names="x-a,x-b", status=status, answer={name: text for name, text in answer.items() if text is not None}
    )
    sent_on = actual("PUT", headers=sent, answer={} if final is None else {"access-control-allow-origin": final})
    fetch = PageFetch(
        PAGE,
        "PUT",
        API,
        (Hop(API, asked, sent_on),),
        Headers((("x-a", "1"), ("x-b", "2"))),
        credentials=Credentials.INCLUDE if cookie else Credentials.SAME_ORIGIN,
    )
    for browser in BROWSERS:
        current: PageFetch | None = fetch
        for _ in chain_of_problems(fetch, browser):
            assert current is not None
            current = grant(current, judge(current, browser))
        assert current is not None
        assert judge(current, browser).outcome is Outcome.ALLOWED
