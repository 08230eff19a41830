"""Real URLs answered by somebody else, through the real proxy."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace

import pytest
from mitmproxy import http

from corsproxy.proxy.addon import CorsProxy
from corsproxy.proxy.ledger import Entered
from corsproxy.proxy.stand_in import MARKER, StandIn, StoodInRoute, Territory, parse_route
from corsproxy.proxy.start import embedded, listening_port

API = "abcdefghij.execute-api.eu-west-1.amazonaws.com"


def request(url: str, method: str = "GET", **headers: str) -> http.Request:
    return http.Request.make(method, url, headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize(
    ("host", "covered"),
    [
        (API, True),
        ("abcdefghij-vpce-0123.execute-api.eu-west-1.amazonaws.com", True),
        ("abcdefghij.execute-api.cn-north-1.amazonaws.com.cn", True),
        ("api.shop.example", True),
        ("zzzzzzzzzz.execute-api.eu-west-1.amazonaws.com", False),
        ("abcdefghij.example.com", False),
    ],
)
def test_every_form_of_an_apis_name_is_covered_and_no_other(host: str, covered: bool) -> None:
    territory = Territory(frozenset({"abcdefghij"}), frozenset({"api.shop.example"}))
    assert territory.covers(request(f"https://{host}/prod/items")) is covered


def test_a_function_urls_own_name_is_covered() -> None:
    territory = Territory(frozenset({"abcdefghij"}), url_ids=frozenset({"urlid"}))
    assert territory.covers(request("https://urlid.lambda-url.eu-west-1.on.aws/x"))
    assert not territory.covers(request("https://abcdefghij.lambda-url.eu-west-1.on.aws/x"))


def test_a_vpc_endpoints_name_is_covered_when_the_header_names_the_api() -> None:
    territory = Territory(frozenset({"abcdefghij"}))
    url = "https://vpce-01234567-abcd.execute-api.eu-west-1.vpce.amazonaws.com/prod"
    assert not territory.covers(request(url))
    assert territory.covers(request(url, x_apigw_api_id="abcdefghij"))


def test_routes_narrow_it_and_a_preflight_goes_with_the_method_it_asks_for() -> None:
    territory = Territory(frozenset({"abcdefghij"}), routes=(parse_route("PUT /prod/items*"),))
    url = f"https://{API}/prod/items/1?q=/x"
    assert territory.covers(request(url, "PUT"))
    assert territory.covers(request(url, "OPTIONS", access_control_request_method="PUT"))
    assert not territory.covers(request(url, "OPTIONS", access_control_request_method="DELETE"))
    assert not territory.covers(request(url, "GET"))
    assert not territory.covers(request(f"https://{API}/prod/other", "PUT"))


@pytest.mark.parametrize(
    ("stages", "path", "covered"),
    [
        ({"prod"}, "/prod/items/1", True),
        ({"prod"}, "/items/1", True),
        ({"prod"}, "/test/items/1", False),
        (set(), "/prod/items/1", False),
        ({"*"}, "/test/items/1", True),
    ],
)
def test_a_route_may_be_written_as_in_the_definition_without_the_stage(
    stages: set[str], path: str, covered: bool
) -> None:
    territory = Territory(frozenset({"abcdefghij"}), routes=(parse_route("/items*"),), stages=frozenset(stages))
    assert territory.covers(request(f"https://{API}{path}")) is covered


@pytest.mark.parametrize(
    ("text", "route"),
    [
        ("GET /prod/items*", StoodInRoute("GET", "/prod/items*")),
        ("any /x", StoodInRoute("*", "/x")),
        ("/x", StoodInRoute("*", "/x")),
    ],
)
def test_routes_are_written_as_method_and_path(text: str, route: StoodInRoute) -> None:
    assert parse_route(text) == route


def test_what_is_no_route_is_refused_with_an_example() -> None:
    with pytest.raises(ValueError, match="write a method and a path"):
        parse_route("GET items")


async def test_the_page_gets_the_emulators_answer_under_the_real_url() -> None:
    heads: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(
            b"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi"
        )
        writer.close()

    @asynccontextmanager
    async def emulator() -> AsyncIterator[SimpleNamespace]:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        yield SimpleNamespace(port=server.sockets[0].getsockname()[1])
        server.close()

    told: list[Entered] = []
    addons = [StandIn(Territory(frozenset({"abcdefghij"})), emulator), CorsProxy(announce=told.append)]
    async with embedded(addons, host="127.0.0.1", port=0, settings={"connection_strategy": "lazy"}) as master:
        reader, writer = await asyncio.open_connection("127.0.0.1", listening_port(master))
        lines = [
            f"GET http://{API}/prod/items HTTP/1.1",
            f"Host: {API}",
            "Origin: https://app.example.com",
            "Connection: close",
        ]
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        answered = (await asyncio.wait_for(reader.read(), 10)).decode()
        writer.close()
    assert f"{MARKER}: emulator" in answered.lower(), "never silently"
    assert f"host: {API}" in heads[0].decode().lower()
    assert b"x-forwarded-proto: http\r\n" in heads[0].lower()
    assert [entered.assessment.sighting.fetch.url for entered in told] == [f"http://{API}/prod/items"]
