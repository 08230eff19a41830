from __future__ import annotations

import pytest

from corsproxy.dashboard.strike import by_names


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://api.example.com/a?token=abc&lang=en", "https://api.example.com/a?token=[redacted]&lang=en"),
        ("a token eyJhbGciOi.eyJzdWIiOi.c2ln stands here", "a token [redacted] stands here"),
        (
            "Access to fetch at 'https://a.example/?key=abc' from",
            "Access to fetch at 'https://a.example/?key=[redacted]' from",
        ),
        ("GET /items", "GET /items"),
    ],
)
def test_secrets_that_show_by_name_or_shape_are_struck(text: str, shown: str) -> None:
    assert by_names(())(text) == shown
