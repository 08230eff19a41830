"""The place in a definition to change for one cell of the matrix."""

from __future__ import annotations

from corsproxy.diagnose.lint.endpoints import Endpoint
from corsproxy.diagnose.lint.matrix import Cell
from corsproxy.gateway.answer import Layer
from corsproxy.gateway.api import Served
from corsproxy.gateway.http_api.definition import HttpApi
from corsproxy.gateway.http_api.routes import patterns_of, select_route
from corsproxy.gateway.rest_api.definition import Method, RestApi
from corsproxy.where import Where

# what API Gateway (or Lambda, on a function URL) answers itself
OWN_LAYERS = {Layer.GATEWAY_RESPONSE, Layer.AUTHORIZER, Layer.WAF}


def place(api: Served, cell: Cell) -> Where | None:
    """The place to change: the OPTIONS method, the gateway response, the CORS configuration, or the route."""
    endpoint, layer = cell.endpoint, cell.way.answer.author.layer
    if not cell.preflight and isinstance(api, RestApi) and layer in OWN_LAYERS:
        return _gateway_response_where(api, cell) or api.where
    if not isinstance(api, RestApi):
        answering = {Layer.CORS_CONFIGURATION, Layer.INTEGRATION}
        if cell.preflight and layer in answering and api.cors is not None:
            return api.cors.where or api.where
        if cell.preflight and layer is Layer.AUTHORIZER:
            return _catching(api, endpoint) or endpoint.where or api.where
        return api.where if cell.preflight or layer in OWN_LAYERS else endpoint.where or api.where
    if cell.preflight:
        method = options_method(api, endpoint)
        return (method.where if method else _resource_where(api, endpoint)) or endpoint.where or api.where
    return endpoint.where or api.where


def _catching(api: Served, endpoint: Endpoint) -> Where | None:
    """The place of the route that catches this endpoint's preflight."""
    if not isinstance(api, HttpApi):
        return None
    selected = select_route(patterns_of(api.routes), "OPTIONS", endpoint.path.partition("?")[0])
    return selected.route.where if selected is not None else None


def _resource_where(api: RestApi, endpoint: Endpoint) -> Where | None:
    """The place of the resource that lacks an OPTIONS method: its first method's, for all of them."""
    path = endpoint.label.partition(" ")[2]
    methods = (method for resource in api.resources if resource.path == path for method in resource.methods)
    return next((method.where for method in methods if method.where is not None), None)


def options_method(api: RestApi, endpoint: Endpoint) -> Method | None:
    """The method that a preflight to this endpoint reaches: OPTIONS, else ANY, of the same resource."""
    path = endpoint.label.partition(" ")[2]
    for resource in api.resources:
        if resource.path == path:
            by_name = {method.http_method: method for method in resource.methods}
            return by_name.get("OPTIONS") or by_name.get("ANY")
    return None


def _gateway_response_where(api: Served, cell: Cell) -> Where | None:
    if not isinstance(api, RestApi):
        return None
    by_type = {response.type: response.where for response in api.gateway_responses}
    answer = cell.way.answer
    fallback = "DEFAULT_5XX" if answer.response.status >= 500 else "DEFAULT_4XX"
    return by_type.get(answer.author.type) or by_type.get(fallback)
