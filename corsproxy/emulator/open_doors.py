"""An API without its authorizers: `--disable-authorizer`, as `sam local start-api` has it."""

from __future__ import annotations

from dataclasses import replace

from corsproxy.gateway.api import Api
from corsproxy.gateway.function_url.definition import FunctionUrl
from corsproxy.gateway.http_api.definition import HttpApi


def without_authorizers(api: Api) -> Api:
    """The same API, every route and method open; API keys and resource policies stay."""
    if isinstance(api, HttpApi):
        return replace(api, routes=tuple(replace(route, authorizer=None, scopes=()) for route in api.routes))
    return replace(
        api,
        resources=tuple(
            replace(
                resource, methods=tuple(replace(method, authorizer=None, scopes=()) for method in resource.methods)
            )
            for resource in api.resources
        ),
    )


def unsigned(url: FunctionUrl) -> FunctionUrl:
    """The same function URL, open to requests without a signature."""
    return replace(url, iam=False)
