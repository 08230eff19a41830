"""A fetch is made as a browser would make it, and nothing is sent that must not be."""

from __future__ import annotations

from corsproxy.fetch.browser import CHROME
from corsproxy.fetch.journey import Failure, Finished, ScriptRequest
from corsproxy.fetch.page_fetch import Credentials
from corsproxy.fetch.verdict import Outcome
from corsproxy.http.headers import Headers
from corsproxy.http.message import Exchange, Request, Response
from corsproxy.replay.errand import MOST_REQUESTS, decisive, make
from tests.replay.answering import allowing, refusing, sender

PUT = ScriptRequest("https://app.example.com", "PUT", "https://api.example.com/x", Headers([("x-a", "1")]), b"{}")
GET = ScriptRequest("https://app.example.com", "GET", "https://api.example.com/x", credentials=Credentials.INCLUDE)


async def test_the_preflight_comes_first_and_the_request_follows() -> None:
    seen: list[Request] = []
    got = await make(PUT, CHROME, sender(allowing, seen))
    assert [one.method for one in seen] == ["OPTIONS", "PUT"]
    assert isinstance(got, Finished)
    assert got.verdict.outcome is Outcome.ALLOWED


async def test_a_refused_preflight_keeps_the_request_back() -> None:
    seen: list[Request] = []
    got = await make(PUT, CHROME, sender(refusing, seen))
    assert [one.method for one in seen] == ["OPTIONS"]
    assert isinstance(got, Finished)
    assert got.verdict.error == "PreflightMissingAllowOriginHeader"


async def test_preflight_only_stops_before_the_request() -> None:
    seen: list[Request] = []
    got = await make(PUT, CHROME, sender(allowing, seen), preflight_only=True)
    assert [one.method for one in seen] == ["OPTIONS"]
    assert isinstance(got, Exchange)
    assert await make(GET, CHROME, sender(allowing), preflight_only=True) is None


async def test_a_cookie_goes_with_credentialed_requests_and_never_with_a_preflight() -> None:
    seen: list[Request] = []
    await make(GET, CHROME, sender(allowing, seen), cookie="a=b")
    assert seen[0].headers.get("cookie") == "a=b"
    seen.clear()
    await make(PUT, CHROME, sender(allowing, seen), cookie="a=b")
    assert all("cookie" not in one.headers for one in seen)


async def test_a_server_that_leads_around_forever_is_left() -> None:
    count = 0

    def around(request: Request) -> Response:
        nonlocal count
        count += 1
        return Response(302, allowing(request).headers.plus(("Location", f"/{count}")))

    got = await make(GET, CHROME, sender(around))
    assert isinstance(got, Finished)
    assert got.verdict.error == "TooManyRedirects"
    assert count <= MOST_REQUESTS


async def test_nothing_coming_back_is_a_verdict_not_an_exception() -> None:
    got = await make(GET, CHROME, sender(lambda _: Failure("refused")))
    assert isinstance(got, Finished)
    assert got.verdict.error == "NetworkFailure"


def test_the_decisive_headers_are_lower_case_and_in_a_stable_order() -> None:
    response = Response(200, Headers([("Vary", "Origin"), ("Date", "x"), ("Access-Control-Allow-Origin", "*")]))
    assert decisive(response).lines == (("access-control-allow-origin", "*"), ("vary", "Origin"))
    assert len(decisive(None)) == 0
