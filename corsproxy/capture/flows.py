"""mitmproxy flows as exchanges: live ones and those of a flow file.

https://docs.mitmproxy.org/stable/api/mitmproxy/http.html Flow files are netstrings, one flow each; mitmproxy's
own converters bring those of older versions up to date. mitmproxy 11 and 12 write the same format (21).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from mitmproxy import flow as mitmproxy_flow
from mitmproxy import http
from mitmproxy.io import compat, tnetstring

from corsproxy.capture.capture import Capture
from corsproxy.capture.har import Progress
from corsproxy.capture.source import Source, open_source
from corsproxy.http.headers import Headers, Line
from corsproxy.http.message import Exchange, Gap, Request, Response
from corsproxy.where import Mistake, Unusable, Where

_LENGTH = re.compile(rb"([0-9]{1,12}):")
_RELEASE_EVERY = 16 << 20
_NAMED_AT_MOST = 10


def _lines(fields: tuple[tuple[bytes, bytes], ...]) -> list[Line]:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in fields]


def exchange_of(flow: http.HTTPFlow, *, index: int = -1, body_limit: int | None = None) -> Exchange:
    """The flow as an exchange; bodies stand as sent, cut to `body_limit` bytes where one is given.

    The URL is what the client asked for: its Host (or :authority), not the address that was dialled.
    """
    sent, answered = flow.request, flow.response
    lines = _lines(sent.headers.fields)
    if sent.authority and sent.http_version.startswith(("HTTP/2", "HTTP/3")) and "host" not in sent.headers:
        lines.insert(0, ("host", sent.authority))
    bodies = [sent.raw_content, answered.raw_content if answered is not None else b""]
    cut = body_limit is not None and any(body is not None and len(body) > body_limit for body in bodies)
    request = Request(
        sent.method,
        sent.pretty_url,
        Headers(lines),
        (sent.raw_content or b"")[:body_limit],
        sent.http_version,
    )
    response = None
    if answered is not None:
        response = Response(
            answered.status_code,
            Headers(_lines(answered.headers.fields)),
            (answered.raw_content or b"")[:body_limit],
            answered.reason or "",
            answered.http_version,
        )
    return Exchange(
        request,
        response,
        failure=flow.error.msg if flow.error else "",
        started=sent.timestamp_start or 0.0,
        ended=(answered.timestamp_end if answered is not None else None) or 0.0,
        connection=flow.client_conn.id,
        resource_type="websocket" if flow.websocket is not None else "",
        index=index,
        # None is mitmproxy's word for a body that was streamed past it
        gaps=frozenset({Gap.BODY}) if cut or None in bodies else frozenset(),
    )


def read_flows(path: str | Path | bytes, *, body_limit: int | None = None) -> Capture:
    """Read a flow file of mitmproxy 0.11 to 12; `-` is standard input. Raises `Unusable` when it is none."""
    return read_flow_source(open_source(path), body_limit=body_limit)


def _frames(source: Source) -> Iterator[bytes | str]:
    """Each netstring of the file; a text instead says why the rest cannot be cut."""
    data = source.data
    position = 0
    size = len(data)
    while position < size:
        found = _LENGTH.match(data, position)
        if found is None:
            yield f"at byte {position} the file stops being a flow file; what came before was read."
            return
        end = found.end() + int(found.group(1)) + 1
        if end > size:
            yield f"the file ends in the middle of a flow (byte {position}); the flows before it were read."
            return
        yield data[position:end]
        position = end


def read_flow_source(source: Source, *, body_limit: int | None = None, progress: Progress | None = None) -> Capture:
    """`read_flows` for an open source. `Exchange.index` counts all flows of the file, HTTP or not."""
    exchanges: list[Exchange] = []
    notes = [*source.notes]
    bad: list[str] = []
    others: dict[str, int] = {}
    done = released = 0
    for index, frame in enumerate(_frames(source)):
        if isinstance(frame, str):
            notes.append(f"{source.name}: {frame}")
            break
        done += len(frame)
        try:
            state = tnetstring.loads(frame)
            if not isinstance(state, dict):
                raise ValueError("is not a flow")
            flow = mitmproxy_flow.Flow.from_state(compat.migrate_flow(state))
            if isinstance(flow, http.HTTPFlow):
                exchanges.append(exchange_of(flow, index=index, body_limit=body_limit))
            else:
                others[flow.type] = others.get(flow.type, 0) + 1
        except Exception as error:  # a hostile state can raise anything in mitmproxy's converters
            bad.append(f"{source.name}: flow {index} cannot be read ({type(error).__name__}); it was left out.")
        if done - released > _RELEASE_EVERY:
            source.release(done)
            released = done
            if progress is not None:
                progress(done, len(source.data))
    if progress is not None:
        progress(len(source.data), len(source.data))
    if not exchanges and not others:
        raise Unusable(
            Mistake(
                f"no flow of this file can be read{': ' + (bad or notes)[0] if bad or notes else ''}.",
                Where(source.name),
                "Save the flows again with `mitmdump -w FILE`.",
            )
        )
    if len(bad) > _NAMED_AT_MOST:
        bad = [*bad[:_NAMED_AT_MOST], f"{source.name}: {len(bad) - _NAMED_AT_MOST} more flows cannot be read."]
    notes += bad
    notes += [
        f"{source.name}: {count} {kind} flows are not HTTP and were left out." for kind, count in others.items()
    ]
    return Capture(tuple(exchanges), tuple(notes), name=source.name, recorder="mitmproxy")
