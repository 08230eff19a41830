"""The emulator on a real socket, spoken to in raw bytes: exact answers, and nobody's request spoils another's."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from corsproxy.emulator import serve
from corsproxy.emulator.address import DomainMapping
from corsproxy.emulator.faults import Fault
from corsproxy.gateway.answer import Answer
from corsproxy.gateway.http_api.definition import HttpApi, IamAuthorization
from corsproxy.http.message import Exchange
from tests.emulator.apis import ORIGIN, Client, ask, function, http_api, rest_api

ECHO = """
import json
def handler(event, context):
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": json.dumps(event)}
"""
PREFLIGHT = (f"Origin: {ORIGIN}", "Access-Control-Request-Method: GET")


async def test_a_preflight_is_answered_with_the_models_lines_and_no_others() -> None:
    async with serve(http_api()) as running:
        for _ in range(2):  # the second answer is a remembered one
            got = await ask(running.port, "OPTIONS", "/hello", *PREFLIGHT)
            assert got.status == 204
            assert [name for name, _ in got.headers][:2] == ["Date", "Connection"]
            lower = set(got.headers.names())
            assert {"access-control-allow-origin", "access-control-allow-methods", "apigw-requestid"} <= lower
            assert not lower & {"server", "content-type", "content-length", "transfer-encoding"}


async def test_ids_of_remembered_answers_differ() -> None:
    async with serve(http_api()) as running:
        ids = [
            (await ask(running.port, "OPTIONS", "/x", *PREFLIGHT)).headers.get("apigw-requestid") for _ in range(5)
        ]
        assert len(set(ids)) == 5


async def test_a_remembered_preflight_is_not_given_to_another_origin() -> None:
    async with serve(http_api()) as running:
        assert "access-control-allow-origin" in (await ask(running.port, "OPTIONS", "/x", *PREFLIGHT)).headers
        other = await ask(running.port, "OPTIONS", "/x", "Origin: https://evil.example", PREFLIGHT[1])
        assert other.status == 204
        assert "access-control-allow-origin" not in other.headers


async def test_a_handler_sees_the_request_as_it_was_sent(tmp_path: Path) -> None:
    async with serve(http_api(function(tmp_path, ECHO))) as running:
        got = await ask(running.port, "POST", "/hello?a=%C3%A9&b=1&b=2", "X-Twice: 1", "X-Twice: 2", body=b'{"k":1}')
        assert got.status == 200
        assert b'"rawQueryString": "a=%C3%A9&b=1&b=2"' in got.body
        assert b'"x-twice": "1,2"' in got.body


async def test_a_path_without_the_stage_of_the_only_api_is_said_once() -> None:
    said: list[str] = []
    async with serve(rest_api(), say=said.append) as running:
        for path, host in (
            ("/mock", f"rest000001.execute-api.localhost:{running.port}"),
            ("/prod/mock", "localhost"),
        ):
            await ask(running.port, "OPTIONS", path, f"Host: {host}")
        assert said == []
        for path in ("/mock", "/other"):
            assert (await ask(running.port, "OPTIONS", path)).status == 403
    assert len(said) == 1
    assert said[0].startswith(f"/mock names no stage, http://localhost:{running.port}/prod/mock does")


async def test_localhost_is_both_loopback_addresses() -> None:
    async with serve(http_api()) as running:
        for address in ("127.0.0.1", "::1"):
            try:
                reader, writer = await asyncio.open_connection(address, running.port)
            except OSError:
                if address == "::1" and not _has_ipv6():
                    pytest.skip("this machine has no ::1")
                raise
            writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            assert (await reader.readline()).startswith(b"HTTP/1.1 404")
            writer.close()


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


async def test_rest_and_http_apis_answer_beside_each_other_by_host_and_by_path(tmp_path: Path) -> None:
    async with serve([http_api(), rest_api(), rest_api(api_id="rest000002")]) as running:
        by_host = await ask(running.port, "OPTIONS", "/prod/mock", "Host: rest000002.execute-api.localhost")
        by_path = await ask(running.port, "OPTIONS", running.urls["rest000002"].split(str(running.port))[1] + "/mock")
        assert by_host.headers.get("x-mock") == by_path.headers.get("x-mock") == "yes"
        assert (await ask(running.port, "OPTIONS", "/prod/mock")).headers.get("x-mock") == "yes"
        assert (await ask(running.port, "GET", "/else")).body == b'{"message":"Not Found"}'
        unknown = await ask(running.port, "GET", "/nostage/x", "Host: rest000001.execute-api.localhost")
        assert (unknown.status, unknown.body) == (403, b'{"message":"Forbidden"}')


async def test_a_custom_domain_leads_to_its_api() -> None:
    async with serve(rest_api(), domains=[DomainMapping("api.example.com", "rest000001", "prod", "v1")]) as running:
        assert (await ask(running.port, "OPTIONS", "/v1/mock", "Host: api.example.com")).status == 200
        assert (await ask(running.port, "OPTIONS", "/v2/mock", "Host: api.example.com")).status == 403


async def test_head_gets_the_headers_and_no_body() -> None:
    async with serve(rest_api()) as running:
        client = await Client.to(running.port)
        for _ in range(2):  # the second answer is read where it should begin
            client.send(b"HEAD /prod/nothing HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert (await client.get(head=True)).status == 403
        await client.close()


async def test_pipelined_requests_are_answered_in_order(tmp_path: Path) -> None:
    slow = function(tmp_path, "import time\ndef handler(e, c):\n    time.sleep(0.2)\n    return 'slow'")
    async with serve(http_api(slow)) as running:
        client = await Client.to(running.port)
        client.send(b"GET /hello HTTP/1.1\r\nHost: a\r\n\r\nGET /none HTTP/1.1\r\nHost: a\r\n\r\n")
        assert [(await client.get()).status for _ in range(2)] == [200, 404]
        await client.close()


async def test_http_1_0_is_answered_and_hung_up_on() -> None:
    async with serve(http_api()) as running:
        client = await Client.to(running.port)
        client.send(b"GET /none HTTP/1.0\r\n\r\n")
        assert (await client.get()).status == 404
        assert await client.ended()


@pytest.mark.parametrize("target", ["/none", "/x"])
async def test_who_asks_for_the_end_of_the_connection_is_told_that_it_comes(target: str) -> None:
    async with serve(http_api()) as running:
        await ask(running.port, "OPTIONS", "/x", *PREFLIGHT)  # remembered, for a connection that stays
        client = await Client.to(running.port)
        lines = "\r\n".join(("Host: a", *PREFLIGHT, "Connection: close"))
        client.send(f"OPTIONS {target} HTTP/1.1\r\n{lines}\r\n\r\n".encode())
        assert (await client.get()).headers.get("connection") == "close"
        assert await client.ended()


async def test_who_expects_to_be_told_to_go_on_is_told(tmp_path: Path) -> None:
    async with serve(http_api(function(tmp_path, ECHO))) as running:
        client = await Client.to(running.port)
        client.send(b"POST /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        assert await client.reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.send(b"{}")
        assert (await client.get()).status == 200
        await client.close()


async def test_the_observer_sees_each_exchange_with_its_author() -> None:
    seen: list[tuple[Exchange, Answer | None]] = []
    async with serve(http_api(), observer=lambda exchange, answer: seen.append((exchange, answer))) as running:
        for _ in range(2):
            await ask(running.port, "OPTIONS", "/x?q=1", *PREFLIGHT)
        await ask(running.port, "GET", "/none")
    assert [exchange.response.status for exchange, _ in seen if exchange.response] == [204, 204, 404]
    assert next(answer.author.layer.value for _, answer in seen if answer) == "cors-configuration"
    assert seen[0][0].request.url == f"http://localhost:{running.port}/x?q=1"
    assert all(exchange.ended >= exchange.started > 0 for exchange, _ in seen)


async def test_definitions_are_replaced_while_a_connection_lives() -> None:
    async with serve(http_api()) as running:
        client = await Client.to(running.port)
        request = f"OPTIONS /x HTTP/1.1\r\nHost: a\r\nOrigin: {ORIGIN}\r\n{PREFLIGHT[1]}\r\n\r\n".encode()
        client.send(request)
        assert (await client.get()).status == 204
        running.replace([http_api(cors=None)])
        client.send(request)
        assert (await client.get()).status == 404
        await client.close()


async def test_authorizers_can_be_left_out() -> None:
    api = http_api()
    guarded = replace(api, routes=(replace(api.routes[0], key="GET /a", authorizer=IamAuthorization.AWS_IAM),))
    assert isinstance(guarded, HttpApi)
    async with serve(guarded) as strict, serve(guarded, authorizers=False) as open_:
        assert (await ask(strict.port, "GET", "/a")).status == 403
        assert (await ask(open_.port, "GET", "/a")).status != 403


async def test_the_stage_can_be_left_out_of_urls() -> None:
    async with serve(rest_api(), stage_in_url=False) as running:
        assert running.url == running.origin
        assert (await ask(running.port, "OPTIONS", "/mock")).status == 200


async def test_faults_come_by_header_and_by_configuration(tmp_path: Path) -> None:
    said: list[str] = []
    one = function(tmp_path, ECHO)
    async with serve(http_api(one), faults=[Fault("function-crashes", "GET", "/hello")], say=said.append) as running:
        assert (await ask(running.port, "GET", "/hello")).status == 500
        assert (await ask(running.port, "POST", "/hello")).status == 200
        throttled = await ask(running.port, "POST", "/hello", "x-corsproxy-fault: throttled")
        assert (throttled.status, throttled.body) == (429, b'{"message":"Too Many Requests"}')
        assert (await ask(running.port, "POST", "/hello", "x-corsproxy-fault: nonsense")).status == 200
    assert any("nonsense" in line and "throttled" in line for line in said)


# ---- hostile input


@pytest.mark.parametrize(
    "garbage",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nNo colon here\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX-A: \x00\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX-A: " + b"a" * 200_000 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X-A: a\r\n" * 5000 + b"\r\n",
        b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\n\r\n",
    ],
)
async def test_what_is_not_http_is_turned_away_and_the_next_is_served(garbage: bytes) -> None:
    said: list[str] = []
    async with serve(http_api(), say=said.append) as running:
        client = await Client.to(running.port)
        client.send(garbage)
        async with asyncio.timeout(20):
            try:
                answer = await client.reader.read()
            except ConnectionError:
                answer = b""
        assert answer == b""
        await client.close()
        assert (await ask(running.port, "OPTIONS", "/x", *PREFLIGHT)).status == 204
    assert len(said) == 1
    assert len(said[0]) < 300


async def test_who_takes_it_for_a_proxy_is_told_on_the_terminal_and_hung_up_on() -> None:
    said: list[str] = []
    async with serve(http_api(), say=said.append) as running:
        client = await Client.to(running.port)
        client.send(b"CONNECT api.example.com:443 HTTP/1.1\r\nHost: api.example.com:443\r\n\r\n")
        assert await client.ended()
        assert "no proxy" in said[0]
        assert (await ask(running.port, "GET", "/nothing")).status == 404


async def test_a_body_in_broken_chunks_ends_the_connection_and_the_next_is_served(tmp_path: Path) -> None:
    async with serve(http_api(function(tmp_path, ECHO))) as running:
        client = await Client.to(running.port)
        client.send(b"POST /hello HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        await asyncio.sleep(0.05)
        client.send(b"zz\r\nnonsense\r\n")
        assert await client.ended()
        whole = b"2\r\n{}\r\n0\r\n\r\n"
        client = await Client.to(running.port)
        client.send(b"POST /hello HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + whole)
        assert (await client.get()).status == 200
        await client.close()


async def test_a_body_over_ten_megabytes_gets_the_gateways_413_and_the_next_is_served(tmp_path: Path) -> None:
    one = function(tmp_path, ECHO)
    async with serve([http_api(one), rest_api()]) as running:
        body = b"x" * (11 * 1024 * 1024)
        got = await ask(running.port, "POST", "/hello", body=body)
        assert got.status == 413
        assert b"Request Entity Too Large" in got.body
        got = await ask(running.port, "POST", "/prod/mock", body=body)
        assert got.status == 413
        assert (await ask(running.port, "GET", "/hello")).status == 200


@pytest.mark.parametrize(
    ("target", "status"),
    [("/a/..%2fb", 400), ("/hello/%2e%2e%2fx", 404), ("/%ff%fe", 404), ("/%", 400), ("//", 404)],
)
async def test_odd_paths_get_the_models_answer(target: str, status: int) -> None:
    async with serve(http_api()) as running:
        assert (await ask(running.port, "GET", target)).status in {status, 404}
        assert (await ask(running.port, "OPTIONS", "/x", *PREFLIGHT)).status == 204


async def test_slow_connections_do_not_keep_others_from_being_served() -> None:
    async with serve(http_api()) as running:
        slow = [await Client.to(running.port) for _ in range(300)]
        for client in slow:
            client.send(b"GET /x HTTP/1.1\r\nHost: a\r\nX-Slow: ")
        assert (await ask(running.port, "OPTIONS", "/x", *PREFLIGHT)).status == 204
        for client in slow:
            client.send(b"done\r\n\r\n")
        assert {(await client.get()).status for client in slow} == {404}
        for client in slow:
            await client.close()


async def test_a_client_that_leaves_before_its_answer_does_no_harm(tmp_path: Path) -> None:
    slow = function(tmp_path, "import time\ndef handler(e, c):\n    time.sleep(0.2)\n    return 'slow'")
    async with serve(http_api(slow)) as running:
        client = await Client.to(running.port)
        client.send(b"GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
        await asyncio.sleep(0.05)
        await client.close()
        assert (await ask(running.port, "GET", "/hello")).status == 200


async def test_a_bug_of_the_model_ends_one_connection_only(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []

    def broken(*_: object) -> None:
        raise KeyError("oops")

    async with serve(http_api(), say=said.append) as running:
        with monkeypatch.context() as patch:
            patch.setattr("corsproxy.emulator.drive.begin", broken)
            client = await Client.to(running.port)
            client.send(b"GET /x HTTP/1.1\r\nHost: a\r\n\r\n")
            assert await client.ended()
        assert (await ask(running.port, "GET", "/x")).status == 404
    assert any("a bug of ours: KeyError" in line for line in said)


async def test_a_taken_port_is_an_os_error() -> None:
    async with serve(http_api()) as running:
        with pytest.raises(OSError, match="in use"):
            async with serve(http_api(), port=running.port):
                pass
