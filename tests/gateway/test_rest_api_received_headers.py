"""What of a request's headers is seen behind the front end."""

from __future__ import annotations

import json
from typing import Any

import pytest

from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.definition import EndpointType, IntegrationResponse
from corsproxy.gateway.rest_api.received_headers import received_headers
from corsproxy.http.headers import Headers
from tests.gateway.rest_api_calls import DOMAIN, World, api_of, arrival, call, lambda_proxy, mock


def received(endpoint: str, headers: dict[str, str] | None = None, **more: Any) -> Headers:
    api = api_of(endpoint_type=EndpointType(endpoint))
    return received_headers(Call(api, arrival("GET", "/", headers, **more), "GET"))


OVER_HTTP_2 = {
    "accept": "*/*", "accept-encoding": "gzip", "accept-language": "en", "authorization": "x", "cache-control": "no",
    "content-type": "text/plain", "origin": "https://a.example", "referer": "https://a.example/", "user-agent": "u",
}  # fmt: skip


@pytest.mark.parametrize(
    ("endpoint", "spelled"),
    [
        ("EDGE", {"Accept", "Accept-Encoding", "Accept-Language", "Authorization", "Referer", "User-Agent"}),
        ("REGIONAL", {"Authorization", "User-Agent"}),
    ],
)
def test_names_are_kept_except_a_few_that_have_their_own_spelling(endpoint: str, spelled: set[str]) -> None:
    names = {name for name, _ in received(endpoint, OVER_HTTP_2)}
    assert {name for name in OVER_HTTP_2 if name not in names} == {name.lower() for name in spelled}
    assert spelled <= names
    assert "tEsT" in {name for name, _ in received(endpoint, {"tEsT": "y"})}


def test_the_host_is_the_one_that_was_asked_for() -> None:
    assert received("REGIONAL", {"host": "other.example"}).get_all("host") == (DOMAIN,)


GONE = {"Connection": "close", "Content-Length": "0", "TE": "x", "Upgrade": "h2c", "WWW-Authenticate": "Basic"}


def test_headers_of_the_connection_are_left_out() -> None:
    assert not {name.lower() for name in GONE} & set(received("EDGE", GONE).names())


@pytest.mark.parametrize(("endpoint", "edge"), [("EDGE", True), ("REGIONAL", False)])
def test_only_an_edge_optimized_api_shows_cloudfront(endpoint: str, edge: bool) -> None:
    headers = received(endpoint)
    assert ("CloudFront-Viewer-Country" in headers) is edge
    assert ("Via" in headers) is edge
    assert (len((headers.get("X-Forwarded-For") or "").split(", ")) == 2) is edge


def test_forwarded_addresses_are_added_to() -> None:
    headers = received("REGIONAL", {"X-Forwarded-For": "192.0.2.1"}, source_ip="198.51.100.1")
    assert headers.get("X-Forwarded-For") == "192.0.2.1, 198.51.100.1"


def test_names_are_sorted_whatever_their_case() -> None:
    names = [name for name, _ in received("REGIONAL", {"b": "1", "A": "2", "C": "3"})]
    assert names[:4] == ["A", "b", "C", "Host"]


def test_events_templates_and_mappings_see_the_same() -> None:
    """One request with headers that do not get through, looked at in three ways."""
    sent = {"Content-Type": "application/json", "TE": "gzip", "user-agent": "u"}
    template = '{"te": "$input.params(\'TE\')", "agent": "$input.params(\'User-Agent\')"}'
    mapped = IntegrationResponse(
        "200",
        parameters={
            "method.response.header.X-Te": "method.request.header.TE",
            "method.response.header.X-Agent": "method.request.header.User-Agent",
        },
        templates={"application/json": template},
    )
    api = api_of(("GET", "/event", lambda_proxy()), ("GET", "/mapped", mock(mapped)))
    answer = call(api, "GET", "/mapped", headers=sent)
    assert json.loads(answer.response.body) == {"te": "", "agent": "u"}
    assert "x-te" not in answer.response.headers
    assert answer.response.headers.get("x-agent") == "u"
    world = World()
    call(api, "GET", "/event", headers=sent, world=world)
    assert "TE" not in world.event()["headers"]
    assert world.event()["headers"]["User-Agent"] == "u"
