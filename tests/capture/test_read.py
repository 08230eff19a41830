"""A capture is known by its content."""

from __future__ import annotations

import pytest

from corsproxy.capture.read import is_flow_file, read
from corsproxy.capture.source import open_source
from corsproxy.where import Unusable
from tests.capture.making import entry, har


def test_a_har_is_read_whatever_it_is_called() -> None:
    assert len(read(har(entry())).exchanges) == 1


@pytest.mark.parametrize(
    ("start", "flows"), [(b"1234:9:", True), (b"{", False), (b":1", False), (b"12", False), (b"12a:", False)]
)
def test_netstrings_are_flows(start: bytes, flows: bool) -> None:
    assert is_flow_file(open_source(start)) is flows


@pytest.mark.parametrize("data", [b"", b"12:nonsense", b"0:~", b"plain text", b"%PDF-1.7"])
def test_anything_else_is_a_mistake(data: bytes) -> None:
    with pytest.raises(Unusable):
        read(data)
