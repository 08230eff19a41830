"""JSONPath as templates use it."""

from __future__ import annotations

from typing import Any

import pytest

from corsproxy.gateway.rest_api.json_path import find, steps_of

STORE: Any = {
    "book": [
        {"title": "A", "price": 8, "tags": ["x"]},
        {"title": "B", "price": 12, "isbn": "1"},
        {"title": "C", "price": 20, "isbn": "2"},
    ],
    "name with space": {"a.b": 1},
    "kebab-case": True,
}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("$", STORE),
        ("$.book[0].title", "A"),
        ("$.book[-1].title", "C"),
        ("$['name with space']['a.b']", 1),
        ('$["kebab-case"]', True),
        ("$.kebab-case", True),
        ("$.book[*].title", ["A", "B", "C"]),
        ("$..title", ["A", "B", "C"]),
        ("$.book[0:2].price", [8, 12]),
        ("$.book[0,2].price", [8, 20]),
        ("$.book[?(@.isbn)].title", ["B", "C"]),
        ("$.book[?(@.price < 10)].title", ["A"]),
        ("$.book[?(@.title == 'B')].price", [12]),
        ("$.book[?(@.title != 'B')].price", [8, 20]),
        ("$.book[?(@.price >= 'x')].price", []),
        ("$.nothing", None),
        ("$.book[9]", None),
        ("$.book.title", None),
        ("book", None),
        ("$.book[?(a && b)]", []),
        ("$[", None),
    ],
)
def test_a_path_selects(path: str, found: Any) -> None:
    assert find(STORE, path) == found


def test_a_path_that_multiplies_without_end_finds_nothing() -> None:
    wide: Any = [[0] * 200 for _ in range(200)]
    assert find([wide] * 50, "$[*][*][*]") is None


def test_what_is_no_path_has_no_steps() -> None:
    assert steps_of("no") is None
    assert steps_of("$.a[0]") == (("name", "a"), ("index", "0"))
