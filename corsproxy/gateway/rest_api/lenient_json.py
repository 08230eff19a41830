"""The status code in what a MOCK's request template rendered, read as leniently as AWS reads it.

`{"statusCode": 200}`, `{statusCode:200}` and `{ statusCode : 200 }` all say 200.
"""

from __future__ import annotations

import json
import re

from corsproxy.gateway.provenance import Assumed, Recorded, Statement

STATEMENTS = (
    Statement(
        "rest-api",
        "A MOCK's request template may be JSON without quotes around its keys, and with nearly anything behind them; "
        "what never closes, and a key that is quoted on one side, give no status",
        Recorded("CDK's and Serverless's templates on a deployed API; LocalStack's list of tried ones", "2024-11-29"),
    ),
    Statement(
        "rest-api",
        "A number in quotes counts as the status; comments, single quotes and a trailing comma are tolerated",
        Assumed("AWS's parser is unknown; Jackson with its lenient features tolerates these"),
    ),
)

_LENIENT = re.compile(
    r"""^\s*\{(?:.*?[{,\s])??(?P<mark>["']?)statusCode(?P=mark)\s*:\s*["']?(?P<status>\d{3})["']?\s*[,}]""",
    re.DOTALL,
)


def status_code(text: str) -> int | None:
    """The integer `statusCode` of an object, or None when there is none to be read."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        match = _LENIENT.match(text) if len(text) < 100_000 and text.rstrip().endswith("}") else None
        return int(match["status"]) if match else None
    value = document.get("statusCode") if isinstance(document, dict) else None
    if isinstance(value, str) and value.strip().isdecimal() and len(value) < 9:
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
