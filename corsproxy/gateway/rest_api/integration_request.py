"""The integration request: mapped headers, query and path, the endpoint's URL, and the body by template.

https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

from corsproxy.gateway.provenance import Assumed, Documented, Recorded, Statement
from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.definition import Integration
from corsproxy.gateway.rest_api.gateway_response import Refusal
from corsproxy.gateway.rest_api.header_remapping import unmappable
from corsproxy.gateway.rest_api.overrides import NO_OVERRIDES, Overrides, texts
from corsproxy.gateway.rest_api.parameter import request_values
from corsproxy.gateway.rest_api.payload_json import INVALID, NotJson
from corsproxy.gateway.rest_api.response_type import ResponseType
from corsproxy.gateway.unresolved import NOWHERE, Unresolved

STATEMENTS = (
    Statement(
        "rest-api",
        "Stage variables stand in endpoint URLs as ${stageVariables.name}; an endpoint that does not resolve is 500",
        Recorded("an HTTP_PROXY integration without its stage variable", "2025-09-29"),
    ),
    Statement(
        "rest-api",
        "Path placeholders of an endpoint URL are filled from integration.request.path.* only",
        Documented(
            "https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html"
        ),
    ),
    Statement(
        "rest-api",
        "Values from raw path parameters go into the endpoint URL as they came, others percent-encoded",
        Assumed("a path like a%2Fb must not gain a segment on its way"),
    ),
)

_PREFIX = "integration.request."
_STAGE_VARIABLE = re.compile(r"\$\{stageVariables\.([A-Za-z0-9_]+)\}")
_PLACEHOLDER = re.compile(r"\{([^{}/]+?)\+?\}")


@dataclass(frozen=True, slots=True)
class Mapped:
    """What the mappings produce: values of each header and query parameter, and the one of each path parameter."""

    headers: dict[str, list[str]]
    query: dict[str, list[str]]
    path: dict[str, str]


class Unmappable(Exception):
    """A mapping that API Gateway refuses at run time; `refusal` is what it answers."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.because)
        self.refusal = refusal


def _unmappable(because: str) -> Unmappable:
    return Unmappable(Refusal(ResponseType.INTEGRATION_FAILURE, because))


def mapped(call: Call, integration: Integration, overrides: Overrides = NO_OVERRIDES) -> Mapped:
    """Apply `integration.parameters`, then the template's requestOverride. Raises Unmappable."""
    result = Mapped({}, {}, {})
    refused = unmappable(integration.type)
    for key, expression in integration.parameters.items():
        kind, _, name = key.removeprefix(_PREFIX).partition(".")
        if kind == "header" and name.lower() in refused:
            raise _unmappable(f"the header {name} cannot be mapped")
        try:
            values = request_values(expression, call)
        except NotJson as error:
            because = f"the mapping of {name} reads the body: {error}"
            raise Unmappable(Refusal(ResponseType.BAD_REQUEST_BODY, because, message=INVALID)) from error
        if not values:
            continue
        value = ",".join(values)
        if kind == "header":
            result.headers[name] = [value]
        elif kind == "querystring":
            result.query[name] = values
        elif kind == "path":
            result.path[name] = value if expression.startswith("method.request.path.") else quote(value, safe="")
    for name, values in texts(overrides.request, "header").items():
        if name.lower() in refused:
            raise _unmappable(f"the header {name} cannot be overridden")
        for mapped_name in [other for other in result.headers if other.lower() == name.lower()]:
            del result.headers[mapped_name]
        result.headers[name] = values
    result.query.update(texts(overrides.request, "querystring"))
    for name, values in texts(overrides.request, "path").items():
        result.path[name] = quote(",".join(values), safe="/%")
    return result


def endpoint(call: Call, uri: str | Unresolved, path: dict[str, str]) -> str | None:
    """The endpoint's URL with stage variables and path values filled in; None if it cannot be one.

    A URI that the definition leaves open becomes one that no resolver knows.
    """
    if isinstance(uri, Unresolved):
        return NOWHERE
    variables = call.stage_variables
    text = _STAGE_VARIABLE.sub(lambda match: variables.get(match.group(1), ""), uri)
    text = _PLACEHOLDER.sub(lambda match: path.get(match.group(1), match.group(0)), text)
    scheme, mark, rest = text.partition("://")
    if not mark or scheme.lower() not in {"http", "https"}:
        return None
    host = re.split(r"[/?#]", rest, maxsplit=1)[0]
    return text if host and not host.startswith(":") else None
