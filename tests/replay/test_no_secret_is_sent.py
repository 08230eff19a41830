"""Whatever credentials a capture holds, and wherever, none of them reaches the wire when it is replayed."""

from __future__ import annotations

import asyncio
import json

from hypothesis import given
from hypothesis import strategies as st

from corsproxy.diagnose.pages import page_fetches
from corsproxy.http.headers import Headers
from corsproxy.http.message import Exchange, Request, Response
from corsproxy.replay.plan import plan
from corsproxy.replay.replay import replay
from tests.diagnose.traffic import FIREFOX, PAGE
from tests.replay.answering import allowing, sender

SECRETS = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=20, max_size=40)
HEADERS = st.sampled_from(["Authorization", "x-api-key", "X-Auth-Token", "x-amz-security-token", "x-shop-session"])
PARAMETERS = st.sampled_from(["access_token", "token", "api_key", "X-Amz-Signature", "code", "password"])


@given(
    secret=SECRETS,
    header=HEADERS,
    parameter=PARAMETERS,
    scheme=st.sampled_from(["", "Bearer "]),
    unsafe=st.booleans(),
)
def test_no_secret_of_a_capture_is_ever_sent(
    secret: str, header: str, parameter: str, scheme: str, unsafe: bool
) -> None:
    jwt = f"eyJhbGciOiJub25lIn0.{secret}.{secret[::-1]}"
    url = f"https://api.example.com/items?{parameter}={secret}&page=2"
    announced = {
        "Origin": PAGE,
        "User-Agent": FIREFOX,
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": f"{header.lower()},x-odd",
    }
    sent = {
        "Origin": PAGE,
        "User-Agent": FIREFOX,
        "Referer": f"{PAGE}/?{parameter}={secret}",
        "Cookie": f"session={secret}",
        "x-odd": jwt,
        header: f"{scheme}{secret}",
    }
    body = json.dumps({"password": secret, "echo": f"it was {secret}", "item": "plain"}).encode()
    consent = Response(204, Headers.of(access_control_allow_origin=PAGE, access_control_allow_headers="*"))
    exchanges = [
        Exchange(Request("OPTIONS", url, Headers(announced.items())), consent, started=1.0, index=0),
        Exchange(Request("PUT", url, Headers(sent.items()), body), Response(200), started=1.1, index=1),
        Exchange(Request("GET", url, Headers(sent.items())), Response(200), started=2.0, index=2),
    ]
    seen: list[Request] = []

    async def ask() -> None:
        async for _ in replay(plan(page_fetches(exchanges), unsafe=unsafe), sender(allowing, seen), per_second=0):
            pass

    asyncio.run(ask())
    assert {request.method for request in seen} == ({"OPTIONS", "PUT", "GET"} if unsafe else {"OPTIONS", "GET"})
    for request in seen:
        wire = f"{request.url}\n{request.headers.lines}\n{request.body.decode()}"
        assert secret not in wire
        assert secret[::-1] not in wire
        assert "page=2" in request.url
