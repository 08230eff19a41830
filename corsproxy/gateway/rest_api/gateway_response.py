"""What API Gateway itself answers: the customised, inherited or default gateway response of a type.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from corsproxy.gateway.answer import Answer, Author, Layer
from corsproxy.gateway.provenance import Assumed, Documented, Recorded, Statement
from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.definition import GatewayResponse, RestApi
from corsproxy.gateway.rest_api.identity_cache import IdentityCache
from corsproxy.gateway.rest_api.parameter import request_value
from corsproxy.gateway.rest_api.payload_json import NotJson
from corsproxy.gateway.rest_api.response_type import DEFAULTS, ResponseType
from corsproxy.gateway.rest_api.wire import respond
from corsproxy.http.headers import Line

STATEMENTS = (
    Statement(
        "rest-api",
        "A type that is not customised takes DEFAULT_4XX's or DEFAULT_5XX's headers, templates and status; one that "
        "is customised takes nothing from them",
        Recorded("GetGatewayResponses after customising DEFAULT_5XX and one type", "2024-06-20"),
    ),
    Statement(
        "rest-api",
        "x-amzn-ErrorType keeps its value when status and body are customised, and Accept does not change the type",
        Recorded("a customised MISSING_AUTHENTICATION_TOKEN", "2026-09-24"),
    ),
    Statement(
        "rest-api",
        "Gateway response templates are filled in by plain substitution, not by VTL",
        Documented(
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html"
        ),
    ),
    Statement(
        "rest-api",
        "A variable that a gateway response template names and nobody knows becomes nothing",
        Assumed("unrecorded; mapping templates do the same"),
    ),
    Statement(
        "rest-api",
        "A gateway response without its own template keeps the type's default bytes",
        Assumed("GetGatewayResponse shows one default template for all types, the wire shows three spellings"),
    ),
    Statement(
        "rest-api",
        "The template is that of the first media type in Accept that has one, else application/json's",
        Assumed("recorded only for Accept: text/html with an application/json template"),
    ),
)

_HEADER = "gatewayresponse.header."
# what GetGatewayResponse shows of every type that has no template of its own
_DEFAULT_TEMPLATES = {"application/json": '{"message":$context.error.messageString}'}
_NAME = r"(?:context|stageVariables|method\.request)(?:\.[A-Za-z0-9_:-]+)+"
_VARIABLE = re.compile(rf"\$\{{(?P<braced>{_NAME})\}}|\$(?P<bare>{_NAME})")


def _by_type(responses: tuple[GatewayResponse, ...]) -> dict[str, GatewayResponse]:
    return {response.type: response for response in responses}


_customised = IdentityCache(_by_type, size=64)


def effective(api: RestApi, type_: ResponseType) -> GatewayResponse | None:
    """The type's own customisation, else the one it inherits, else None."""
    responses = _customised(api.gateway_responses)
    own = responses.get(type_)
    status = DEFAULTS[type_].status
    if own is not None or not responses or status is None:
        return own
    return responses.get("DEFAULT_4XX" if status < 500 else "DEFAULT_5XX")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the gateway answers by itself.

    `type` None is an answer that no gateway response can customise; `of` then names the type whose words it
    uses, if any. `message`, `error_type` and `status` replace the type's own; a customised status wins.
    `detail` is the validator's words.
    """

    type: ResponseType | None
    because: str
    message: str | None = None
    error_type: str | None = None
    detail: str = ""
    status: int | None = None
    of: ResponseType = ResponseType.INVALID_API_KEY


def refuse(call: Call, refusal: Refusal) -> Answer:
    """The finished gateway response."""
    default = DEFAULTS[refusal.type or refusal.of]
    message = refusal.message if refusal.message is not None else default.message
    custom = effective(call.api, refusal.type) if refusal.type else None
    status = refusal.status or default.status or 500
    body = (default.body % _quoted(message)).encode()
    content_type = "application/json"
    lines: tuple[Line, ...] = ()
    error_type = refusal.error_type or default.error_type
    if custom is not None:
        if custom.status is not None and 100 <= custom.status <= 599:
            status = custom.status
        if custom.templates and custom.templates != _DEFAULT_TEMPLATES:
            content_type, template = _template(custom, call)
            body = _fill(template, call, refusal, message, status).encode("utf-8", "replace")
        lines = _lines(custom, call, refusal, message)
        replaced = [value for name, value in lines if name.lower() == "content-type"]
        if replaced:
            content_type = replaced[-1]
            lines = tuple(line for line in lines if line[0].lower() != "content-type")
    response = respond(
        call.api, call.arrival, status, body, content_type=content_type, error_type=error_type, lines=lines
    )
    author = refusal.type.value if refusal.type else refusal.error_type or refusal.of.value
    return Answer(response, Author(Layer.GATEWAY_RESPONSE, author), refusal.because)


def _quoted(message: str | None) -> str:
    return "null" if message is None else json.dumps(message, ensure_ascii=False)


def _lines(custom: GatewayResponse, call: Call, refusal: Refusal, message: str | None) -> tuple[Line, ...]:
    found: list[Line] = []
    for key, expression in custom.parameters.items():
        if not key.startswith(_HEADER):
            continue  # `.path` and `.querystring` are accepted by the control plane and have no effect
        if expression.startswith("context.error."):
            value = _of_error(expression.removeprefix("context.error."), refusal, message)
        else:
            value = _request_value(expression, call)
        if value is not None:
            found.append((key.removeprefix(_HEADER), value))
    return tuple(found)


def _request_value(expression: str, call: Call) -> str | None:
    try:
        return request_value(expression, call)
    except NotJson:
        return None


def _template(custom: GatewayResponse, call: Call) -> tuple[str, str]:
    accept = call.headers.get("accept")
    for item in (accept or "").split(","):
        media_type = item.partition(";")[0].strip().lower()
        if media_type in custom.templates:
            return media_type, custom.templates[media_type]
    if "application/json" in custom.templates:
        return "application/json", custom.templates["application/json"]
    return next(iter(custom.templates.items()))


def _of_error(name: str, refusal: Refusal, message: str | None) -> str | None:
    """`$context.error.{name}`."""
    return {
        "message": message if message is not None else "null",
        "messageString": _quoted(message),
        "responseType": (refusal.type or refusal.of).value,
        "validationErrorString": refusal.detail,
    }.get(name)


def _fill(template: str, call: Call, refusal: Refusal, message: str | None, status: int) -> str:
    def value(match: re.Match[str]) -> str:
        name = match["braced"] or match["bare"]
        if name.startswith("context.error."):
            return _of_error(name.removeprefix("context.error."), refusal, message) or ""
        if name == "context.status":
            return str(status)
        return _request_value(name, call) or ""

    return _VARIABLE.sub(value, template)
