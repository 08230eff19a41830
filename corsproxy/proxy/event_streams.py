"""Server-sent events pass on as they come: a page that waits for one would wait for ever otherwise.

mitmproxy holds a response until it is whole, and such a stream may have no end.
https://html.spec.whatwg.org/multipage/server-sent-events.html
https://docs.mitmproxy.org/stable/overview/features/#streaming
"""

from __future__ import annotations

from mitmproxy import http


class EventStreams:
    """The addon; it stands before those that treat streamed responses otherwise."""

    name = "corsproxy-event-streams"

    def responseheaders(self, flow: http.HTTPFlow) -> None:
        """Let the body through."""
        response = flow.response
        if response is None or response.stream:
            return
        if response.headers.get("content-type", "").partition(";")[0].strip().lower() == "text/event-stream":
            response.stream = True
