"""HTTP_PROXY."""

from __future__ import annotations

from typing import Any

from corsproxy.gateway.answer import Author, Layer
from corsproxy.gateway.rest_api.definition import Integration, IntegrationType
from corsproxy.gateway.turn import CallIntegration
from corsproxy.http.headers import Headers
from corsproxy.http.message import Request, Response
from tests.gateway.rest_api_calls import API_ID, World, api_of, call


def proxied(method: str = "GET", path: str = "/a?q=1&q=2", response: Response | None = None, **more: Any) -> Any:
    integration = Integration(
        IntegrationType.HTTP_PROXY,
        uri="https://backend.example.com/{proxy}?fixed=1",
        http_method=more.pop("http_method", "ANY"),
        parameters={"integration.request.path.proxy": "method.request.path.proxy", **more.pop("parameters", {})},
        timeout=7.5,
    )
    world = World(backend=lambda request: response or Response(200, body=b"ok"))
    answer = call(api_of(("ANY", "/{proxy+}", integration)), method, path, world=world, **more)
    return answer, world


def sent(*arguments: Any, **more: Any) -> Request:
    request: Request = proxied(*arguments, **more)[1].sent()
    return request


def test_method_path_query_and_body_go_through() -> None:
    request = sent("PUT", "/a/b%20c?q=1&q=2", body=b"body")
    assert (request.method, request.body) == ("PUT", b"body")
    assert request.url == "https://backend.example.com/a/b%20c?fixed=1&q=1&q=2"


def test_the_integrations_own_method_replaces_the_requests() -> None:
    assert sent("GET", http_method="POST").method == "POST"


def test_a_mapped_query_parameter_replaces_the_clients() -> None:
    request = sent(parameters={"integration.request.querystring.q": "'x'"})
    assert request.url.endswith("/a?fixed=1&q=x")


def test_a_mapped_list_of_values_is_sent_one_by_one() -> None:
    request = sent(parameters={"integration.request.querystring.all": "method.request.multivaluequerystring.q"})
    assert request.url.endswith("/a?fixed=1&q=1&q=2&all=1&all=2")


def test_headers_go_through_except_those_of_the_connection() -> None:
    given = {
        "Origin": "https://a.example", "Authorization": "Bearer x", "Cookie": "a=b", "Accept": "*/*", "Via": "1.0 x",
        "Connection": "close", "TE": "x", "Host": "client.example", "Content-Encoding": "gzip", "Expect": "x",
    }  # fmt: skip
    headers = sent(headers=given, source_ip="192.0.2.1").headers
    assert {n: headers.get(n) for n in ("origin", "authorization", "cookie", "accept")} == {
        "origin": "https://a.example", "authorization": "Bearer x", "cookie": "a=b", "accept": "*/*",
    }  # fmt: skip
    assert not {"via", "connection", "te", "host", "content-encoding", "expect"} & set(headers.names())
    assert headers.get("x-amzn-apigateway-api-id") == API_ID
    assert headers.get("x-forwarded-for") == "192.0.2.1"
    assert "x-amzn-trace-id" in headers


def test_a_mapped_header_replaces_the_clients() -> None:
    headers = sent(headers={"x-a": "client"}, parameters={"integration.request.header.X-A": "'gateway'"}).headers
    assert headers.get_all("x-a") == ("gateway",)


def test_the_backends_response_comes_back_with_its_cors_headers_and_repeats() -> None:
    lines = [
        ("Access-Control-Allow-Origin", "https://a.example"),
        ("Set-Cookie", "a=1"),
        ("Set-Cookie", "b=2"),
        ("Content-Type", "text/html"),
        ("Server", "nginx"),
        ("Transfer-Encoding", "chunked"),
    ]
    answer, _ = proxied(response=Response(404, Headers(lines), b"<html>"))
    headers = answer.response.headers
    assert (answer.response.status, answer.response.body) == (404, b"<html>")
    assert headers.get("access-control-allow-origin") == "https://a.example"
    assert headers.get_all("set-cookie") == ("a=1", "b=2")
    assert headers.get_all("content-type") == ("text/html",)
    assert headers.get("x-amzn-remapped-server") == "nginx"
    assert "transfer-encoding" not in headers
    assert "x-amzn-trace-id" not in headers
    assert answer.author == Author(Layer.INTEGRATION, "HTTP_PROXY")


def test_the_ids_of_a_backend_that_is_aws_itself_come_back_too() -> None:
    lines = [("x-amzn-RequestId", "theirs"), ("X-Amzn-Trace-Id", "Root=1-theirs"), ("x-amz-apigw-id", "theirs")]
    headers = proxied(response=Response(200, Headers(lines), b""))[0].response.headers
    assert headers.get("x-amzn-remapped-x-amzn-requestid") == "theirs"
    assert headers.get_all("x-amzn-trace-id") == ("Root=1-theirs",)
    assert "theirs" not in headers.get_all("x-amz-apigw-id") + headers.get_all("x-amzn-requestid")


def test_the_timeout_is_the_integrations() -> None:
    _, world = proxied()
    turn = world.asked[-1]
    assert isinstance(turn, CallIntegration)
    assert turn.call.timeout == 7.5


def test_some_headers_are_not_sent_even_when_mapped() -> None:
    names = ("Connection", "Expect", "Host", "Proxy-Authenticate", "TE", "Via", "Max-Forwards", "WWW-Authenticate")
    headers = sent(parameters={f"integration.request.header.{name}": "'mapped'" for name in names}).headers
    assert {name for name in names if name in headers} == {"Max-Forwards", "WWW-Authenticate"}
