"""A payload's JSON as templates and mappings read it: lenient with what does not even look like JSON."""

from __future__ import annotations

import json

from corsproxy.gateway.provenance import Assumed, Recorded, Statement
from corsproxy.gateway.rest_api.definition import Json

STATEMENTS = (
    Statement(
        "rest-api",
        "A payload that does not begin like an object, an array or a string is one text to $input.path, $input.json "
        "and method.request.body: this is how templates take forms apart",
        Recorded("public templates that split $input.path('$') at the ampersands of a form", "2015-2024"),
    ),
    Statement(
        "rest-api",
        "A payload that begins like JSON and is not: 400 `Invalid JSON in request body` for the request's, 500 for "
        "the backend's",
        Assumed("LocalStack's tests of parameter mappings say so; the manual speaks of 400 for templates too"),
    ),
)

INVALID = "Invalid JSON in request body"


class NotJson(Exception):
    """A payload that begins like JSON and is not."""


def document_of(payload: bytes | str) -> Json:
    """The payload as a JSON document: `{}` for an empty one, its text where it does not look like JSON.

    Raises NotJson.
    """
    text = payload if isinstance(payload, str) else payload.decode("utf-8", "replace")
    stripped = text.strip()
    if not stripped:
        return {}
    try:
        found: Json = json.loads(stripped)
    except (ValueError, RecursionError) as error:
        if stripped[0] in "{['\"":
            raise NotJson("the body is not JSON") from error
        return text
    return found
