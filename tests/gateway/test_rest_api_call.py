"""A call and its query."""

from __future__ import annotations

from corsproxy.gateway.rest_api.call import Call, query_of
from corsproxy.gateway.rest_api.definition import Stage
from tests.gateway.rest_api_calls import api_of, arrival


def test_a_query_is_decoded_in_order_and_a_bare_name_is_empty() -> None:
    assert query_of("https://x/?a=1&b=%20x&a=2&c&&d=e=f#g?h") == (
        ("a", "1"), ("b", " x"), ("a", "2"), ("c", ""), ("d", "e=f"),
    )  # fmt: skip
    assert query_of("https://x/") == ()


def test_the_last_of_repeated_parameters_wins_and_names_mind_their_case() -> None:
    call = Call(api_of(), arrival("GET", "/?a=1&a=2"), "GET", query_of("https://x/?a=1&a=2"))
    assert call.query_value("a") == "2"
    assert call.query_value("A") is None


def test_the_stage_of_the_arrival_stands_in_until_it_is_found() -> None:
    call = Call(api_of(), arrival("GET", "/"), "GET")
    assert (call.stage_name, dict(call.stage_variables)) == ("dev", {})
    assert Call(api_of(), arrival("GET", "/"), "GET", stage=Stage("prod", {"a": "b"})).stage_name == "prod"
