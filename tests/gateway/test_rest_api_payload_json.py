"""Payloads as JSON."""

from __future__ import annotations

from typing import Any

import pytest

from corsproxy.gateway.rest_api.payload_json import NotJson, document_of


@pytest.mark.parametrize(
    ("payload", "document"),
    [
        (b"", {}), (b" \n", {}), (b'{"a": 1}', {"a": 1}), (b" [1]", [1]), (b"null", None), (b"7", 7),
        (b"a=b&c=d", "a=b&c=d"), (b"<a/>", "<a/>"), (b"\xff", "\ufffd"),
    ],
)  # fmt: skip
def test_a_payload_is_its_json_or_its_text_or_an_empty_object(payload: bytes, document: Any) -> None:
    assert document_of(payload) == document
    assert document_of(payload.decode("utf-8", "replace")) == document


@pytest.mark.parametrize("payload", [b"{", b" \n[1,", b'"a', b"'a'", b"[" * 100_000])
def test_what_begins_like_json_must_be_json(payload: bytes) -> None:
    with pytest.raises(NotJson):
        document_of(payload)
