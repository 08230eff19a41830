"""Each step has a title a person can read, once, and a place in a standard."""

from __future__ import annotations

from corsproxy.fetch.rule import Rule


def test_titles_are_unique_and_lead_somewhere() -> None:
    assert len({rule.title for rule in Rule}) == len(Rule)
    assert all(rule.spec.startswith("https://") for rule in Rule)
