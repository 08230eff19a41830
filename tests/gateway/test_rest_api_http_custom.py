"""HTTP with templates."""

from __future__ import annotations

from typing import Any

from corsproxy.gateway.answer import Author, Layer
from corsproxy.gateway.rest_api.definition import Integration, IntegrationResponse, IntegrationType
from corsproxy.gateway.turn import CallIntegration
from corsproxy.http.headers import Headers
from corsproxy.http.message import Response
from tests.gateway.rest_api_calls import API_ID, World, api_of, call, error_type, message


def custom(**more: Any) -> Any:
    integration = Integration(
        IntegrationType.HTTP,
        uri="https://backend.example.com/x",
        http_method="POST",
        parameters=more.pop("parameters", {}),
        templates=more.pop("templates", {}),
        responses=(IntegrationResponse("200"), IntegrationResponse("404", "404")),
    )
    response = more.pop("response", Response(200, Headers.of(content_type="text/html"), b"page"))
    world = World(backend=lambda request: response)
    return call(api_of(("GET", "/", integration)), "GET", "/?q=1", world=world, **more), world


def test_a_backend_sees_only_what_is_mapped() -> None:
    _, world = custom(headers={"Cookie": "a", "Origin": "b", "Authorization": "c"})
    request = world.sent()
    assert request.method == "POST"
    assert request.url == "https://backend.example.com/x"
    assert set(request.headers.names()) == {"accept", "user-agent", "x-amzn-apigateway-api-id", "x-amzn-trace-id"}
    assert request.headers.get("user-agent") == f"AmazonAPIGateway_{API_ID}"


def test_mapped_headers_and_query_and_the_rendered_body_are_sent() -> None:
    _, world = custom(
        parameters={
            "integration.request.header.Accept": "'text/html'",
            "integration.request.querystring.page": "method.request.querystring.q",
        },
        templates={"application/json": '{"q": "$input.params(\'q\')"}'},
    )
    request = world.sent()
    assert request.url == "https://backend.example.com/x?page=1"
    assert request.headers.get_all("accept") == ("text/html",)
    assert request.body == b'{"q": "1"}'
    assert request.headers.get("content-type") == "application/json"


def test_the_backends_status_selects_and_its_headers_stay_behind() -> None:
    answer, _ = custom(response=Response(404, Headers.of(x_powered_by="php", access_control_allow_origin="*"), b"no"))
    assert (answer.response.status, answer.response.body) == (404, b"no")
    assert not {"x-powered-by", "access-control-allow-origin"} & set(answer.response.headers.names())
    assert "x-amzn-trace-id" in answer.response.headers
    assert answer.author == Author(Layer.INTEGRATION, "HTTP")


def test_a_mapping_that_reads_a_broken_body_is_400() -> None:
    answer, world = custom(parameters={"integration.request.header.X-A": "method.request.body.a"}, body=b"{broken")
    assert (answer.response.status, message(answer)) == (400, "Invalid JSON in request body")
    assert error_type(answer) == "BadRequestException"
    assert not any(isinstance(turn, CallIntegration) for turn in world.asked)
