"""mitmproxy flows as exchanges: live ones and those of a flow file.

https://docs.mitmproxy.org/stable/api/mitmproxy/http.html
"""

from __future__ import annotations

from mitmproxy import http

from corsproxy.http.headers import Headers, Line
from corsproxy.http.message import Exchange, Request, Response


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
        index=index,
    )
