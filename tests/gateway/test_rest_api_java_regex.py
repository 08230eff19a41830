"""Java's regular expressions, bounded."""

from __future__ import annotations

import pytest

from corsproxy.gateway.rest_api.java_regex import Unusable, compile_java, full_match, matches


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("5\\d{2}", "502", True),
        ("5\\d{2}", "5020", False),  # the whole text, as String.matches does
        (".*four hundred.*", "Error: four hundred", True),
        (".*error.*", "line\nerror", False),  # `.` is no line break
        ("(.|\\n)*error.*", "line\nerror", True),
        ("https://.+[.]example[.]com", "https://app.example.com", True),
        ("\\p{Alpha}+", "abc", True),
        ("(?<name>a)b", "ab", True),
        ("\\Qa.b\\E", "a.b", True),
        ("\\Qa.b\\E", "axb", False),
        ("a++b", "aab", True),
        ("(", "(", False),
    ],
)
def test_patterns_match_as_in_java(pattern: str, text: str, found: bool) -> None:
    assert matches(pattern, text) is found


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+$", "((a*)*)*b", "(x+x+)+y", ".*.*.*.*.*.*z", "([a-z]+)*!"])
def test_a_pattern_that_could_run_away_is_refused_on_long_texts(pattern: str) -> None:
    with pytest.raises(Unusable):
        full_match(pattern, "a" * 5_000)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("https://([a-z0-9-]+\\.)*example\\.com", "https://one.two-three.four.example.com"),
        ("https?://(?:\\w+[.])+amplifyapp[.]com", "https://main.d123456789.amplifyapp.com"),
        ("(/[a-z]+)*", "/a/long/path/of/many/parts/that/goes/on"),
        ("(.|\\n)*Error(.|\\n)*", "a long text with an Error and a\nline break"),
        ("\\d{4}-\\d{2}-\\d{2}T(\\d{2}:?){3}", "2025-09-04T18:47:01"),
    ],
)
def test_a_repeated_group_that_can_match_in_one_way_only_is_allowed(pattern: str, text: str) -> None:
    assert full_match(pattern, text)


def test_ordinary_patterns_are_allowed_on_ordinary_texts() -> None:
    assert full_match(".*\\[BadRequest\\].*", "x" * 500 + "[BadRequest]" + "y" * 500)


def test_what_is_no_pattern_is_unusable_and_matches_nothing() -> None:
    with pytest.raises(Unusable):
        compile_java("[")
    assert not matches("[", "[")
    with pytest.raises(Unusable):
        compile_java("a" * 5_000)
