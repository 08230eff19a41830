"""AWS: a Lambda function behind request and response templates (the custom integration).

https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-custom-integrations.html
"""

from __future__ import annotations

import json

from corsproxy.gateway.answer import Answer
from corsproxy.gateway.provenance import Documented, Recorded, Statement
from corsproxy.gateway.rest_api import integration_response
from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.definition import Integration, Json
from corsproxy.gateway.rest_api.gateway_response import Refusal, refuse
from corsproxy.gateway.rest_api.integration_request import Unmappable, mapped
from corsproxy.gateway.rest_api.integration_response import Output
from corsproxy.gateway.rest_api.lambda_target import function_of
from corsproxy.gateway.rest_api.open_value import is_open
from corsproxy.gateway.rest_api.overrides import Overrides
from corsproxy.gateway.rest_api.parameter import static_value
from corsproxy.gateway.rest_api.request_body import rendered
from corsproxy.gateway.rest_api.response_type import ResponseType
from corsproxy.gateway.rest_api.state import Asked, State
from corsproxy.gateway.turn import CallIntegration, InvokeFunction, Turn
from corsproxy.gateway.unresolved import Unresolved

STATEMENTS = (
    Statement(
        "rest-api",
        "A failed function's errorMessage is what selection patterns are matched against; its error JSON is the body",
        Recorded("selection patterns of a Lambda integration", "2025-05-05"),
    ),
    Statement(
        "rest-api",
        "A payload that is no JSON does not reach the function: 400 `Could not parse request body into json: …`",
        Recorded(
            "public issues about forms without a mapping template; the words behind the colon are Java's", "2016"
        ),
    ),
    Statement(
        "rest-api",
        "X-Amz-Invocation-Type mapped to 'Event' gives an empty result",
        Documented(
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-integration-async.html"
        ),
    ),
)


def asked(call: Call, integration: Integration) -> Turn:
    """Invoke the function with the rendered body, `{}` where it is empty."""
    function = function_of(call, integration.function) if integration.function is not None else None
    if function is None:
        because = "the AWS integration calls no Lambda function, or the stage has no variable for its name"
        return refuse(call, Refusal(ResponseType.API_CONFIGURATION_ERROR, because))
    made = rendered(call, integration)
    if isinstance(made, Refusal):
        return refuse(call, made)
    body, overrides = made
    try:
        mapped(call, integration, overrides)
    except Unmappable as refused:
        return refuse(call, refused.refusal)
    event = body or b"{}"
    complaint = "" if isinstance(function, Unresolved) else _complaint(event)
    if complaint:
        because = "the function's event is not JSON"
        return refuse(call, Refusal(ResponseType.BAD_REQUEST_BODY, because, message=complaint))
    return CallIntegration(
        State(call, Asked.INTEGRATION, overrides), InvokeFunction(function, event, integration.timeout)
    )


def _complaint(event: bytes) -> str:
    """What Lambda says of an event that is not JSON; empty for one that is, or whose parts a template leaves open."""
    try:
        json.loads(event)
    except (ValueError, RecursionError) as error:
        return "" if is_open(event.decode("utf-8", "replace")) else f"Could not parse request body into json: {error}"
    return ""


def answer(call: Call, integration: Integration, payload: bytes, overrides: Overrides) -> Answer:
    """The response that a result makes: an empty subject selects the default integration response."""
    if _is_asynchronous(integration):
        payload = b""
    return integration_response.answer(call, integration, Output("", payload), overrides)


def failed(call: Call, integration: Integration, payload: bytes, overrides: Overrides) -> Answer:
    """The response that an error makes: its errorMessage selects."""
    document = _document(payload)
    message = document.get("errorMessage") if isinstance(document, dict) else None
    subject = message if isinstance(message, str) else ""
    return integration_response.answer(call, integration, Output(subject, payload), overrides)


def _is_asynchronous(integration: Integration) -> bool:
    """True when X-Amz-Invocation-Type is mapped to Event: Lambda answers at once, with nothing."""
    return any(
        name.lower() == "integration.request.header.x-amz-invocation-type" and static_value(value) == "Event"
        for name, value in integration.parameters.items()
    )


def _document(payload: bytes) -> Json:
    try:
        found: Json = json.loads(payload)
    except (ValueError, RecursionError):
        return None
    return found
