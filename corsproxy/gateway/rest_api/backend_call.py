"""The last step: make the call that the method's integration asks for, and answer what comes back."""

from __future__ import annotations

from typing import assert_never

from corsproxy.gateway.answer import Answer
from corsproxy.gateway.function_failure import failed_because
from corsproxy.gateway.provenance import Assumed, Documented, Recorded, Statement
from corsproxy.gateway.rest_api import aws_lambda, aws_service, http_custom, http_proxy, lambda_proxy, mock
from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.definition import Integration, IntegrationType
from corsproxy.gateway.rest_api.event import proxy_event
from corsproxy.gateway.rest_api.gateway_response import Refusal, refuse
from corsproxy.gateway.rest_api.integration_request import Unmappable, mapped
from corsproxy.gateway.rest_api.lambda_target import function_of
from corsproxy.gateway.rest_api.overrides import Overrides
from corsproxy.gateway.rest_api.response_type import ResponseType
from corsproxy.gateway.rest_api.state import Asked, State
from corsproxy.gateway.turn import (
    BackendAnswered,
    BackendUnreachable,
    CallIntegration,
    FunctionFailed,
    FunctionReturned,
    FunctionThrottled,
    FunctionUnavailable,
    IntegrationTimedOut,
    InvokeFunction,
    Outcome,
    SendRequest,
    Turn,
)

STATEMENTS = (
    Statement(
        "rest-api",
        "A Lambda proxy whose integration method is not POST answers 500",
        Recorded("an AWS_PROXY integration with method GET", "2024-03-20"),
    ),
    Statement(
        "rest-api",
        "A function that failed is 502, one that may not be invoked 500, one that took longer than the integration "
        "504 `Endpoint request timed out`",
        Documented("https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html"),
    ),
    Statement(
        "rest-api",
        "A throttled function is 500",
        Assumed("AWS's own articles show 500, another emulator's source says 502"),
    ),
    Statement(
        "rest-api",
        "An HTTP backend that cannot be reached is 500",
        Recorded("a private API whose backend's certificate does not match", "2020-06-23"),
    ),
)


def _configuration(call: Call, because: str) -> Answer:
    return refuse(call, Refusal(ResponseType.API_CONFIGURATION_ERROR, because))


def _failure(call: Call, because: str) -> Answer:
    return refuse(call, Refusal(ResponseType.INTEGRATION_FAILURE, because))


def _integration(call: Call) -> Integration | None:
    return call.method.integration if call.method else None


def made(call: Call) -> Turn:
    """The integration's call, or the answer where there is nothing to call."""
    integration = _integration(call)
    if integration is None:
        return _configuration(call, "the method has no integration")
    match integration.type:
        case IntegrationType.MOCK:
            return mock.answer(call, integration)
        case IntegrationType.AWS_PROXY:
            return _invoke_proxy(call, integration)
        case IntegrationType.HTTP_PROXY:
            return _forward(call, integration)
        case IntegrationType.AWS:
            if integration.function is None and aws_service.service_of(integration.uri):
                return aws_service.asked(call, integration)
            return aws_lambda.asked(call, integration)
        case IntegrationType.HTTP:
            return http_custom.asked(call, integration)
    assert_never(integration.type)


def _invoke_proxy(call: Call, integration: Integration) -> Turn:
    if integration.function is None:
        return _configuration(call, "the integration names no Lambda function")
    if integration.http_method.upper() != "POST":
        return _failure(call, "Lambda is invoked by POST, and the integration's method is another one")
    try:
        mapped(call, integration)
    except Unmappable as refused:
        return refuse(call, refused.refusal)
    function = function_of(call, integration.function)
    if function is None:
        return _configuration(call, "the stage has no variable for the function's name")
    return CallIntegration(
        State(call, Asked.INTEGRATION), InvokeFunction(function, proxy_event(call), integration.timeout)
    )


def _forward(call: Call, integration: Integration) -> Turn:
    try:
        values = mapped(call, integration)
    except Unmappable as refused:
        return refuse(call, refused.refusal)
    request = http_proxy.request_to_backend(call, integration, values)
    if request is None:
        return _configuration(call, "the endpoint is no URL")
    return CallIntegration(State(call, Asked.INTEGRATION), SendRequest(request, integration.timeout))


def answered(call: Call, overrides: Overrides, outcome: Outcome) -> Turn:
    """The answer that an outcome of the call makes. Raises TypeError for an outcome that cannot be."""
    integration = _integration(call)
    if integration is None:
        raise TypeError("a method without integration calls nothing")
    proxy = integration.type in {IntegrationType.AWS_PROXY, IntegrationType.HTTP_PROXY}
    match outcome:
        case FunctionReturned(payload):
            return (
                lambda_proxy.answer(call, payload)
                if proxy
                else aws_lambda.answer(call, integration, payload, overrides)
            )
        case FunctionFailed(payload):
            if proxy:
                return lambda_proxy.bad_gateway(call, failed_because(payload))
            return aws_lambda.failed(call, integration, payload, overrides)
        case FunctionThrottled():
            return _failure(call, "the function is throttled")
        case FunctionUnavailable(reason):
            return _configuration(call, f"API Gateway may not invoke the function: {reason}")
        case BackendAnswered(response):
            return (
                http_proxy.answer(call, response)
                if proxy
                else http_custom.answer(call, integration, response, overrides)
            )
        case BackendUnreachable(reason):
            return _failure(call, f"the backend cannot be reached: {reason}")
        case IntegrationTimedOut():
            return refuse(
                call,
                Refusal(
                    ResponseType.INTEGRATION_TIMEOUT, f"nothing came back within {integration.timeout:g} seconds"
                ),
            )
        case _:
            raise TypeError(f"{type(outcome).__name__} does not answer the call of an integration")
