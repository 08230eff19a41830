"""A capture without lines answers no place."""

from __future__ import annotations

from corsproxy.capture.capture import Capture


def test_a_capture_that_has_no_lines_names_none() -> None:
    assert Capture(()).lines_of([0, 1]) == {}
