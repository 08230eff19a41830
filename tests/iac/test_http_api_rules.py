"""What the control plane of HTTP APIs refuses."""

from __future__ import annotations

import pytest

from corsproxy.gateway.http_api.cors import mistakes_in_cors
from corsproxy.gateway.http_api.definition import CorsConfiguration
from corsproxy.iac.http_api_rules import (
    cors_notes,
    parameter_names,
    path_problem,
    route_key_mistake,
    same_route_twice,
)
from corsproxy.where import Where

HERE = Where("f", 4)


def test_credentials_with_any_origin_are_refused_in_the_words_of_aws() -> None:
    cors = CorsConfiguration(("*",), allow_credentials=True, where=HERE)
    (mistake,) = mistakes_in_cors(cors)
    assert mistake.problem == "allow-credentials is not supported if 'allow-origin' is *"
    assert mistake.where == HERE
    assert not mistakes_in_cors(CorsConfiguration(("https://*",), allow_credentials=True))


@pytest.mark.parametrize(
    ("cors", "words"),
    [
        (CorsConfiguration(("example.com",)), "Invalid format for origin example.com"),
        (CorsConfiguration(("*",), ("FETCH",)), "'FETCH' is not a method"),
        (CorsConfiguration(("*",), max_age=90000), "maxAge is 90000"),
        (CorsConfiguration(("*",), max_age=-2), "maxAge is -2"),
    ],
)
def test_other_values_that_are_refused(cors: CorsConfiguration, words: str) -> None:
    assert words in str(mistakes_in_cors(cors)[0])


@pytest.mark.parametrize(
    "cors",
    [
        CorsConfiguration(("https://*.example.com",)),
        CorsConfiguration(("https://example.com/",)),
        CorsConfiguration(("https://example.com:443",)),
        CorsConfiguration(("http://example.com:80",)),
        CorsConfiguration(("*",), allow_headers=("a, b",)),
    ],
)
def test_what_is_taken_and_matches_nothing_is_noted(cors: CorsConfiguration) -> None:
    assert mistakes_in_cors(cors) == ()
    assert len(cors_notes(cors)) == 1


@pytest.mark.parametrize("key", ["$default", "GET /", "ANY /{proxy+}", "POST /a/{b}/c", "OPTIONS /x"])
def test_route_keys(key: str) -> None:
    assert route_key_mistake(key, HERE) is None


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("get /x", "Write 'GET /x'"),
        ("/x", "is not a route key"),
        ("FETCH /x", "is not a route key"),
        ("GET x", "is not a route key"),
        ("GET /a/{b+}/c", "goes on behind"),
        ("GET /a{b}", "a parameter is a whole segment"),
        ("GET /{a}/{a}", "names the parameter 'a' twice"),
        ("$connect", "is not a route key"),
        ("GET /items/", "Write 'GET /items'"),
    ],
)
def test_what_is_no_route_key(key: str, words: str) -> None:
    assert words in str(route_key_mistake(key, HERE))


def test_paths_and_their_parameters() -> None:
    assert path_problem("x") == "does not begin with a slash"
    assert parameter_names("/a/{b}/{proxy+}") == ["b", "proxy"]


def test_a_route_that_stands_twice_is_told_with_both_places() -> None:
    (mistake,) = same_route_twice([("GET /a", Where("f", 1)), ("GET /b", None), ("GET /a", Where("f", 9))])
    assert str(mistake) == "f:9: the route 'GET /a' is defined twice. It stands at f:1 already."
