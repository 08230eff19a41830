"""HTTP: an HTTP backend behind request and response templates (the custom integration).

https://docs.aws.amazon.com/apigateway/latest/developerguide/setup-http-integrations.html
"""

from __future__ import annotations

from corsproxy.gateway.answer import Answer
from corsproxy.gateway.provenance import Recorded, Statement
from corsproxy.gateway.rest_api import integration_response
from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.definition import Integration
from corsproxy.gateway.rest_api.gateway_response import Refusal, refuse
from corsproxy.gateway.rest_api.http_proxy import gateway_lines, url_of, with_mapped
from corsproxy.gateway.rest_api.integration_request import Unmappable, mapped
from corsproxy.gateway.rest_api.integration_response import Output
from corsproxy.gateway.rest_api.media_type import media_type_of
from corsproxy.gateway.rest_api.overrides import Overrides
from corsproxy.gateway.rest_api.request_body import rendered
from corsproxy.gateway.rest_api.response_type import ResponseType
from corsproxy.gateway.rest_api.state import Asked, State
from corsproxy.gateway.turn import CallIntegration, SendRequest, Turn
from corsproxy.http.message import Request, Response

STATEMENTS = (
    Statement(
        "rest-api",
        "Without mapping an HTTP backend sees Accept, Content-Length, Host, User-Agent and the gateway's own headers",
        Recorded("an HTTP integration echoing what it saw", "2024-12-11"),
    ),
)


def asked(call: Call, integration: Integration, service: str = "") -> Turn:
    """Send the rendered body with the mapped headers and query, and nothing else of the client's.

    `service` names the AWS service that the endpoint is.
    """
    made = rendered(call, integration)
    if isinstance(made, Refusal):
        return refuse(call, made)
    body, overrides = made
    try:
        values = mapped(call, integration, overrides)
    except Unmappable as refused:
        return refuse(call, refused.refusal)
    url = url_of(call, integration, values, own_query=False)
    if url is None:
        return refuse(call, Refusal(ResponseType.API_CONFIGURATION_ERROR, "the endpoint is no URL"))
    lines = [("Accept", "application/json"), ("User-Agent", f"AmazonAPIGateway_{call.api.api_id}")]
    if body:
        lines.append(("Content-Type", media_type_of(call.headers.get("content-type")) or "application/json"))
    method = integration.http_method.upper()
    request = Request(
        call.http_method if method in {"ANY", ""} else method,
        url,
        with_mapped([*lines, *gateway_lines(call)], values.headers),
        body,
    )
    return CallIntegration(
        State(call, Asked.INTEGRATION, overrides), SendRequest(request, integration.timeout, service)
    )


def answer(call: Call, integration: Integration, response: Response, overrides: Overrides) -> Answer:
    """The response that the backend's makes: its status selects the integration response."""
    output = Output(str(response.status), response.body, response.headers)
    return integration_response.answer(call, integration, output, overrides)
