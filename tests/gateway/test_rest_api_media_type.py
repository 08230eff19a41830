"""Binary media types."""

from __future__ import annotations

import pytest

from corsproxy.gateway.rest_api.media_type import is_binary, media_type_of


@pytest.mark.parametrize(
    ("value", "types", "binary"),
    [
        ("image/png", ("image/png",), True),
        ("image/png; q=1, text/html", ("image/png",), True),
        ("text/html, image/png", ("image/png",), False),
        ("IMAGE/PNG", ("image/png",), True),
        ("image/jpeg", ("image/*",), True),
        ("image/*", ("image/png",), False),
        ("image/*", ("image/*",), True),
        ("random/test", ("*/test",), False),
        ("*/test", ("*/test",), False),
        ("*/*", ("image/png", "*/test"), False),
        ("application", ("application/*",), False),
        ("text/html", ("*/*",), True),
        (None, ("*/*",), True),
        (None, ("image/png",), False),
        ("image/png", (), False),
        ("image/png", ("image~1png",), True),  # as the control plane spells it in patches
    ],
)
def test_the_first_media_type_is_compared(value: str | None, types: tuple[str, ...], binary: bool) -> None:
    assert is_binary(value, types) is binary


def test_parameters_are_no_part_of_a_media_type() -> None:
    assert media_type_of("Text/HTML; charset=utf-8") == "text/html"
    assert media_type_of(None) == ""
