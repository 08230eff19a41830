"""JSON from whom nobody knows."""

from __future__ import annotations

import pytest

from corsproxy.gateway.http_api.hostile_json import DEEPEST, decoded


@pytest.mark.parametrize(
    ("payload", "value"),
    [
        (b'{"a": [1, null]}', {"a": [1, None]}),
        (b"[" + b"[]," * 500 + b"[]]", [[]] * 501),
        (b'"' + b"[" * 500 + b'"', "[" * 500),
    ],
)
def test_what_is_json_is_read_however_wide(payload: bytes, value: object) -> None:
    assert decoded(payload) == value


def test_the_deepest_that_is_read_and_one_more() -> None:
    decoded(b"[" * DEEPEST + b"]" * DEEPEST)
    decoded(b'{"a":' * DEEPEST + b"1" + b"}" * DEEPEST)
    with pytest.raises(ValueError, match="deeply"):
        decoded(b"[" * (DEEPEST + 2) + b"]" * (DEEPEST + 2))


@pytest.mark.parametrize("payload", [b"", b"{", b"\xff", b"[" * 100_000, b"[" * 100_000 + b"]" * 100_000])
def test_everything_else_is_a_value_error(payload: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        decoded(payload)
