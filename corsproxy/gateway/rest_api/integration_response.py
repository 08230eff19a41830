"""The integration response of MOCK, AWS and HTTP: selected by pattern, mapped, rendered.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-response.html
"""

from __future__ import annotations

from dataclasses import dataclass

from corsproxy.gateway.answer import Answer, Author, Layer
from corsproxy.gateway.provenance import Assumed, Recorded, Statement
from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.content_handling import Payload, Undecodable, converted
from corsproxy.gateway.rest_api.definition import Integration, IntegrationResponse, IntegrationType
from corsproxy.gateway.rest_api.gateway_response import Refusal, refuse
from corsproxy.gateway.rest_api.header_remapping import remapped
from corsproxy.gateway.rest_api.java_regex import matches
from corsproxy.gateway.rest_api.mapping_template import Source, TemplateFailed, render
from corsproxy.gateway.rest_api.media_type import media_type_of
from corsproxy.gateway.rest_api.overrides import NO_OVERRIDES, Overrides, overridden_status, texts
from corsproxy.gateway.rest_api.parameter import body_value, request_value, static_value
from corsproxy.gateway.rest_api.payload_json import NotJson
from corsproxy.gateway.rest_api.response_type import ResponseType
from corsproxy.gateway.rest_api.wire import respond
from corsproxy.http.headers import NO_HEADERS, Headers, Line

STATEMENTS = (
    Statement(
        "rest-api",
        "The selection pattern is matched whole against the status code, or against a Lambda's errorMessage; the "
        "response without a pattern is the default one",
        Recorded("HTTP and Lambda integrations with selection patterns", "2025-05-05"),
    ),
    Statement(
        "rest-api",
        "The status of the answer is the integration response's own, whatever the backend's was",
        Recorded("an HTTP integration whose backend says 400 under a default response of 200", "2024"),
    ),
    Statement(
        "rest-api",
        "No integration response that matches, and no default one, is 500",
        Assumed("the execution log says `No match for output mapping and no default output mapping configured`"),
    ),
    Statement(
        "rest-api",
        "A responseOverride header replaces a mapped one of the same name, and is written undeclared too",
        Recorded("a MOCK whose request template overrides a response header", "2024-11-06"),
    ),
    Statement(
        "rest-api",
        "An override whose value is a list gives one line, or one query parameter, for each item",
        Assumed("LocalStack's tests say so"),
    ),
    Statement(
        "rest-api",
        "The response template is that of the first Accept media type that has one, else application/json's, else "
        "the first",
        Assumed("recorded for application/json; the manual names Content-Type of the backend, LocalStack Accept"),
    ),
)

_PREFIX = "method.response.header."


@dataclass(frozen=True, slots=True)
class Output:
    """What the backend said: `subject` is what selection patterns are matched against."""

    subject: str
    body: bytes = b""
    headers: Headers = NO_HEADERS


def select(responses: tuple[IntegrationResponse, ...], subject: str) -> IntegrationResponse | None:
    """The first response whose pattern matches all of `subject`, else the one without a pattern, else None."""
    default = None
    for response in responses:
        if not response.selection_pattern or response.selection_pattern == "default":
            default = default or response
        elif subject and matches(response.selection_pattern, subject):
            return response
    return default


def answer(call: Call, integration: Integration, output: Output, overrides: Overrides = NO_OVERRIDES) -> Answer:
    """The finished response of a non-proxy integration."""
    chosen = select(integration.responses, output.subject)
    if chosen is None:
        return refuse(
            call,
            Refusal(
                ResponseType.API_CONFIGURATION_ERROR,
                f"no integration response matches {output.subject!r} and there is no default one",
            ),
        )
    try:
        mapped = _mapped(chosen, call, output)
    except NotJson as error:
        return refuse(call, Refusal(ResponseType.API_CONFIGURATION_ERROR, f"a mapping reads the body: {error}"))
    media_type, template = template_for(chosen.templates, call.headers.get("accept"))
    try:
        payload = _converted(output, integration, chosen, call)
        if template is None:
            body = payload.body
        elif payload.is_text:
            text, overrides = render(template, call, Source(payload.body), overrides)
            body = text.encode("utf-8", "replace")
        else:
            raise TemplateFailed("the payload is binary, and contentHandling does not make text of it")
    except TemplateFailed as failed:
        return refuse(call, Refusal(ResponseType.API_CONFIGURATION_ERROR, f"the response template failed: {failed}"))
    except Undecodable as failed:
        return refuse(call, Refusal(ResponseType.INTEGRATION_FAILURE, f"the body cannot be converted: {failed}"))
    for name, values in texts(overrides.response, "header").items():
        mapped[name.lower()] = [(name, value) for value in values]
    # an HTTP backend's own Content-Type comes through only where it is mapped: recorded
    content_type = mapped.pop("content-type", None)
    status = overridden_status(overrides.response) or overridden_status({"status": chosen.status})
    if status is None:
        because = f"the integration response's status {chosen.status!r} is none"
        return refuse(call, Refusal(ResponseType.API_CONFIGURATION_ERROR, because))
    response = respond(
        call.api,
        call.arrival,
        status,
        body,
        content_type=content_type[-1][1] if content_type else media_type,
        lines=remapped(tuple(line for lines in mapped.values() for line in lines)),
        traced=integration.type is not IntegrationType.MOCK,
    )
    if integration.type is IntegrationType.MOCK:
        return Answer(response, Author(Layer.MOCK_INTEGRATION, "MOCK"), "the MOCK integration answered")
    return Answer(
        response,
        Author(Layer.INTEGRATION, integration.type.value),
        f"the integration response for status {chosen.status} was selected by {output.subject!r}",
    )


def _converted(output: Output, integration: Integration, chosen: IntegrationResponse, call: Call) -> Payload:
    if integration.type is IntegrationType.MOCK:
        return Payload(b"", is_text=True)
    return converted(output.body, output.headers.get("content-type"), chosen.content_handling, call)


def template_for(templates: dict[str, str] | object, accept: str | None) -> tuple[str, str | None]:
    """The media type and text of the template that applies; `application/json` and None without any."""
    if not isinstance(templates, dict) or not templates:
        return "application/json", None
    for item in (accept or "").split(","):
        wanted = media_type_of(item)
        if wanted in templates:
            return wanted, templates[wanted]
        break  # only the first media type of Accept counts
    if "application/json" in templates:
        return "application/json", templates["application/json"]
    media_type, template = next(iter(templates.items()))
    return media_type, template


def _mapped(chosen: IntegrationResponse, call: Call, output: Output) -> dict[str, list[Line]]:
    """Mapped header lines by lower-case name."""
    found: dict[str, list[Line]] = {}
    for key, expression in chosen.parameters.items():
        if not key.startswith(_PREFIX):
            continue
        name = key.removeprefix(_PREFIX)
        value = _value(expression, call, output)
        if value is not None:
            found[name.lower()] = [(name, value)]
    return found


def _value(expression: str, call: Call, output: Output) -> str | None:
    static = static_value(expression)
    if static is not None:
        return static
    if expression.startswith("integration.response.header."):
        lines = output.headers.get_all(expression.removeprefix("integration.response.header."))
        return lines[-1] if lines else None
    if expression.startswith("integration.response.multivalueheader."):
        lines = output.headers.get_all(expression.removeprefix("integration.response.multivalueheader."))
        return ",".join(lines) if lines else None
    source, _, path = expression.partition("integration.response.body")
    if not source and path[:1] in {"", "."}:
        return body_value(path[1:], output.body)
    return request_value(expression, call)
