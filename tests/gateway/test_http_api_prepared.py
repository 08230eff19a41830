"""What is worked out once per API."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from corsproxy.gateway.http_api.doubts import Doubts, EmptySegments
from corsproxy.gateway.http_api.prepared import prepare
from corsproxy.gateway.http_api.routes import select_route
from tests.gateway.http_api_visits import CORS, api


def test_the_same_api_is_prepared_once_and_an_equal_one_by_itself() -> None:
    one, other = api("GET /a", cors=CORS), api("GET /a", cors=CORS)
    assert prepare(one) is prepare(one)
    assert prepare(one) is not prepare(other)


def test_a_new_api_in_an_old_ones_place_is_prepared_anew() -> None:
    keys = []
    for number in range(1000):
        prepared = prepare(api(f"GET /{number}"))
        keys.append(prepared.every_pattern[0].path)
    assert keys == [f"/{number}" for number in range(1000)]


def test_candidates_are_those_that_name_the_method_or_any() -> None:
    prepared = prepare(api("GET /a/b", "ANY /a", "GET /b", "ANY /{x}", "GET /", "$default"))

    def keys(method: str, path: str) -> list[str]:
        return [pattern.route.key for pattern in prepared.candidates(method, path)]

    assert keys("GET", "//a/") == ["ANY /a", "GET /a/b", "ANY /{x}", "$default"]
    assert keys("GET", "/c") == ["ANY /{x}", "$default"]
    assert keys("GET", "/") == ["GET /", "ANY /{x}", "$default"]
    assert keys("PURGE", "/a") == ["ANY /a", "ANY /{x}", "$default"]
    assert keys("PURGE", "/b") == ["ANY /{x}", "$default"]


SEGMENTS = st.sampled_from(["a", "b", "{x}"])
KEYS = st.builds(
    lambda method, parts, greedy: f"{method} /{'/'.join([*parts, '{proxy+}'] if greedy else parts)}",
    st.sampled_from(["GET", "POST", "ANY"]),
    st.lists(SEGMENTS, max_size=3),
    st.booleans(),
) | st.just("$default")


@given(
    st.lists(KEYS, max_size=6),
    st.sampled_from(["GET", "POST", "PUT"]),
    st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=4).map(lambda parts: "/" + "/".join(parts)),
    st.sampled_from(EmptySegments),
)
@settings(max_examples=300, deadline=None)
def test_the_index_never_changes_which_route_is_selected(
    keys: list[str], method: str, path: str, empty: EmptySegments
) -> None:
    prepared = prepare(api(*keys, doubts=Doubts(empty_segments=empty)))
    with_index = select_route(prepared.candidates(method, path), method, path, empty)
    assert with_index == select_route(prepared.every_pattern, method, path, empty)
    assert prepared.select(method, path) == with_index
    assert prepared.select(method, path) == with_index, "also when it is remembered"


def test_without_a_cors_configuration_there_are_no_lists() -> None:
    assert prepare(api("GET /a")).cors_lists is None
