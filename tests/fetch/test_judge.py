"""The judge on captures: whatever is missing, odd or hostile in them, there is a verdict, and it holds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from corsproxy.fetch.browser import BROWSERS, CHROME, FIREFOX, SAFARI, STANDARD, Browser
from corsproxy.fetch.error import Error
from corsproxy.fetch.judge import judge
from corsproxy.fetch.page_fetch import Credentials, Hop, Initiator, Mode, PageFetch
from corsproxy.fetch.rule import Rule
from corsproxy.fetch.verdict import Outcome, Phase
from corsproxy.http.headers import Headers, Line
from corsproxy.http.message import Exchange, Request, Response
from tests.fetch.fetches import PAGE, page_fetches

API = "https://api.example/a"
ALL = (STANDARD, *BROWSERS)
GRANT: tuple[Line, ...] = (
    ("Access-Control-Allow-Origin", PAGE),
    ("Access-Control-Allow-Credentials", "true"),
    ("Access-Control-Allow-Methods", "PUT"),
    ("Access-Control-Allow-Headers", "x-a"),
)


def exchange(method: str, status: int | None, *lines: Line, asked: str = "", url: str = API) -> Exchange:
    names = [("Origin", PAGE), *([("Access-Control-Request-Headers", asked)] if asked else [])]
    response = None if status is None else Response(status, Headers(lines))
    return Exchange(
        Request(method, url, Headers(names)), response, failure="net::ERR_FAILED" if status is None else ""
    )


def put(preflight: Exchange | None, actual: Exchange | None, **more: object) -> PageFetch:
    fetch = PageFetch(PAGE, "PUT", API, (Hop(API, preflight, actual),), Headers([("X-A", "1")]))
    return replace(fetch, **more)  # type: ignore[arg-type]  # the names are checked by the dataclass


@pytest.mark.parametrize("browser", ALL, ids=lambda browser: browser.name)
def test_a_preflight_that_is_not_in_the_capture_is_no_error(browser: Browser) -> None:
    verdict = judge(put(None, exchange("PUT", 200, *GRANT)), browser)
    assert verdict.outcome is Outcome.ALLOWED
    assert Rule.PREFLIGHT_UNSEEN.title in {step.title for step in verdict.steps}


@pytest.mark.parametrize("browser", ALL, ids=lambda browser: browser.name)
def test_a_capture_that_ends_early_says_so(browser: Browser) -> None:
    for fetch in (
        put(exchange("OPTIONS", 204, *GRANT, asked="x-a"), None),
        put(None, None),
        replace(put(None, None), hops=()),
    ):
        verdict = judge(fetch, browser)
        assert (verdict.outcome, verdict.complete) == (Outcome.ALLOWED, False)
        assert verdict.steps[-1].title == Rule.CAPTURE_ENDS.title


def test_a_refused_preflight_is_judged_by_the_names_it_announced() -> None:
    unseen = replace(put(exchange("OPTIONS", 204, *GRANT, asked="x-a,x-b"), None), headers=Headers())
    verdict = judge(unseen, CHROME)
    assert (verdict.error, verdict.culprit) == (Error.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE, "x-b")


def test_a_refused_preflight_is_judged_although_this_browser_would_have_sent_none() -> None:
    listener = PageFetch(PAGE, "GET", API, (Hop(API, exchange("OPTIONS", 403), None),), initiator=Initiator.XHR)
    assert judge(listener, CHROME).error is Error.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER
    assert judge(listener, SAFARI).error is Error.PREFLIGHT_INVALID_STATUS


def test_headers_that_only_some_browsers_ask_about_are_each_browsers_own_affair() -> None:
    hinted = put(exchange("OPTIONS", 204, *GRANT, asked="dpr,x-a"), exchange("PUT", 200, *GRANT))
    hinted = replace(hinted, headers=Headers([("X-A", "1"), ("DPR", "2")]))
    assert judge(hinted, CHROME).outcome is Outcome.ALLOWED
    assert judge(hinted, FIREFOX).culprit == "dpr"


def test_what_came_to_nothing_is_a_network_failure() -> None:
    verdict = judge(put(exchange("OPTIONS", None), None), CHROME)
    assert (verdict.error, verdict.phase) == (Error.NETWORK_FAILURE, Phase.PREFLIGHT)
    assert verdict.console == ("Failed to load resource: net::ERR_FAILED",)


def redirected_away(sent_as: str, answered_with: str) -> PageFetch:
    """A PUT that a 307 leads to a third origin, whose preflight and answer give `answered_with`."""
    lines = (("Access-Control-Allow-Origin", answered_with), *GRANT[2:])
    url = "https://cdn.test/"
    asked = Headers([("Origin", sent_as), ("Access-Control-Request-Headers", "x-a")])
    preflight = Exchange(Request("OPTIONS", url, asked), Response(204, Headers(lines)))
    actual = Exchange(
        Request("PUT", url, Headers([("Origin", "null")])),
        Response(200, Headers([("Access-Control-Allow-Origin", "null")])),
    )
    chain = put(None, exchange("PUT", 307, *GRANT, ("Location", url)))
    return replace(chain, hops=(*chain.hops, Hop(url, preflight, actual)))


def test_a_server_that_gave_back_one_browsers_origin_is_taken_to_give_back_anothers() -> None:
    echoed_to_chrome, echoed_to_firefox = redirected_away("null", "null"), redirected_away(PAGE, PAGE)
    for browser in BROWSERS:
        assert judge(echoed_to_chrome, browser).outcome is Outcome.ALLOWED
        assert judge(echoed_to_firefox, browser).outcome is Outcome.ALLOWED


def test_a_server_that_gave_something_else_gives_that_to_everybody() -> None:
    always_null = redirected_away(PAGE, "null")
    assert judge(always_null, FIREFOX).error is Error.PREFLIGHT_ALLOW_ORIGIN_MISMATCH
    assert judge(always_null, CHROME).outcome is Outcome.ALLOWED


def test_browser_headers_in_a_capture_are_no_ones_fault() -> None:
    seen = put(None, exchange("PUT", 200, *GRANT), initiator=Initiator.XHR)
    seen = replace(seen, headers=Headers([("X-A", "1"), ("Cookie", "a"), ("Sec-Fetch-Mode", "cors")]))
    assert judge(seen, CHROME).console == ()


@given(page_fetches())
@settings(max_examples=300, deadline=None)
def test_there_is_a_verdict_on_anything(fetch: PageFetch) -> None:
    for browser in ALL:
        verdict = judge(fetch, browser)
        assert (verdict.outcome is Outcome.BLOCKED) is (verdict.error is not None)
        assert verdict.browser == browser.name
        assert all(isinstance(line, str) for line in verdict.console)
        assert verdict.steps
        assert not (verdict.readable_headers and verdict.error)


def granted(response: Response | None, *, wildcard: bool, method: str, names: str) -> Response | None:
    """The response with everything in it that a browser may ask for."""
    if response is None:
        return None
    headers = response.headers
    for name in ("Access-Control-Allow-Origin", "Access-Control-Allow-Origin ", "Access-Control-Allow-Credentials"):
        headers = headers.without(name)
    for name in ("Access-Control-Allow-Methods", "Access-Control-Allow-Headers", "Location"):
        headers = headers.without(name)
    headers = Headers(line for line in headers if "\x00" not in "".join(line) and "\n" not in "".join(line))
    origin = "*" if wildcard else PAGE
    lines: list[Line] = [("Access-Control-Allow-Origin", origin), ("Access-Control-Allow-Methods", method)]
    if names:
        lines.append(("Access-Control-Allow-Headers", names))
    if not wildcard:
        lines.append(("Access-Control-Allow-Credentials", "true"))
    return replace(response, status=200, headers=headers.plus(*lines))


def all_granted(fetch: PageFetch, *, wildcard: bool) -> PageFetch:
    hop = fetch.hops[0]
    method = fetch.method.upper() if fetch.method == "delete" else fetch.method
    names = {name.lower() for name, _ in fetch.headers}
    asked = (hop.preflight.request.headers.get("access-control-request-headers") or "") if hop.preflight else ""
    names |= {item.strip().lower() for item in asked.split(",") if item.strip()}
    listed = ", ".join(sorted(name for name in names if name.replace("-", "").isalnum() or name == "*"))

    def grant(seen: Exchange | None) -> Exchange | None:
        if seen is None or seen.response is None:
            return (
                None
                if seen is None
                else replace(seen, response=granted(Response(200), wildcard=wildcard, method=method, names=listed))
            )
        return replace(seen, response=granted(seen.response, wildcard=wildcard, method=method, names=listed))

    return replace(fetch, page_origin=PAGE, hops=(Hop(hop.url, grant(hop.preflight), grant(hop.actual)),))


def asks_only_for_tokens(fetch: PageFetch) -> bool:
    hop = fetch.hops[0]
    asked = (hop.preflight.request.headers.get("access-control-request-headers") or "") if hop.preflight else ""
    return all(item.strip().replace("-", "").isalnum() for item in asked.split(",") if item.strip())


@given(page_fetches())
@settings(max_examples=150, deadline=None)
def test_what_is_granted_is_allowed(fetch: PageFetch) -> None:
    if not fetch.hops or fetch.method == "TRACE" or not asks_only_for_tokens(fetch):
        return
    fetch = replace(fetch, mode=Mode.CORS, force_preflight=False)
    if fetch.url.startswith("http:"):
        return  # mixed content is nobody's to grant
    for browser in ALL:
        assert judge(all_granted(fetch, wildcard=False), browser).error is None
        if fetch.credentials is not Credentials.INCLUDE:
            assert judge(all_granted(fetch, wildcard=True), browser).error is None


@given(page_fetches())
@settings(max_examples=150, deadline=None)
def test_granting_more_never_blocks(fetch: PageFetch) -> None:
    """What is allowed stays allowed when the lists grow by a name, and when credentials are allowed too."""
    if len(fetch.hops) != 1:
        return

    def more(seen: Exchange | None) -> Exchange | None:
        if seen is None or seen.response is None:
            return seen
        headers = seen.response.headers
        for name, extra in (("Access-Control-Allow-Methods", "PATCH"), ("Access-Control-Allow-Headers", "x-more")):
            headers = headers.plus((name, extra))
        if "access-control-allow-credentials" not in headers:
            headers = headers.plus(("Access-Control-Allow-Credentials", "true"))
        return replace(seen, response=replace(seen.response, headers=headers))

    for poorer in (fetch, all_granted(fetch, wildcard=False), all_granted(fetch, wildcard=True)):
        hop = poorer.hops[0]
        richer = replace(poorer, hops=(Hop(hop.url, more(hop.preflight), more(hop.actual)),))
        for browser in ALL:
            if judge(poorer, browser).error is None:
                assert judge(richer, browser).error is None
