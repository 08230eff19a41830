"""Page fetches as the proxy would show them, for the tests of this room."""

from __future__ import annotations

from collections.abc import Sequence

from mitmproxy import http

from corsproxy.capture.flows import exchange_of
from corsproxy.diagnose.pages import page_fetches
from corsproxy.diagnose.sighting import Sighting
from corsproxy.http.message import Exchange
from tests.proxy.traffic import GRANTED, ORIGIN, URL, flow, preflight

HOSTILE = "<img src=x onerror=alert(1)>\"'</script><script>alert(2)</script>"
SECRET = "s3cr3t-token-that-nobody-may-see"


def sighting(*flows: http.HTTPFlow, start: int = 0) -> Sighting:
    """The one page fetch of these flows."""
    (one,) = page_fetches(exchanges(flows, start))
    return one


def exchanges(flows: Sequence[http.HTTPFlow], start: int = 0) -> list[Exchange]:
    """These flows as exchanges, `index` counting from `start`."""
    return [exchange_of(each, index=start + number) for number, each in enumerate(flows)]


def allowed(url: str = URL, at: float = 1_700_000_000.0, start: int = 0) -> Sighting:
    """A GET that every browser allows."""
    answered = {"access-control-allow-origin": ORIGIN, "vary": "origin"}
    return sighting(flow("GET", url, {}, 200, answered, at=at), start=start)


def blocked(url: str = URL, start: int = 0) -> Sighting:
    """A GET whose response lacks every CORS header."""
    return sighting(flow("GET", url), start=start)


def refused_preflight(start: int = 0) -> Sighting:
    """A PUT that a REST API without OPTIONS method fails."""
    answered = {
        "x-amzn-errortype": "MissingAuthenticationTokenException",
        "x-amzn-requestid": "7a0e1b4c-0000-4000-8000-000000000000",
        "content-type": "application/json",
    }
    one = preflight("PUT", "content-type,x-api-key", 403, answered)
    assert one.response is not None
    one.response.raw_content = b'{"message":"Missing Authentication Token"}'
    return sighting(one, start=start)


def preflighted(start: int = 0) -> tuple[Sighting, Sighting]:
    """A PUT after its preflight, and after its own response."""
    first = preflight("PUT", "content-type", 204, GRANTED)
    second = flow("PUT", URL, {"content-type": "application/json"}, 200, GRANTED, at=1_700_000_000.1)
    return sighting(first, start=start), sighting(first, second, start=start)
