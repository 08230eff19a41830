"""The fields of a HAR entry that matter, as typed structs, and what to do where a recorder wrote others.

http://www.softwareishard.com/blog/har-12-spec/ Only these fields are decoded; the rest is skipped at C speed.
An entry that does not fit (a status as text, headers as an object, NaN, a broken escape) is decoded
loosely and brought into shape.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import msgspec

from corsproxy.capture.har_split import Piece

NOTHING = msgspec.Raw()


class Field(msgspec.Struct, gc=False):
    """One header as HAR has it."""

    name: str
    value: str = ""


class Content(msgspec.Struct):
    """`text` stays undecoded: most bodies are never looked at. `file` is the archive's member that holds the body, as
    Playwright writes it."""

    text: msgspec.Raw = NOTHING
    encoding: str | None = None
    size: float | None = None
    file: str | None = msgspec.field(default=None, name="_file")


class PostData(msgspec.Struct):
    """A request body; `params` alone are no body as sent, so they are not read."""

    text: msgspec.Raw = NOTHING
    encoding: str | None = msgspec.field(default=None, name="encoding")


class HarRequest(msgspec.Struct):
    """`headers` stays undecoded: equal header lists are decoded once."""

    url: str
    method: str = "GET"
    httpVersion: str | None = None
    headers: msgspec.Raw = NOTHING  # a union with None would not stay raw; `null` is a list of nothing
    bodySize: float | None = None
    postData: PostData | None = None


class HarResponse(msgspec.Struct):
    """`error` is Chromium's and mitmproxy's `_error`."""

    status: int | None = 0
    statusText: str | None = None
    httpVersion: str | None = None
    headers: msgspec.Raw = NOTHING  # a union with None would not stay raw; `null` is a list of nothing
    content: Content | None = None
    error: str | None = msgspec.field(default=None, name="_error")


class Initiator(msgspec.Struct):
    """Chromium says here that an OPTIONS request is a CORS-preflight request."""

    type: str | None = None


class HarEntry(msgspec.Struct):
    """One entry of `log.entries`."""

    request: HarRequest
    response: HarResponse | None = None
    startedDateTime: str | None = None
    time: float | None = None
    pageref: str | None = None
    connection: str | None = None
    connection_id: str | None = msgspec.field(default=None, name="_connectionId")
    resource_type: str | None = msgspec.field(default=None, name="_resourceType")
    error: str | None = msgspec.field(default=None, name="_error")
    initiator: Initiator | None = msgspec.field(default=None, name="_initiator")


_entry = msgspec.json.Decoder(HarEntry)
_fields = msgspec.json.Decoder(list[Field])
_text = msgspec.json.Decoder(str)


class Unreadable(Exception):
    """An entry that holds no request; the text says why, in words for a note."""


def entry_of(piece: Piece) -> HarEntry:
    """Decode one entry. Raises `Unreadable`."""
    try:
        return _entry.decode(piece)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return _loosely(piece)


def fields_of(raw: Piece | None) -> list[Field]:
    """Decode a header list; anything that is no list of names and values gives what can be made of it."""
    if raw is None or not raw:
        return []
    try:
        return _fields.decode(raw)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return _loose_fields(loose(raw))


def text_of(raw: Piece) -> str:
    """Decode a JSON string; empty for anything else."""
    if not raw:
        return ""
    try:
        return _text.decode(raw)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        value = loose(raw)
        return value if isinstance(value, str) else ""


def loose(raw: Piece) -> object:
    """Whatever the JSON says, NaN, control characters, lone surrogates and bad UTF-8 included; None if it is none."""
    try:
        return json.loads(bytes(raw).decode("utf-8", "surrogateescape"), strict=False)
    except (ValueError, RecursionError):
        return None


def _string(value: object) -> str | None:
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) else None


def _number(value: object) -> float | None:
    try:
        return float(value) if isinstance(value, str | int | float) else None
    except (ValueError, OverflowError):
        return None


def _status(value: object) -> int:
    number = _number(value)
    return int(number) if number is not None and 0 <= number < 10_000 else 0


def _loose_fields(value: object) -> list[Field]:
    pairs: list[tuple[object, object]] = []
    if isinstance(value, Mapping):  # {"Content-Type": "text/html"}
        for name, given in value.items():
            pairs += [(name, each) for each in given] if isinstance(given, list) else [(name, given)]
    elif isinstance(value, list):
        for item in value:
            if isinstance(item, Mapping):
                pairs.append((item.get("name"), item.get("value")))
            elif isinstance(item, list) and len(item) == 2:  # [["Content-Type", "text/html"]]
                pairs.append((item[0], item[1]))
            elif isinstance(item, str) and ":" in item:  # ["Content-Type: text/html"]
                name, _, given = item.partition(":")
                pairs.append((name.strip(), given.strip()))
    elif isinstance(value, str):  # the raw text of the message's head
        return _loose_fields([line for line in value.splitlines() if not line.startswith("HTTP/")])
    return [Field(name, _string(given) or "") for name, given in pairs if isinstance(name, str) and name]


def _raw(value: object) -> msgspec.Raw:
    if value is None:
        return NOTHING
    # json escapes lone surrogates, which msgspec would refuse to write
    return msgspec.Raw(json.dumps(value).encode())


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _loosely(piece: Piece) -> HarEntry:
    value = loose(piece)
    if value is None:
        raise Unreadable("is not valid JSON")
    if not isinstance(value, Mapping):
        raise Unreadable("is not a JSON object")
    request, response = value.get("request"), value.get("response")
    if not isinstance(request, Mapping):
        raise Unreadable("has no request")
    url = request.get("url")
    if not isinstance(url, str) or not url:
        raise Unreadable("has a request without a URL")
    post, content = _mapping(request.get("postData")), _mapping(_mapping(response).get("content"))
    return HarEntry(
        request=HarRequest(
            url=url,
            method=_string(request.get("method")) or "GET",
            httpVersion=_string(request.get("httpVersion")),
            headers=_raw(request.get("headers")),
            bodySize=_number(request.get("bodySize")),
            postData=PostData(_raw(post.get("text")), _string(post.get("encoding"))) if post else None,
        ),
        response=HarResponse(
            status=_status(response.get("status")),
            statusText=_string(response.get("statusText")),
            httpVersion=_string(response.get("httpVersion")),
            headers=_raw(response.get("headers")),
            content=Content(
                _raw(content.get("text")), _string(content.get("encoding")), _number(content.get("size"))
            ),
            error=_string(response.get("_error")),
        )
        if isinstance(response, Mapping)
        else None,
        startedDateTime=_string(value.get("startedDateTime")),
        time=_number(value.get("time")),
        pageref=_string(value.get("pageref")),
        connection=_string(value.get("connection")),
        connection_id=_string(value.get("_connectionId")),
        resource_type=_string(value.get("_resourceType")),
        error=_string(value.get("_error")),
        initiator=Initiator(_string(_mapping(value.get("_initiator")).get("type"))),
    )
