"""Whose pages an API means to serve: the origins that its own definition declares."""

from __future__ import annotations

from collections.abc import Iterator

from corsproxy.diagnose.lint.endpoints import Linted
from corsproxy.gateway.function_url.definition import FunctionUrl
from corsproxy.gateway.http_api.definition import HttpApi
from corsproxy.gateway.rest_api.definition import RestApi
from corsproxy.http.url import parse

SUPPOSED = "https://app.example.com"
"""The origin that is supposed where a definition declares none, or every one."""
_HEADER = "access-control-allow-origin"


def declared_origins(api: Linted) -> tuple[str, ...]:
    """The exact origins in an API's definition, in its order; the supposed one where there are none."""
    found = dict.fromkeys(_http(api) if isinstance(api, HttpApi | FunctionUrl) else _rest(api))
    return tuple(found) or (SUPPOSED,)


def allows_credentials(api: Linted) -> bool:
    """True when the definition says Access-Control-Allow-Credentials: true anywhere, so that pages will send them."""
    if isinstance(api, HttpApi | FunctionUrl):
        return api.cors is not None and api.cors.allow_credentials
    return any(
        name.lower().endswith("access-control-allow-credentials") and value.strip("'\" ") == "true"
        for name, value in _mappings(api)
    )


def _http(api: HttpApi | FunctionUrl) -> Iterator[str]:
    for origin in api.cors.allow_origins if api.cors else ():
        if _is_origin(origin):
            yield origin


def _rest(api: RestApi) -> Iterator[str]:
    for name, value in _mappings(api):
        if name.lower().endswith(_HEADER):
            # a list in the header is a mistake, and what it lists are the origins that its author means
            for item in value.strip("'\" ").replace(",", " ").split():
                if _is_origin(item.rstrip("/")):
                    yield item.rstrip("/")


def _mappings(api: RestApi) -> Iterator[tuple[str, str]]:
    for resource in api.resources:
        for method in resource.methods:
            for response in method.integration.responses if method.integration else ():
                yield from response.parameters.items()
    for gateway_response in api.gateway_responses:
        yield from gateway_response.parameters.items()


def _is_origin(text: str) -> bool:
    url = parse(text)
    return url is not None and url.scheme in {"http", "https"} and url.origin == text and "*" not in text
