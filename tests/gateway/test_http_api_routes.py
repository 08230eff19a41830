"""Which route takes a request."""

from __future__ import annotations

import pytest

from corsproxy.gateway.http_api.doubts import EmptySegments
from corsproxy.gateway.http_api.routes import mistakes_in_routes, patterns_of, segments_of, select_route
from tests.gateway.http_api_visits import route

# the manual's own example of overlapping routes, and one more
PETS = [
    "$default",
    "ANY /{proxy+}",
    "GET /pets/{proxy+}",
    "GET /pets/dog/{id}",
    "GET /pets/dog/1",
    "POST /pets/{kind}",
]


@pytest.mark.parametrize(
    ("method", "path", "key", "held"),
    [
        ("GET", "/pets/dog/1", "GET /pets/dog/1", {}),
        ("GET", "/pets/dog/2", "GET /pets/dog/{id}", {"id": "2"}),
        ("GET", "/pets/cat/1", "GET /pets/{proxy+}", {"proxy": "cat/1"}),
        ("POST", "/test/5", "ANY /{proxy+}", {"proxy": "test/5"}),
        ("POST", "/pets/cat", "POST /pets/{kind}", {"kind": "cat"}),
        # a path whose routes lack the method is passed over
        ("POST", "/pets/dog/1", "ANY /{proxy+}", {"proxy": "pets/dog/1"}),
        ("OPTIONS", "/pets/dog/1", "ANY /{proxy+}", {"proxy": "pets/dog/1"}),
        ("HEAD", "/pets/dog/1", "ANY /{proxy+}", {"proxy": "pets/dog/1"}),
        # a parameter takes the empty segment that the root and a trailing slash have, and a literal does not
        ("GET", "/", "ANY /{proxy+}", {"proxy": ""}),
        ("GET", "/pets/", "GET /pets/{proxy+}", {"proxy": ""}),
        ("GET", "/pets", "ANY /{proxy+}", {"proxy": "pets"}),
        ("POST", "/pets/", "POST /pets/{kind}", {"kind": ""}),
        ("GET", "/pets/dog/1/", "GET /pets/{proxy+}", {"proxy": "dog/1/"}),
        # several slashes count as one
        ("GET", "///pets//dog/1", "GET /pets/dog/1", {}),
    ],
)
def test_the_most_specific_route_that_takes_the_method_wins(
    method: str, path: str, key: str, held: dict[str, str]
) -> None:
    selected = select_route(patterns_of(map(route, PETS)), method, path)
    assert selected is not None
    assert (selected.route.key, selected.path_parameters) == (key, held)


@pytest.mark.parametrize("method", ["HEAD", "POST", "OPTIONS", "get"])
def test_a_method_without_a_route_is_not_taken_at_all(method: str) -> None:
    assert select_route(patterns_of([route("GET /items")]), method, "/items") is None


def test_a_named_method_beats_any_on_the_same_path_only() -> None:
    patterns = patterns_of(map(route, ["ANY /a/b", "GET /a/{x}", "ANY /a/{y}"]))
    assert select_route(patterns, "GET", "/a/b").route.key == "ANY /a/b"  # type: ignore[union-attr]
    assert select_route(patterns, "GET", "/a/c").route.key == "GET /a/{x}"  # type: ignore[union-attr]
    assert select_route(patterns, "PUT", "/a/c").route.key == "ANY /a/{y}"  # type: ignore[union-attr]


def test_a_full_match_beats_a_greedy_one_with_more_literal_text() -> None:
    patterns = patterns_of(map(route, ["GET /a/{proxy+}", "GET /{x}/b"]))
    assert select_route(patterns, "GET", "/a/b").route.key == "GET /{x}/b"  # type: ignore[union-attr]


def test_an_options_route_for_everything_beats_default() -> None:
    patterns = patterns_of(map(route, ["$default", "OPTIONS /{proxy+}"]))
    assert select_route(patterns, "OPTIONS", "/x").route.key == "OPTIONS /{proxy+}"  # type: ignore[union-attr]


def test_a_trailing_slash_leads_away_from_a_literal_and_can_be_made_not_to_matter() -> None:
    items = [route("GET /items"), route("GET /")]
    assert select_route(patterns_of(items), "GET", "/items/") is None
    assert select_route(patterns_of(items), "GET", "//").route.key == "GET /"  # type: ignore[union-attr]
    ignored = patterns_of(items, EmptySegments.IGNORED)
    assert select_route(ignored, "GET", "/items/", EmptySegments.IGNORED).route.key == "GET /items"  # type: ignore[union-attr]
    assert segments_of("//a/", EmptySegments.IGNORED) == ["a"]
    assert (segments_of("/"), segments_of("//a/"), segments_of("/a")) == ([""], ["a", ""], ["a"])


@pytest.mark.parametrize(
    ("keys", "count"),
    [
        (["GET /items", "ANY /{proxy+}", "$default", "GET /items/{id}/x"], 0),
        (["GET /items", "GET /items"], 1),
        (["get /items", "/items", "FETCH /x", "GET items"], 4),
        (["GET /{proxy+}/x"], 1),
    ],
)
def test_malformed_and_repeated_route_keys_are_mistakes(keys: list[str], count: int) -> None:
    assert len(mistakes_in_routes(map(route, keys))) == count
