"""Why a function failed is told from Lambda's own error document, whatever stands in that."""

from __future__ import annotations

import pytest

from corsproxy.gateway.function_failure import failed_because

GENERIC = "the function failed (it raised, exited or ran out of its own timeout)"


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        (b'{"errorMessage":"no such item","errorType":"ValueError","stackTrace":[]}', "ValueError: no such item"),
        (b'{"errorMessage":"2026-01-01T00:00:00.000Z c6af9ac6 Task timed out after 3.00 seconds"}',
         "Task timed out after 3.00 seconds"),
        (b'{"errorType":"Runtime.ExitError","errorMessage":"RequestId: c6af9ac6 Error: Runtime exited with error: x"}',
         "Runtime.ExitError: Runtime exited with error: x"),
        (b'{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: c6 Error: Task timed out after 1.00 seconds"}',
         "Sandbox.Timedout: Task timed out after 1.00 seconds"),
    ],
)  # fmt: skip
def test_type_and_message_are_told_without_ids_and_dates(payload: bytes, words: str) -> None:
    assert failed_because(payload) == f"the function failed: {words}"


@pytest.mark.parametrize(
    "payload", [b"", b"{}", b"[1]", b"nonsense", b"[" * 5000, b'{"errorType":1,"errorMessage":""}']
)
def test_a_document_that_says_nothing_is_told_as_such(payload: bytes) -> None:
    assert failed_because(payload) == GENERIC


def test_a_long_message_is_cut() -> None:
    assert len(failed_because(b'{"errorMessage":"' + b"x" * 9999 + b'"}')) < 250
