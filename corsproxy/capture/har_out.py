"""HAR 1.2 out: the entries of a capture as they were, with verdicts on them and without secrets.

Unknown fields stay, in their order; with `reveal` an entry's own bytes are copied. A verdict stands in
`comment` (a user's own comment is kept behind it) and, for programs, in `_corsproxy`.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from corsproxy.capture.capture import Capture
from corsproxy.capture.har_fields import loose
from corsproxy.capture.har_redaction import redact_entry, redact_log
from corsproxy.capture.har_split import Piece, body_of, cut
from corsproxy.capture.source import Source
from corsproxy.http.headers import Headers
from corsproxy.http.message import Exchange

COMMENT = "comment"
MACHINE = "_corsproxy"
_BETWEEN = " | "


@dataclass(frozen=True, slots=True)
class Annotation:
    """What is written on one entry: `comment` starts with `cors:…`, `machine` is JSON-able."""

    comment: str
    machine: Mapping[str, object]


_raws = msgspec.json.Decoder(dict[str, msgspec.Raw])
_encode = msgspec.json.Encoder().encode


def annotated(capture: Capture, on: Mapping[int, Annotation], *, reveal: bool = False) -> Iterator[bytes]:
    """The capture as a HAR file, in pieces. `on` is by entry index; a flow file becomes a HAR of its exchanges."""
    source = capture.source
    pieces = cut(source.data) if source is not None else None
    if source is None or pieces is None:
        yield from _written(capture, on, reveal=reveal)
        return
    before, after = _around(source, pieces.log, reveal=reveal)
    yield before
    for index, piece in enumerate(pieces.entries):
        entry = _entry(piece, on.get(index), reveal=reveal)
        yield (b",\n" if index else b"\n") + entry
    yield after


def _around(source: Source, known: Mapping[str, object], *, reveal: bool) -> tuple[bytes, bytes]:
    """What stands before and after the entries, the unknown members of the file and of its log included."""
    try:
        document = _raws.decode(body_of(source.data))
        log = _raws.decode(document["log"])
    except (msgspec.MsgspecError, ValueError, KeyError, RecursionError):
        document = {"log": msgspec.Raw(b"{}")}
        log = {name: msgspec.Raw(_json(value)) for name, value in known.items()} | {"entries": msgspec.Raw(b"[]")}
    if not reveal:
        log = {name: raw if name == "entries" else _redacted(raw) for name, raw in log.items()}
        document = {name: raw if name == "log" else _redacted(raw) for name, raw in document.items()}
    log = {**log, "entries": msgspec.Raw(b"[\0]")}
    document = {**document, "log": msgspec.Raw(_encode(log))}
    before, _, after = _encode(document).partition(b"[\0]")
    return before + b"[", b"\n]" + after + b"\n"


def _redacted(raw: msgspec.Raw) -> msgspec.Raw:
    return msgspec.Raw(_json(redact_log(loose(raw))))


def _json(value: object) -> bytes:
    """JSON of any decoded value; what JSON cannot say (NaN, lone surrogates) becomes null and U+FFFD."""
    try:
        return _encode(value)
    except (msgspec.MsgspecError, ValueError, TypeError):
        text = json.dumps(value, default=str)
        return _encode(msgspec.json.decode(_sound(text)))


def _sound(text: str) -> bytes:
    parsed = json.loads(text, parse_constant=lambda _: None)
    return json.dumps(_without_surrogates(parsed), ensure_ascii=False).encode()


def _without_surrogates(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_without_surrogates(each) for each in value]
    if isinstance(value, dict):
        return {_without_surrogates(name): _without_surrogates(each) for name, each in value.items()}
    return value


def _entry(piece: Piece | None, note: Annotation | None, *, reveal: bool) -> bytes:
    if reveal and piece is not None:
        try:
            members = _raws.decode(piece)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            pass
        else:
            if note is None:
                return bytes(memoryview(piece))
            users = loose(members[COMMENT]) if COMMENT in members else None
            members[COMMENT] = msgspec.Raw(_encode(_comment(note, users)))
            members[MACHINE] = msgspec.Raw(_json(note.machine))
            return _encode(members)
    value = loose(piece) if piece is not None else None
    if not isinstance(value, dict):
        # The place is kept, so that the indices of the other entries stay what they were.
        value = {COMMENT: "corsproxy: this entry could not be read"}
    entry: dict[str, Any] = value if reveal else redact_entry(value)
    if note is not None:
        entry[COMMENT] = _comment(note, entry.get(COMMENT))
        entry[MACHINE] = note.machine
    return _json(entry)


def _comment(note: Annotation, users: object) -> str:
    """Ours before the user's; a former one of ours is replaced."""
    kept = users if isinstance(users, str) else ""
    if kept.startswith("cors:"):
        kept = kept.partition(_BETWEEN)[2]
    return f"{note.comment}{_BETWEEN}{kept}" if kept else note.comment


def entry_from(exchange: Exchange) -> dict[str, Any]:
    """An exchange as a new HAR entry: for captures that were no HAR."""
    asked, answered = exchange.request, exchange.response
    query = asked.url.partition("?")[2]
    request: dict[str, Any] = {
        "method": asked.method,
        "url": asked.url,
        "httpVersion": asked.http_version,
        "cookies": [],
        "headers": _fields(asked.headers),
        "queryString": [
            {"name": name, "value": value}
            for name, _, value in (pair.partition("=") for pair in query.partition("#")[0].split("&"))
            if name
        ],
        "headersSize": -1,
        "bodySize": len(asked.body),
    }
    if asked.body:
        request["postData"] = {"mimeType": asked.headers.get("content-type") or "", **_body(asked.body)}
    response: dict[str, Any] = {
        "status": answered.status if answered is not None else 0,
        "statusText": answered.reason if answered is not None else "",
        "httpVersion": answered.http_version if answered is not None else "",
        "cookies": [],
        "headers": _fields(answered.headers) if answered is not None else [],
        "content": {"size": 0, "mimeType": ""},
        "redirectURL": (answered.headers.get("location") or "") if answered is not None else "",
        "headersSize": -1,
        "bodySize": len(answered.body) if answered is not None else -1,
    }
    if answered is not None:
        mime = answered.headers.get("content-type") or ""
        response["content"] = {"size": len(answered.body), "mimeType": mime, **_body(answered.body)}
    if exchange.failure:
        response["_error"] = exchange.failure
    took = max((exchange.ended - exchange.started) * 1000, 0) if exchange.ended else 0
    entry: dict[str, Any] = {
        "startedDateTime": datetime.fromtimestamp(exchange.started, UTC).isoformat(),
        "time": took,
        "request": request,
        "response": response,
        "cache": {},
        "timings": {"send": 0, "wait": took, "receive": 0},
    }
    if exchange.resource_type:
        entry["_resourceType"] = exchange.resource_type
    if exchange.connection:
        entry["connection"] = exchange.connection
    return entry


def _fields(headers: Headers) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers.lines]


def _body(body: bytes) -> dict[str, str]:
    if not body:
        return {}
    try:
        return {"text": body.decode("utf-8")}
    except UnicodeDecodeError:
        return {"text": base64.b64encode(body).decode(), "encoding": "base64"}


def _written(capture: Capture, on: Mapping[int, Annotation], *, reveal: bool) -> Iterator[bytes]:
    creator = _encode({"name": "corsproxy", "version": "1", "comment": f"from {capture.recorder or 'exchanges'}"})
    yield b'{"log":{"version":"1.2","creator":%s,"pages":[],"entries":[' % creator
    for number, exchange in enumerate(capture.exchanges):
        entry = entry_from(exchange)
        if not reveal:
            entry = redact_entry(entry)
        note = on.get(exchange.index)
        if note is not None:
            entry[COMMENT] = note.comment
            entry[MACHINE] = note.machine
        yield (b",\n" if number else b"\n") + _json(entry)
    yield b"\n]}}\n"
