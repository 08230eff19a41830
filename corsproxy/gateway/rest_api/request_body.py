"""The body of a non-proxy integration request: by template, passed through, or refused with 415.

https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html
"""

from __future__ import annotations

from typing import assert_never

from corsproxy.gateway.provenance import Assumed, Documented, Statement
from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.content_handling import Undecodable, converted_request
from corsproxy.gateway.rest_api.definition import Integration, PassthroughBehavior
from corsproxy.gateway.rest_api.gateway_response import Refusal
from corsproxy.gateway.rest_api.mapping_template import Source, TemplateFailed, render
from corsproxy.gateway.rest_api.media_type import media_type_of
from corsproxy.gateway.rest_api.overrides import NO_OVERRIDES, Overrides
from corsproxy.gateway.rest_api.payload_json import INVALID
from corsproxy.gateway.rest_api.response_type import ResponseType

STATEMENTS = (
    Statement(
        "rest-api",
        "The request template is chosen by Content-Type, application/json where there is none; passthroughBehavior "
        "says what happens without a match, and its refusal is 415",
        Documented(
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html"
        ),
    ),
    Statement(
        "rest-api",
        "A request template for $default covers every content type that has none",
        Assumed("models know it; LocalStack's tests say so of templates"),
    ),
)


def template_for(templates: object, content_type: str | None) -> str | None:
    """The request template of a content type, else that for `$default`."""
    if not isinstance(templates, dict):
        return None
    wanted = media_type_of(content_type) or "application/json"
    found = templates.get(wanted)
    if found is None:
        found = next((text for name, text in templates.items() if media_type_of(name) == wanted), None)
    return templates.get("$default") if found is None else found


def passes_through(integration: Integration) -> bool:
    """Whether a body that no template covers goes on untouched."""
    match integration.passthrough:
        case PassthroughBehavior.WHEN_NO_MATCH:
            return True
        case PassthroughBehavior.WHEN_NO_TEMPLATES:
            return not integration.templates
        case PassthroughBehavior.NEVER:
            return False
    assert_never(integration.passthrough)


def rendered(call: Call, integration: Integration) -> tuple[bytes, Overrides] | Refusal:
    """The body for the backend and what the template overrode, or why there is none."""
    template = template_for(integration.templates, call.headers.get("content-type"))
    if template is None and not passes_through(integration):
        return Refusal(
            ResponseType.UNSUPPORTED_MEDIA_TYPE,
            "no request template covers the content type, and passthroughBehavior refuses it",
        )
    try:
        payload = converted_request(call.arrival.request.body, integration.content_handling, call)
        if template is None:
            return payload.body, NO_OVERRIDES
        if not payload.is_text:
            return Refusal(
                ResponseType.API_CONFIGURATION_ERROR,
                "a binary body cannot go through a template without contentHandling CONVERT_TO_TEXT",
            )
        text, overrides = render(template, call, Source(payload.body), NO_OVERRIDES)
    except TemplateFailed as failed:
        if failed.unreadable:
            return Refusal(ResponseType.BAD_REQUEST_BODY, f"the request template failed: {failed}", message=INVALID)
        return Refusal(ResponseType.API_CONFIGURATION_ERROR, f"the request template failed: {failed}")
    except Undecodable as failed:
        return Refusal(ResponseType.API_CONFIGURATION_ERROR, f"the body cannot be converted: {failed}")
    return text.encode("utf-8", "replace"), overrides
