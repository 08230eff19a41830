"""What a definition leaves open, supposed as its author will fill it in, and its pages as they should be: right.

The notes name each open value. Pages call through a custom domain where the default endpoint is disabled, and they
send what authorizers and validators want; what happens when they do not is asked apart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from corsproxy.diagnose.lint.origins import SUPPOSED
from corsproxy.gateway.api import Served
from corsproxy.gateway.http_api.definition import CorsConfiguration, HttpApi, LambdaAuthorizer, Route
from corsproxy.gateway.rest_api.definition import (
    ApiKey,
    Authorizer,
    Integration,
    IntegrationType,
    Method,
    RestApi,
    UsagePlan,
)
from corsproxy.gateway.unresolved import Unresolved

_OPEN = re.compile(r"<unresolved [^>]*>")
_BACKENDS = {IntegrationType.HTTP, IntegrationType.HTTP_PROXY}
# identity sources that a page's request can hold; the stage and the context hold the others
_OF_THE_PAGE = ("$request.header.", "$request.querystring.", "method.request.header.", "method.request.querystring.")
_ANY_METHOD = "DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT"


def with_suppositions(api: Served, origins: tuple[str, ...] = ()) -> Served:
    """The API with open CORS values filled in for `origins` (or the supposed one), and a key where one is wanted."""
    origin = origins[0] if origins else SUPPOSED
    if isinstance(api, HttpApi):
        routes = tuple(_route(route) for route in api.routes)
        api = replace(api, routes=routes, default_endpoint_disabled=False)
    if not isinstance(api, RestApi):
        return api if api.cors is None else replace(api, cors=_cors(api.cors, origins or (SUPPOSED,)))
    responses = tuple(replace(one, parameters=_filled(one.parameters, origin)) for one in api.gateway_responses)
    keyed = api.api_key_source != "AUTHORIZER"  # the authorizer gives the key, not the page
    resources = tuple(
        replace(one, methods=tuple(_method(method, origin, keyed=keyed) for method in one.methods))
        for one in api.resources
    )
    supposed = replace(api, resources=resources, gateway_responses=responses, default_endpoint_disabled=False)
    return _with_key(supposed)


def _route(route: Route) -> Route:
    if not isinstance(route.authorizer, LambdaAuthorizer):
        return route
    sources = tuple(one for one in route.authorizer.identity_sources if one.startswith(_OF_THE_PAGE))
    return replace(route, authorizer=replace(route.authorizer, identity_sources=sources))


def without_body_validation(api: Served) -> Served:
    """The API as a page meets it that sends what the request models want."""
    if not isinstance(api, RestApi):
        return api
    resources = tuple(
        replace(one, methods=tuple(_unvalidated(method) for method in one.methods)) for one in api.resources
    )
    return replace(api, resources=resources)


def _unvalidated(method: Method) -> Method:
    return replace(method, validation=replace(method.validation, body=False)) if method.validation.body else method


def _with_key(api: RestApi) -> RestApi:
    """Keys are made outside of most definitions: where one is wanted and none is known, one is supposed."""
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


def _method(method: Method, origin: str, *, keyed: bool) -> Method:
    if isinstance(method.authorizer, Authorizer):
        method = replace(method, authorizer=_satisfied(method.authorizer))
    if method.api_key_required and not keyed:
        method = replace(method, api_key_required=False)
    integration = method.integration
    if integration is None:
        return method
    if integration.type is IntegrationType.AWS and integration.function is None:
        integration = _answering(integration)
    elif integration.type is IntegrationType.AWS_PROXY and integration.function is None:
        integration = replace(integration, function=Unresolved(str(integration.uri), integration.where))
    elif integration.type in _BACKENDS and (isinstance(integration.uri, Unresolved) or "${" in integration.uri):
        integration = replace(integration, uri="https://backend.example")
    if any(_open(one.parameters) or _open(one.templates) for one in integration.responses):
        filled = tuple(
            replace(
                one,
                parameters=_filled(one.parameters, origin),
                templates={kind: _OPEN.sub(origin, text) for kind, text in one.templates.items()},
            )
            for one in integration.responses
        )
        integration = replace(integration, responses=filled)
    return method if integration is method.integration else replace(method, integration=integration)


def _satisfied(authorizer: Authorizer) -> Authorizer:
    """An authorizer whose caller sends a token of the wanted form, and whose stage has the wanted variables."""
    sources = tuple(one for one in authorizer.identity_sources if one.startswith(_OF_THE_PAGE))
    return replace(authorizer, identity_sources=sources, validation="")


def _answering(integration: Integration) -> Integration:
    """An AWS service that answers, as an HTTP backend does: the same responses are mapped from it."""
    return replace(
        integration,
        type=IntegrationType.HTTP,
        uri="https://service.example",
        parameters={},
        content_handling=None,
        templates=dict.fromkeys(integration.templates, "{}"),
    )


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
