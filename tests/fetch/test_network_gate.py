"""What is never sent: mixed content, and local networks that were not asked for."""

from __future__ import annotations

import pytest

from corsproxy.fetch.network_gate import address_space, is_loopback


@pytest.mark.parametrize(
    ("host", "space"),
    [
        ("localhost", "loopback"),
        ("a.localhost", "loopback"),
        ("127.9.9.9", "loopback"),
        ("[::1]", "loopback"),
        ("0.0.0.0", "loopback"),
        ("10.0.0.1", "local"),
        ("192.168.1.1", "local"),
        ("169.254.1.1", "local"),
        ("100.64.0.1", "local"),
        ("[fd00::1]", "local"),
        ("[fe80::1]", "local"),
        ("8.8.8.8", "public"),
        ("example.com", "public"),
    ],
)
def test_address_spaces(host: str, space: str) -> None:
    assert address_space(host) == space


def test_loopback_is_told_by_the_whole_label() -> None:
    assert not is_loopback("notlocalhost")
    assert not is_loopback("localhost.example.com")
