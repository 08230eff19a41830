"""What a function's result becomes: both payload formats, and the inference of format 2.0.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
A result that cannot be used is a 500, never a 502.
"""

from __future__ import annotations

import binascii
import json
import re
from base64 import b64decode
from dataclasses import dataclass

from corsproxy.gateway.http_api.hostile_json import decoded
from corsproxy.gateway.provenance import Assumed, Documented, Recorded, Statement
from corsproxy.http.headers import Line

_MANUAL = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html"
TEXT = "text/plain; charset=utf-8"
JSON = "application/json"
# what the gateway writes itself, or what ends at a hop
_NOT_PASSED = frozenset(
    {"content-length", "connection", "keep-alive", "transfer-encoding", "date", "upgrade", "trailer"}
)
# https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
RESULT_LIMIT = 6 * 1024 * 1024
"""Lambda's limit of a synchronous invocation's payload, in bytes."""


@dataclass(frozen=True, slots=True)
class Result:
    """A usable result. `lines` are without content-type; `content_type` is empty where there is none."""

    status: int
    content_type: str
    lines: tuple[Line, ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class Unusable500:
    """A result that API Gateway cannot use; `why` says what is wrong with it."""

    why: str


def result_of(payload: bytes, payload_format: str, text_type: str = TEXT) -> Result | Unusable500:
    """Read what a function returned, as JSON, in its integration's payload format (`1.0` or `2.0`).

    `text_type` is the content type of a body whose function names none.
    """
    if len(payload) > RESULT_LIMIT:
        return Unusable500("the function's result is larger than 6 MB")
    try:
        value: object = decoded(payload)
    except ValueError:
        return Unusable500("the function's result is not JSON")
    if isinstance(value, dict) and "statusCode" in value:
        return _structured(value, payload_format, text_type)
    if payload_format == "1.0":
        return Unusable500("payload format 1.0 needs a result with `statusCode`; only format 2.0 infers a response")
    # inference of format 2.0: no statusCode, so 200 and the result itself
    if isinstance(value, str):
        return Result(200, JSON, (), value.encode("utf-8", "surrogatepass"))
    return Result(200, JSON, (), payload)


def _structured(value: dict[str, object], payload_format: str, text_type: str) -> Result | Unusable500:
    status = _status(value["statusCode"])
    if status is None:
        return Unusable500(f"`statusCode` is {json.dumps(value['statusCode'])}, not a number from 100 to 599")
    lines: list[Line] = []
    headers = value.get("headers")
    if headers is not None and not isinstance(headers, dict):
        return Unusable500("`headers` is not an object")
    for name, held in (headers or {}).items():
        text = _header_text(held)
        if text is None:
            return Unusable500(f"the header `{name}` is neither text, number nor boolean")
        lines.append((name, text))
    if payload_format == "1.0":
        several = _several(value.get("multiValueHeaders"))
        if several is None:
            return Unusable500("`multiValueHeaders` is not an object of lists")
        replaced = {name.lower() for name, _ in several}
        # a header in both keeps the values of both, none twice
        kept = [line for line in lines if line[0].lower() not in replaced or line not in several]
        lines = [*kept, *several]
    else:
        crumbs = value.get("cookies")
        if crumbs is not None and not (isinstance(crumbs, list) and all(isinstance(crumb, str) for crumb in crumbs)):
            return Unusable500("`cookies` is not a list of strings")
        lines += [("set-cookie", crumb) for crumb in crumbs or ()]
    body = _body(value.get("body"), value.get("isBase64Encoded"))
    if isinstance(body, Unusable500):
        return body
    content_type: str | None = None
    passed: list[Line] = []
    for name, text in lines:
        low = name.lower()
        if low == "content-type":
            content_type = text if content_type is None else content_type
        elif low not in _NOT_PASSED and _TOKEN.fullmatch(name):
            passed.append((name, _one_line(text)))
    if content_type is None:
        content_type = text_type if body else ""
    return Result(status, _one_line(content_type), tuple(passed), body)


def _status(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:4])
    return value if isinstance(value, int) and 100 <= value <= 599 else None


def _header_text(value: object) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return json.dumps(value)
    return None


def _several(value: object) -> list[Line] | None:
    if value is None:
        return []
    if not isinstance(value, dict):
        return None
    lines: list[Line] = []
    for name, held in value.items():
        if not isinstance(held, list):
            return None
        for item in held:
            text = _header_text(item)
            if text is None:
                return None
            lines.append((name, text))
    return lines


def _body(value: object, is_base64: object) -> bytes | Unusable500:
    if value is None:
        return b""
    if not isinstance(value, str):
        return Unusable500("`body` is not a string; JSON.stringify it or leave `statusCode` out")
    if is_base64 is not True:
        return value.encode("utf-8", "surrogatepass")
    try:
        return b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return Unusable500("`isBase64Encoded` is true but `body` is not base64")


def _one_line(value: str) -> str:
    """A header value that cannot break out of its line, whatever the function returned; UTF-8 on the wire."""
    if not value.isascii():
        value = value.encode("utf-8", "surrogatepass").decode("latin-1")
    if value.isprintable():
        return value.strip()
    return value.replace("\r", " ").replace("\n", " ").replace("\0", " ").strip()


STATEMENTS = (
    Statement(
        "http-api",
        "Format 2.0 infers 200 and application/json from a result without statusCode.",
        Documented(_MANUAL),
    ),
    Statement("http-api", "Format 1.0 infers nothing: a result without statusCode is a 500.", Documented(_MANUAL)),
    Statement(
        "http-api",
        "A string body without content-type is sent as text/plain; charset=utf-8.",
        Recorded("HTTPie transcripts of four APIs", "2020-2024"),
    ),
    Statement(
        "http-api",
        "An empty body without content-type is sent without content-type.",
        Recorded("an OPTIONS request answered by a function: only content-length: 0", "2025-05-07"),
    ),
    Statement(
        "http-api",
        "A statusCode, headers, cookies or body of the wrong type makes the result unusable: 500.",
        Assumed("the manual says that the format must be kept; which deviations are forgiven is not recorded"),
    ),
    Statement(
        "http-api",
        "multiValueHeaders has no effect in format 2.0.",
        Assumed("the manual's format 2.0 has no such key; use `cookies` for several set-cookie headers"),
    ),
)
