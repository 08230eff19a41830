"""Each cell of the matrix has a place in the definition to change."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from corsproxy.diagnose.lint.matrix import Cell, matrix
from corsproxy.diagnose.lint.places import options_method, place
from corsproxy.gateway.api import Served
from tests.diagnose.lint_apis import AUTHORIZER, CORS, JWT, http, options, proxy, rest, route, url

TABLE: list[tuple[Served, Callable[[Cell], bool], int]] = [
    # the OPTIONS method, the first method of a resource without one, the gateway response that covers a type
    (rest(proxy("PUT"), options()), lambda cell: cell.preflight, 30),
    (rest(proxy("GET", 21), proxy("PUT", 22)), lambda cell: cell.preflight, 21),
    (rest(proxy("PUT"), options(), covered=True), lambda cell: cell.way.name == "throttled", 40),
    (rest(proxy("PUT"), options()), lambda cell: cell.way.name == "throttled", 1),
    (rest(proxy("PUT", authorizer=AUTHORIZER), options()), lambda cell: cell.usual and not cell.preflight, 20),
    # the CORS configuration, the route that catches a preflight, the route, the API
    (http(route("PUT /items"), cors=CORS), lambda cell: cell.preflight, 5),
    (http(route("PUT /items"), route("$default", 13, authorizer=JWT)), lambda cell: cell.preflight, 13),
    (http(route("PUT /items"), cors=CORS), lambda cell: cell.usual and not cell.preflight, 10),
    (http(route("PUT /items")), lambda cell: cell.way.name == "throttled", 1),
    (url(CORS), lambda cell: cell.preflight, 5),
    (url(), lambda cell: not cell.preflight, 1),
]


@pytest.mark.parametrize(("api", "wanted", "line"), TABLE)
def test_the_place_of(api: Served, wanted: Callable[[Cell], bool], line: int) -> None:
    cell = next(cell for cell in matrix(api) if wanted(cell))
    found = place(api, cell)
    assert found is not None
    assert found.line == line


def test_any_is_an_options_method_too() -> None:
    api = rest(proxy("ANY", 23))
    found = options_method(api, next(iter(matrix(api))).endpoint)
    assert found is not None
    assert found.http_method == "ANY"
