"""Sizes, the default endpoint's switch, and the method's throttle.

https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
"""

from __future__ import annotations

from corsproxy.gateway.provenance import Assumed, Documented, Statement
from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.definition import EndpointType, Throttle
from corsproxy.gateway.rest_api.gateway_response import Refusal
from corsproxy.gateway.rest_api.response_type import ResponseType

MAX_BODY = 10 * 1024 * 1024  # bytes
MAX_HEADERS = 10_240  # bytes of request line and headers
MAX_HEADERS_PRIVATE = 8_000
MAX_TARGET = 8_192
MAX_ARN = 1_600  # of a method under authorization

STATEMENTS = (
    Statement(
        "rest-api",
        "A body of more than 10 MB is 413; request line and headers may have 10,240 bytes, 8,000 for private APIs",
        Documented("https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html"),
    ),
    Statement(
        "rest-api",
        "Too large headers are 413 too, a too long request target is 414; both with REQUEST_TOO_LARGE's error type",
        Assumed("the limits are documented, their answers are not"),
    ),
    Statement(
        "rest-api",
        "A method under authorization whose ARN has more than 1,600 bytes is 414",
        Documented("https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html"),
    ),
    Statement(
        "rest-api",
        "413 and 414 for size cannot be customised",
        Documented(
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html"
        ),
    ),
    Statement(
        "rest-api",
        "A disabled default endpoint answers 403 Forbidden",
        Documented(
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-disable-default-endpoint.html"
        ),
    ),
)

ENDPOINT_DISABLED = Refusal(
    None, "the API's default endpoint is disabled", message="Forbidden", error_type="ForbiddenException"
)
BODY_TOO_LARGE = Refusal(None, "the body has more than 10 MB", status=413, of=ResponseType.REQUEST_TOO_LARGE)


def too_large(call: Call) -> Refusal | None:
    """The refusal of a request that exceeds a size limit."""
    request = call.arrival.request
    if len(request.body) > MAX_BODY:
        return BODY_TOO_LARGE
    if len(request.url) > MAX_TARGET:
        return Refusal(
            None,
            "the request target is too long",
            "Request URI too long",
            status=414,
            of=ResponseType.REQUEST_TOO_LARGE,
        )
    limit = MAX_HEADERS_PRIVATE if call.api.endpoint_type is EndpointType.PRIVATE else MAX_HEADERS
    size = len(request.method) + len(request.url) + 12
    for name, value in request.headers.lines:
        size += len(name) + len(value) + 4
    if size > limit:
        return Refusal(
            None,
            f"request line and headers have more than {limit} bytes",
            "Request Header Fields Too Large",
            status=413,
            of=ResponseType.REQUEST_TOO_LARGE,
        )
    return None


def too_long(call: Call, arn: str) -> Refusal | None:
    """The refusal of a method under authorization whose ARN is too long."""
    if len(arn) <= MAX_ARN or call.method is None or call.method.authorizer is None:
        return None
    return Refusal(
        None,
        f"the method's ARN has more than {MAX_ARN} bytes",
        "Request URI too long",
        status=414,
        of=ResponseType.REQUEST_TOO_LARGE,
    )


def by_default_endpoint(call: Call) -> bool:
    """True when the request came by the API's own `execute-api` name."""
    return ".execute-api." in call.arrival.domain


def throttle(call: Call) -> Throttle | None:
    """The token bucket of the method: the most specific of the stage's method throttles, else the stage's."""
    stage = call.stage
    if stage is None or call.resource is None or call.method is None:
        return None
    if stage.method_throttles:
        path, method = call.resource.path, call.method.http_method
        for key in (f"{path}/{method}", f"{path}/*", f"*/{method}", "*/*"):
            found = stage.method_throttles.get(key)
            if found is not None:
                return found
    return stage.throttle
