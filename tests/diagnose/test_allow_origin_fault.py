"""What is wrong with a value of Access-Control-Allow-Origin is named, and both values are quoted."""

from __future__ import annotations

import pytest

from corsproxy.diagnose.allow_origin_fault import one_value, several_values
from corsproxy.http.headers import Headers

PAGE = "https://app.example.com"


@pytest.mark.parametrize(
    ("value", "fault", "says"),
    [
        ("https://app.example.com/", "allow-origin-trailing-slash", "more than the origin"),
        ("https://app.example.com:443", "allow-origin-trailing-slash", "more than the origin"),
        ("HTTPS://APP.example.com", "allow-origin-trailing-slash", "more than the origin"),
        ("http://app.example.com", "allow-origin-other", "the scheme differs"),
        ("https://app.example.com:8443", "allow-origin-other", "the port differs"),
        ("https://www.app.example.com", "allow-origin-other", "www"),
        ("https://other.example", "allow-origin-other", "the host differs"),
        ("app.example.com", "allow-origin-without-scheme", ""),
        ("localhost:3000", "allow-origin-without-scheme", ""),
        ("https://*.example.com", "allow-origin-pattern", ""),
        ("^https://.*$", "allow-origin-pattern", ""),
        ("$http_origin", "allow-origin-pattern", ""),
        ("'*'", "allow-origin-quoted", ""),
        ('"https://app.example.com"', "allow-origin-quoted", ""),
        ("null", "allow-origin-null", ""),
        ("", "allow-origin-other", ""),
    ],
)
def test_one_value(value: str, fault: str, says: str) -> None:
    name, sentence = one_value(value, PAGE)
    assert name == fault
    assert says in sentence
    assert value in sentence
    assert PAGE in sentence


def test_localhost_and_the_loopback_address_are_told_apart() -> None:
    assert "127.0.0.1" in one_value("http://localhost:3000", "http://127.0.0.1:3000")[1]


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (["https://a.example, https://b.example"], "allow-origin-list"),
        (["https://a.example https://b.example"], "allow-origin-list"),
        (["*, *"], "allow-origin-in-two-places"),
        (["*, https://a.example"], "allow-origin-in-two-places"),
        (["https://a.example", "https://b.example"], "allow-origin-in-two-places"),
    ],
)
def test_several_values(lines: list[str], fault: str) -> None:
    assert several_values(Headers(("Access-Control-Allow-Origin", line) for line in lines)) == fault
