"""What a runtime streams as a function's response, as the result that says the same in one piece.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming
The emulator knows whole responses only: what is streamed is collected first.
"""

from __future__ import annotations

import json
from base64 import b64encode

INTEGRATION_RESPONSE = "application/vnd.awslambda.http-integration-response"
_BEHIND_THE_PRELUDE = bytes(8)


def collected(content_type: str, body: bytes) -> bytes:
    """The result as JSON, for a streamed `body` of this type.

    With AWS's own type, status, headers and cookies stand before the body, in JSON, eight zero bytes between. A body
    of another type that is JSON is the result itself, as where a buffered caller invokes the function.
    """
    sent: dict[str, object]
    if content_type.partition(";")[0].strip().lower() == INTEGRATION_RESPONSE:
        prelude, _, body = body.partition(_BEHIND_THE_PRELUDE)
        sent = _object(prelude)
    elif _is_json(body):
        return body
    else:
        sent = {"headers": {"content-type": content_type or "application/octet-stream"}}
    whole = {"statusCode": 200, **sent, "body": b64encode(body).decode("ascii"), "isBase64Encoded": True}
    return json.dumps(whole).encode()


def _object(prelude: bytes) -> dict[str, object]:
    """An object, or a status that cannot be used where the prelude is none."""
    try:
        found: object = json.loads(prelude)
    except (ValueError, RecursionError):
        found = None
    return found if isinstance(found, dict) else {"statusCode": "the prelude of the streamed response is no object"}


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True
