"""Mapping templates: what `$input`, `$util`, `$context` and `$stageVariables` are in a template.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast
from urllib.parse import quote_plus, unquote_plus

from corsproxy.gateway.provenance import Assumed, Documented, Recorded, Statement
from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.context import context
from corsproxy.gateway.rest_api.definition import Json
from corsproxy.gateway.rest_api.java_value import (
    ContextMap,
    Tool,
    Value,
    json_text,
    of_context,
    of_json,
    to_json,
    to_text,
)
from corsproxy.gateway.rest_api.json_path import find
from corsproxy.gateway.rest_api.overrides import Overrides
from corsproxy.gateway.rest_api.payload_json import NotJson, document_of
from corsproxy.gateway.rest_api.received_headers import received_headers
from corsproxy.gateway.rest_api.velocity import render as render_velocity
from corsproxy.gateway.rest_api.velocity_budget import Failed

STATEMENTS = (
    Statement(
        "rest-api",
        "$input.body of an empty body is {}; $input.path of what is not there is null",
        Recorded("templates on $input.body and $input.path", "2025-06-18"),
    ),
    Statement(
        "rest-api",
        "$input.params().header keeps the names as received, and get() minds their case; $input.params('x') looks "
        "at path, query and headers, in this order",
        Documented(
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html"
        ),
    ),
    Statement(
        "rest-api",
        "Overrides of a request template are seen by the response template of a MOCK",
        Recorded("$context.requestOverride.path written and read", "2024-11-06"),
    ),
    Statement(
        "rest-api",
        "A template that overrides the same parameter twice fails",
        Documented(
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/"
            "apigateway-override-request-response-parameters.html"
        ),
    ),
    Statement(
        "rest-api",
        "$input.json of what is not there is an empty string in quotes, $util.parseJson of what is not JSON fails",
        Assumed("LocalStack's tests say the first; the execution log names the failing expression of the second"),
    ),
)


@dataclass(frozen=True, slots=True)
class Source:
    """The body that `$input` reads: the request's in request templates, the backend's in response templates."""

    body: bytes


class TemplateFailed(Exception):
    """A template that cannot be rendered; the text says why. `unreadable` is true where the body is to blame."""

    def __init__(self, why: str, *, unreadable: bool = False) -> None:
        super().__init__(why)
        self.unreadable = unreadable


def render(template: str, call: Call, source: Source, overrides: Overrides) -> tuple[str, Overrides]:
    """The rendered text, and what the template overrode on top of `overrides`. Raises TemplateFailed."""
    if "$" not in template and "#" not in template:
        return template, overrides
    # a call's own copies: a template may write into any of them
    request_override = _OnceWritten({kind: _OnceWritten() for kind in ("header", "path", "querystring")})
    _merge(request_override, overrides.request)
    response_override = _OnceWritten({"header": _OnceWritten()})
    _merge(response_override, overrides.response)
    variables = of_context(context(call))
    variables["requestOverride"] = request_override
    variables["responseOverride"] = response_override
    body = _Body(source.body.decode("utf-8", "replace"))
    namespace: dict[str, Value] = {
        "input": _input(call, body),
        "util": _UTIL,
        "context": variables,
        "stageVariables": dict(call.stage_variables),
    }
    try:
        text = render_velocity(template, namespace)
    except Failed as failed:
        raise TemplateFailed(str(failed), unreadable=body.unreadable) from failed
    return text, Overrides(_tree(variables, "requestOverride"), _tree(variables, "responseOverride"))


class _OnceWritten(ContextMap):
    """Overrides, each of which one template may write once; what an earlier template wrote does not count."""

    def __init__(self, known: Mapping[str, Value] | None = None) -> None:
        super().__init__(known or {})
        self._written: set[str] = set()

    def __setitem__(self, name: str, value: Value) -> None:
        if name in self._written:
            raise Failed(f"it overrides {name} twice")
        self._written.add(name)
        super().__setitem__(name, value)


def _merge(tree: _OnceWritten, more: Mapping[str, Json]) -> None:
    for name, value in more.items():
        branch = tree.get(name)
        made = of_json(value)
        if isinstance(branch, dict) and isinstance(made, dict):
            branch.update(made)
        else:
            tree.update({name: made})


def _tree(variables: dict[str, Value], name: str) -> Mapping[str, Json]:
    try:
        found = to_json(variables.get(name))
    except RecursionError as error:
        raise TemplateFailed("an override contains itself") from error
    return found if isinstance(found, dict) else {}


@dataclass(slots=True)
class _Body:
    """The body of one rendering, and whether an expression wanted JSON that it is not."""

    text: str
    unreadable: bool = False

    def document(self) -> Json:
        try:
            return document_of(self.text)
        except NotJson as error:
            self.unreadable = True
            raise Failed(str(error)) from error


def _input(call: Call, body: _Body) -> Tool:
    def path(expression: Value = "$") -> Value:
        return of_json(find(body.document(), to_text(expression)))

    def json_(expression: Value = "$") -> Value:
        found = of_json(find(body.document(), to_text(expression) or "$", missing=""))
        return json.dumps(found, ensure_ascii=False) if isinstance(found, str) else json_text(found)

    def params(name: Value = None) -> Value:
        everything = _parameters(call)
        if name is None:
            return cast(Value, everything)
        wanted = to_text(name)
        for kind in ("path", "querystring", "header"):
            if wanted in everything[kind]:
                return everything[kind][wanted]
        return ""

    return Tool({"body": lambda: body.text or "{}"}, {"path": path, "json": json_, "params": params})


def _parameters(call: Call) -> dict[str, dict[str, Value]]:
    return {
        "path": dict(call.path_parameters),
        "querystring": dict(call.query),
        "header": dict(received_headers(call).lines),
    }


def _parsed(text: str) -> Json:
    try:
        found: Json = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Failed("the body is not JSON") from error
    return found


_ESCAPES = {
    "'": "\\'", '"': '\\"', "\\": "\\\\", "/": "\\/", "\b": "\\b", "\n": "\\n", "\t": "\\t", "\f": "\\f", "\r": "\\r",
}  # fmt: skip


def _escape_javascript(value: Value = None) -> Value:
    """Apache commons' escapeJavaScript: quotes, the slash, control characters, and all beyond ASCII."""
    return "".join(
        _ESCAPES.get(char) or (char if " " <= char <= "~" else "".join(f"\\u{unit:04X}" for unit in _utf16(char)))
        for char in to_text(value)
    )


def _utf16(char: str) -> list[int]:
    raw = char.encode("utf-16-be", "surrogatepass")
    return [int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2)]


def _decode64(value: Value = None) -> Value:
    text = to_text(value)
    padded = text + "=" * (-len(text) % 4)
    try:
        return base64.b64decode(padded.replace("-", "+").replace("_", "/")).decode("utf-8", "replace")
    except (binascii.Error, ValueError) as error:
        raise Failed("base64Decode: not base64") from error


_UTIL = Tool(
    {},
    {
        "escapeJavaScript": _escape_javascript,
        "parseJson": lambda value=None: of_json(_parsed(to_text(value))),
        "urlEncode": lambda value=None: quote_plus(to_text(value), safe="*-._"),
        "urlDecode": lambda value=None: unquote_plus(to_text(value), errors="replace"),
        "base64Encode": lambda value=None: base64.b64encode(to_text(value).encode("utf-8", "replace")).decode(),
        "base64Decode": _decode64,
    },
)
