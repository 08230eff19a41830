"""What a definition leaves open, supposed as its author will fill it in: right. The notes name each such value.

What only the page knows is supposed to be right too: the body that a model describes, the token that a pattern wants.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from corsproxy.diagnose.lint.endpoints import Linted
from corsproxy.diagnose.lint.origins import SUPPOSED
from corsproxy.gateway.function_url.definition import FunctionUrl
from corsproxy.gateway.http_api.definition import CorsConfiguration, HttpApi
from corsproxy.gateway.rest_api.definition import ApiKey, Authorizer, AuthorizerType, Method, RestApi, UsagePlan

_OPEN = re.compile(r"<unresolved [^>]*>")
_ANY_METHOD = "DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT"


def with_suppositions(api: Linted, origins: tuple[str, ...] = ()) -> Linted:
    """The API with open CORS values filled in for `origins` (or the supposed one), and a key where one is wanted."""
    origin = origins[0] if origins else SUPPOSED
    if isinstance(api, HttpApi | FunctionUrl):
        return api if api.cors is None else replace(api, cors=_cors(api.cors, origins or (SUPPOSED,)))
    responses = tuple(replace(one, parameters=_filled(one.parameters, origin)) for one in api.gateway_responses)
    resources = tuple(
        replace(one, methods=tuple(_method(method, origin) for method in one.methods)) for one in api.resources
    )
    return _with_key(replace(api, resources=resources, gateway_responses=responses))


def _with_key(api: RestApi) -> RestApi:
    """Keys are made outside of most definitions: where one is wanted and none is known, one is supposed.

    An authorizer that has to name the key names that which the page sends.
    """
    api = replace(api, api_key_source="HEADER")
    if any(key.enabled for plan in api.usage_plans for key in plan.keys):
        return api
    return replace(api, usage_plans=(*api.usage_plans, UsagePlan("supposed", (ApiKey("supposed"),))))


def _cors(cors: CorsConfiguration, origins: tuple[str, ...]) -> CorsConfiguration:
    def items(values: tuple[str, ...], instead: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(item for value in values for item in (instead if _OPEN.search(value) else (value,)))

    return replace(
        cors,
        allow_origins=items(cors.allow_origins, origins),
        allow_methods=items(cors.allow_methods, tuple(_ANY_METHOD.split(","))),
        allow_headers=items(cors.allow_headers, ("*", "authorization")),
    )


def _method(method: Method, origin: str) -> Method:
    authorizer, integration = method.authorizer, method.integration
    if method.validation.body:
        method = replace(method, validation=replace(method.validation, body=False))
    if isinstance(authorizer, Authorizer) and authorizer.type is AuthorizerType.TOKEN and authorizer.validation:
        method = replace(method, authorizer=replace(authorizer, validation=""))
    if integration is None or not any(_open(one.parameters) or _open(one.templates) for one in integration.responses):
        return method
    responses = tuple(
        replace(
            one,
            parameters=_filled(one.parameters, origin),
            templates={media_type: _OPEN.sub(origin, text) for media_type, text in one.templates.items()},
        )
        for one in integration.responses
    )
    return replace(method, integration=replace(integration, responses=responses))


def _open(parameters: Mapping[str, str]) -> bool:
    return any(_OPEN.search(value) for value in parameters.values())


def _filled(parameters: Mapping[str, str], origin: str) -> Mapping[str, str]:
    if not _open(parameters):
        return parameters
    return {name: _value(name.lower(), value, origin) for name, value in parameters.items()}


def _value(name: str, value: str, origin: str) -> str:
    if not _OPEN.search(value):
        return value
    if name.endswith("access-control-allow-origin"):
        return f"'{origin}'"
    if name.endswith("access-control-allow-credentials"):
        return "'true'"
    if name.endswith("access-control-allow-methods"):
        return f"'{_ANY_METHOD}'"
    if name.endswith("access-control-allow-headers"):
        return "'*,authorization'"
    filled = _OPEN.sub("supposed", value)
    return filled if filled.startswith("'") else f"'{filled}'"
