"""The body of a non-proxy integration request."""

from __future__ import annotations

from typing import Any

import pytest

from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.definition import ContentHandling, Integration, IntegrationType, PassthroughBehavior
from corsproxy.gateway.rest_api.gateway_response import Refusal
from corsproxy.gateway.rest_api.request_body import rendered
from corsproxy.gateway.rest_api.response_type import ResponseType
from tests.gateway.rest_api_calls import api_of, arrival

TEMPLATES = {"application/json": "json:$input.body", "text/xml": "xml:$input.body"}


def body_of(
    content_type: str | None = None, body: bytes = b"raw", *, binary: tuple[str, ...] = (), **more: Any
) -> Any:
    headers = {"Content-Type": content_type} if content_type else {}
    call = Call(api_of(binary_media_types=binary), arrival("POST", "/", headers, body), "POST")
    made = rendered(call, Integration(IntegrationType.HTTP, **{"templates": TEMPLATES, **more}))
    return made.type if isinstance(made, Refusal) else made[0]


@pytest.mark.parametrize(
    ("content_type", "body"),
    [(None, b"json:raw"), ("Application/JSON; charset=utf-8", b"json:raw"), ("text/xml", b"xml:raw"), ("text/csv", b"raw")],
)  # fmt: skip
def test_the_template_is_chosen_by_content_type(content_type: str | None, body: bytes) -> None:
    assert body_of(content_type) == body


def test_the_template_for_default_covers_the_rest() -> None:
    never = {"templates": {**TEMPLATES, "$default": "any"}, "passthrough": PassthroughBehavior.NEVER}
    assert body_of("text/csv", **never) == b"any"
    assert body_of("text/xml", **never) == b"xml:raw"


@pytest.mark.parametrize(
    ("passthrough", "templates", "found"),
    [
        (PassthroughBehavior.WHEN_NO_MATCH, TEMPLATES, b"raw"),
        (PassthroughBehavior.WHEN_NO_TEMPLATES, TEMPLATES, ResponseType.UNSUPPORTED_MEDIA_TYPE),
        (PassthroughBehavior.WHEN_NO_TEMPLATES, {}, b"raw"),
        (PassthroughBehavior.NEVER, {}, ResponseType.UNSUPPORTED_MEDIA_TYPE),
    ],
)
def test_without_a_match_passthrough_decides(passthrough: Any, templates: Any, found: Any) -> None:
    assert body_of("text/csv", passthrough=passthrough, templates=templates) == found


def test_a_binary_body_needs_conversion_to_go_through_a_template() -> None:
    everything = ("*/*",)
    assert body_of("text/xml", binary=everything) is ResponseType.API_CONFIGURATION_ERROR
    text = ContentHandling.CONVERT_TO_TEXT
    assert body_of("text/xml", binary=everything, content_handling=text) == b"xml:cmF3"
    assert body_of("text/csv", binary=everything) == b"raw"


def test_text_that_should_become_binary_must_be_base64() -> None:
    binary = ContentHandling.CONVERT_TO_BINARY
    assert body_of("text/csv", b"cmF3", content_handling=binary) == b"raw"
    assert body_of("text/csv", b"!", content_handling=binary) is ResponseType.API_CONFIGURATION_ERROR


def test_a_template_does_not_read_what_was_made_binary() -> None:
    binary = ContentHandling.CONVERT_TO_BINARY
    assert body_of("text/xml", b"cmF3", content_handling=binary) is ResponseType.API_CONFIGURATION_ERROR


def test_a_template_that_fails_is_a_configuration_error_unless_the_body_is_to_blame() -> None:
    templates = {"application/json": "$input.json('$')", "text/csv": "$util.parseJson('{')"}
    assert body_of(body=b"{no json", templates=templates) is ResponseType.BAD_REQUEST_BODY
    assert body_of("text/csv", templates=templates) is ResponseType.API_CONFIGURATION_ERROR
