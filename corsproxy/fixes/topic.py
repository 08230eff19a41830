"""What a snippet is about: several remedies share one piece of a definition."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Topic(StrEnum):
    """One piece of a definition or program that a remedy changes."""

    OPTIONS_METHOD = "options-method"
    """A REST API's OPTIONS method with a MOCK integration and no authorization."""
    GATEWAY_RESPONSES = "gateway-responses"
    """A REST API's DEFAULT_4XX and DEFAULT_5XX with CORS headers."""
    METHOD_RESPONSES = "method-responses"
    """A REST API's own method, not a proxy: headers declared and mapped on its responses."""
    HTTP_API_CORS = "http-api-cors"
    """An HTTP API's CORS configuration."""
    OPTIONS_ROUTE = "options-route"
    """An HTTP API's OPTIONS route without authorizer."""
    HANDLER = "handler"
    """The function's own response, CORS headers on every path."""
    FUNCTION_URL_CORS = "function-url-cors"
    """A function URL's Cors configuration."""
    OPTIONS_IN_POLICY = "options-in-policy"
    """A resource policy that lets preflights pass."""


_HANDLER = {
    "return-cors-headers",
    "choose-origin-at-run-time",
    "name-the-origin",
    "allow-credentials",
    "correct-origin-value",
    "set-cors-in-one-place",
    "configure-framework",
    "repair-proxy-response",
    "list-names",
    "write-plain-list",
}
_OPTIONS = {
    "add-options-method",
    "open-options-method",
    "no-api-key-on-options",
    "list-header",
    "list-method",
    "list-names",
    "write-plain-list",
    "name-the-origin",
    "allow-credentials",
    "correct-origin-value",
    "choose-origin-at-run-time",
    "repair-mock",
}
_GATEWAY = {"add-gateway-response-headers", "reflect-origin-in-gateway-responses"}
_HTTP = {
    "configure-http-api-cors",
    "name-the-origin",
    "allow-credentials",
    "correct-origin-value",
    "choose-origin-at-run-time",
    "list-names",
    "list-header",
    "list-method",
}


def topics(remedy_kind: str, values: Mapping[str, str]) -> tuple[Topic, ...]:
    """What to show for a remedy, the most fitting first, by the product that answered."""
    product = values.get("product", "")
    found: list[Topic] = []
    if remedy_kind in _GATEWAY:
        found.append(Topic.GATEWAY_RESPONSES)
    if remedy_kind == "map-cors-headers":
        found.append(Topic.METHOD_RESPONSES)
    if remedy_kind in _HTTP and (product == "http-api" or remedy_kind == "configure-http-api-cors"):
        found.append(Topic.HTTP_API_CORS)
    if remedy_kind == "allow-options-route":
        found.append(Topic.OPTIONS_ROUTE)
    if remedy_kind in _OPTIONS and product not in {"http-api", "function-url"}:
        found.append(Topic.OPTIONS_METHOD)
    if remedy_kind == "configure-function-url":
        found.append(Topic.FUNCTION_URL_CORS)
    if remedy_kind == "allow-options-in-policy":
        found.append(Topic.OPTIONS_IN_POLICY)
    if remedy_kind in _HANDLER:
        found.append(Topic.HANDLER)
    return tuple(found)
