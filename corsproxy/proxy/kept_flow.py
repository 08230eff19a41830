"""As much of a flow as a verdict needs, in one flat tuple: thousands are kept, and the garbage collector walks them.

A flow's own life is mitmproxy's decision, and long bodies are not kept.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from mitmproxy import connection, flow, http

from corsproxy.proxy.ledger import BODY_LIMIT


class KeptFlow(NamedTuple):
    """A flow at the moment when it was kept; `request` and `response` hold the constructors' values in order."""

    client: connection.Client
    server: connection.Server
    request: tuple[Any, ...]
    response: tuple[Any, ...] | None
    failure: str | None

    def flow(self) -> http.HTTPFlow:
        """A flow like the one that was kept."""
        made = http.HTTPFlow(self.client, self.server)
        host, port, method, scheme, authority, path, version, fields, content, begun, ended = self.request
        made.request = http.Request(
            host, port, method, scheme, authority, path, version, http.Headers(fields), content, None, begun, ended
        )
        if self.response is not None:
            version, status, reason, fields, content, begun, ended = self.response
            made.response = http.Response(version, status, reason, http.Headers(fields), content, None, begun, ended)
        if self.failure is not None:
            made.error = flow.Error(self.failure)
        return made


def kept(whole: http.HTTPFlow) -> KeptFlow:
    """Keep what a verdict needs of this flow; bodies up to one byte more than is looked at: that it was cut shows."""
    sent = whole.request.data
    answered = whole.response.data if whole.response is not None else None
    request = (
        sent.host, sent.port, sent.method, sent.scheme, sent.authority, sent.path, sent.http_version,
        sent.headers.fields, _cut(sent.content), sent.timestamp_start, sent.timestamp_end,
    )  # fmt: skip
    response = None
    if answered is not None:
        response = (
            answered.http_version, answered.status_code, answered.reason, answered.headers.fields,
            _cut(answered.content), answered.timestamp_start, answered.timestamp_end,
        )  # fmt: skip
    failure = whole.error.msg if whole.error is not None else None
    return KeptFlow(whole.client_conn, whole.server_conn, request, response, failure)


def _cut(body: bytes | None) -> bytes | None:
    return body if body is None or len(body) <= BODY_LIMIT else body[: BODY_LIMIT + 1]
