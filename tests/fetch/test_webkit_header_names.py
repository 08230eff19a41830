"""The names WebKit knows, and the order in which it comes upon them."""

from __future__ import annotations

import pytest

from corsproxy.fetch.webkit_header_names import CANONICAL, customary, lookup_order


def test_known_names_come_first_then_the_authors_order() -> None:
    names = ("accept", "content-type", "x-a", "x-b")
    assert lookup_order(names, ("X-B", "Content-Type", "X-A", "Accept")) == ("content-type", "accept", "x-b", "x-a")


def test_known_names_are_spelled_canonically() -> None:
    assert (CANONICAL["content-type"], CANONICAL["dnt"]) == ("Content-Type", "DNT")
    assert "x-requested-with" not in CANONICAL


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("x-api-key", "X-Api-Key"),
        ("authorization", "Authorization"),
        ("traceparent", "traceparent"),
        ("ect", "ECT"),
        ("X-mIne", "X-mIne"),
    ],
)
def test_a_name_seen_in_lower_case_is_spelled_as_authors_mostly_do(name: str, spelled: str) -> None:
    assert customary(name) == spelled
