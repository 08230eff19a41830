"""The error documents that the Lambda service itself writes, word for word.

https://docs.aws.amazon.com/lambda/latest/dg/python-exceptions.html
https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html
"""

from __future__ import annotations

import json
from datetime import UTC, datetime

# what the Invoke API returns at most: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
MOST_RESULT = 6_291_556

# "killed" is also what running out of memory looks like
_SIGNALS = {9: "killed", 11: "segmentation fault", 6: "aborted", 15: "terminated"}


def timed_out(request_id: str, seconds: float, at: float) -> bytes:
    """The function used up its own timeout; `at` is seconds since the epoch."""
    stamp = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    return json.dumps({"errorMessage": f"{stamp} {request_id} Task timed out after {seconds:.2f} seconds"}).encode()


def exited(request_id: str, code: int) -> bytes:
    """The runtime's process ended before the result came; `code` as subprocess has it (negative: a signal)."""
    if code < 0:
        how = f"signal: {_SIGNALS.get(-code, f'signal {-code}')}"
    elif code:
        how = f"exit status {code}"
    else:
        return _document(
            "Runtime.ExitError", f"RequestId: {request_id} Error: Runtime exited without providing a reason"
        )
    return _document("Runtime.ExitError", f"RequestId: {request_id} Error: Runtime exited with error: {how}")


def no_entrypoint(request_id: str, problem: str) -> bytes:
    """There is nothing that could be started."""
    return _document("Runtime.InvalidEntrypoint", f"RequestId: {request_id} Error: {problem}")


def result_too_large(size: int) -> bytes:
    """The handler's result has `size` bytes, which is more than the Invoke API returns."""
    return _document(
        "Function.ResponseSizeTooLarge",
        f"Response payload size ({size} bytes) exceeded maximum allowed payload size ({MOST_RESULT} bytes).",
    )


def _document(kind: str, message: str) -> bytes:
    return json.dumps({"errorType": kind, "errorMessage": message}).encode()
