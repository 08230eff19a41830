"""Why a function failed, in words for people; clients are never told."""

from __future__ import annotations

import json
import re

_LONGEST = 200
# what Lambda writes in front: `2026-01-01T00:00:00.000Z {id} Task timed out …`, `RequestId: {id} Error: …`
_FRONT = re.compile(r"^(?:RequestId: \S+ (?:Error: )?|\S+Z \S+ (?=Task timed out))")


def failed_because(payload: bytes) -> str:
    """`the function failed: ValueError: no such item`, from Lambda's error document `payload`."""
    try:
        document = json.loads(payload)
    except (ValueError, RecursionError):
        document = None
    said = document if isinstance(document, dict) else {}
    kind, message = said.get("errorType"), said.get("errorMessage")
    words = [_FRONT.sub("", one) for one in (kind, message) if isinstance(one, str) and one]
    if not words:
        return "the function failed (it raised, exited or ran out of its own timeout)"
    told = ": ".join(words)
    return f"the function failed: {told if len(told) <= _LONGEST else f'{told[:_LONGEST]}…'}"
