"""MOCK: the request template says a status, an integration response answers it. This is what CORS preflights meet.

https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
"""

from __future__ import annotations

from corsproxy.gateway.answer import Answer
from corsproxy.gateway.provenance import Assumed, Documented, Statement
from corsproxy.gateway.rest_api import integration_response
from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.definition import Integration
from corsproxy.gateway.rest_api.gateway_response import Refusal, refuse
from corsproxy.gateway.rest_api.integration_response import Output
from corsproxy.gateway.rest_api.lenient_json import status_code
from corsproxy.gateway.rest_api.request_body import rendered, template_for
from corsproxy.gateway.rest_api.response_type import ResponseType

STATEMENTS = (
    Statement(
        "rest-api",
        "A MOCK's request template must give an integer statusCode, which selects the integration response",
        Documented("https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html"),
    ),
    Statement(
        "rest-api",
        "A MOCK's response template does not see the request's body, only its parameters and what was overridden",
        Assumed("the known way round is to carry the body through $context.requestOverride, which is recorded"),
    ),
    Statement(
        "rest-api",
        "Without one the answer is 500 (`Unable to parse statusCode` in the execution log)",
        Assumed("the log line is AWS's, the answer to the client is quoted by others"),
    ),
)


def answer(call: Call, integration: Integration) -> Answer:
    """The finished response."""
    made = rendered(call, integration)
    if isinstance(made, Refusal):
        return refuse(call, made)
    text, overrides = made
    status = status_code(text.decode("utf-8", "replace"))
    if status is None:
        covered = template_for(integration.templates, call.headers.get("content-type")) is not None
        why = "its request template gives no statusCode" if covered else "no request template covers the request"
        return refuse(call, Refusal(ResponseType.API_CONFIGURATION_ERROR, f"MOCK cannot answer: {why}"))
    return integration_response.answer(call, integration, Output(str(status)), overrides)
