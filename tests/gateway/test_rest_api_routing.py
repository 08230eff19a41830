"""Which resource and method a request selects."""

from __future__ import annotations

import pytest

from corsproxy.gateway.rest_api.definition import Method, Resource
from corsproxy.gateway.rest_api.routing import effective_method, path_segments, select
from corsproxy.http.headers import Headers


def resources(*keys: str) -> tuple[Resource, ...]:
    paths: dict[str, list[Method]] = {}
    for key in keys:
        method, path = key.split(" ")
        paths.setdefault(path, []).append(Method(method, None))
    return tuple(Resource(path, tuple(methods)) for path, methods in paths.items())


SHOP = resources(
    "GET /", "POST /orders", "GET /orders/{id}", "OPTIONS /orders/{id}", "GET /orders/latest", "ANY /orders/{id}/items",
    "GET /{proxy+}", "OPTIONS /{proxy+}", "ANY /files/{path+}", "DELETE /files/{path+}",
)  # fmt: skip


@pytest.mark.parametrize(
    ("request_line", "selected", "parameters"),
    [
        ("GET /", "GET /", {}),
        ("GET ", "GET /", {}),
        ("GET /orders/7", "GET /orders/{id}", {"id": "7"}),
        ("GET /orders/7/", "GET /orders/{id}", {"id": "7"}),
        ("GET /orders/latest", "GET /orders/latest", {}),
        ("OPTIONS /orders/latest", "OPTIONS /orders/{id}", {"id": "latest"}),  # the static sibling has no OPTIONS
        ("OPTIONS /orders", "OPTIONS /{proxy+}", {"proxy": "orders"}),  # nor has its parent
        ("GET /orders", "GET /{proxy+}", {"proxy": "orders"}),
        ("POST //orders", "POST /orders", {}),
        ("PATCH /orders/7/items", "ANY /orders/{id}/items", {"id": "7"}),
        ("GET /orders/7/lines/8", "GET /{proxy+}", {"proxy": "orders/7/lines/8"}),
        ("DELETE /files/a/b", "DELETE /files/{path+}", {"path": "a/b"}),  # its own method before ANY
        ("PUT /files/a%2Fb//c/", "ANY /files/{path+}", {"path": "a%2Fb//c"}),
        ("GET /%6Frders/7", "GET /orders/{id}", {"id": "7"}),
        ("DELETE /nowhere", None, {}),
        ("POST /orders/7", None, {}),
        ("PURGE /files/a", None, {}),  # ANY stands for seven methods
        ("HEAD /orders/7", None, {}),  # GET does not imply HEAD
        ("GET /files", "GET /{proxy+}", {"proxy": "files"}),  # a greedy part takes one segment at least
    ],
)
def test_selection_is_by_resource_and_method_together(
    request_line: str, selected: str | None, parameters: dict[str, str]
) -> None:
    method, path = request_line.split(" ")
    route = select(SHOP, method, path)
    if selected is None:
        assert route is None
        return
    assert route is not None
    assert f"{route.method.http_method} {route.resource.path}" == selected
    assert route.path_parameters == parameters


def test_a_parameter_does_not_match_an_empty_segment() -> None:
    assert select(resources("GET /a/{b}/c"), "GET", "/a//c") is None


@pytest.mark.parametrize(
    ("path", "segments"), [("", []), ("/", []), ("/a/", ["a"]), ("///a", ["a"]), ("/a//b/", ["a", "", "b"])]
)
def test_inner_slashes_count_and_outer_ones_do_not(path: str, segments: list[str]) -> None:
    assert path_segments(path) == segments


def test_the_override_header_replaces_the_method() -> None:
    assert effective_method("POST", Headers([("X-HTTP-Method-Override", "delete")])) == "DELETE"
    assert effective_method("post", Headers()) == "POST"
