"""Lambda's own errors, word for word."""

from __future__ import annotations

import json

import pytest

from corsproxy.emulator import lambda_error


def test_a_timeout_is_told_as_lambda_tells_it() -> None:
    said = json.loads(lambda_error.timed_out("id-1", 3, 1704067200.123))
    assert said == {"errorMessage": "2024-01-01T00:00:00.123Z id-1 Task timed out after 3.00 seconds"}


@pytest.mark.parametrize(
    ("code", "how"),
    [
        (1, "Error: Runtime exited with error: exit status 1"),
        (-9, "Error: Runtime exited with error: signal: killed"),
        (-11, "Error: Runtime exited with error: signal: segmentation fault"),
        (-99, "Error: Runtime exited with error: signal: signal 99"),
        (0, "Error: Runtime exited without providing a reason"),
    ],
)
def test_an_exit_is_told_as_lambda_tells_it(code: int, how: str) -> None:
    said = json.loads(lambda_error.exited("id-1", code))
    assert said == {"errorType": "Runtime.ExitError", "errorMessage": f"RequestId: id-1 {how}"}


def test_the_other_errors_have_their_types() -> None:
    assert json.loads(lambda_error.no_entrypoint("id-1", "x"))["errorType"] == "Runtime.InvalidEntrypoint"
    assert json.loads(lambda_error.result_too_large(7))["errorType"] == "Function.ResponseSizeTooLarge"
