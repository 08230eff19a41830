"""What is worked out once per API."""

from __future__ import annotations

from corsproxy.gateway.http_api.prepared import prepare
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
    prepared = prepare(api("GET /a", "ANY /b", "$default"))
    assert [pattern.route.key for pattern in prepared.candidates("GET")] == ["GET /a", "ANY /b", "$default"]
    assert [pattern.route.key for pattern in prepared.candidates("PURGE")] == ["ANY /b", "$default"]


def test_without_a_cors_configuration_there_are_no_lists() -> None:
    assert prepare(api("GET /a")).cors_lists is None
