"""The verdict as response headers, for people who live in DevTools. Off unless asked for.

Script cannot read them (they are not exposed), and no browser's CORS decision looks at them.
https://w3c.github.io/server-timing/#the-server-timing-header-field
"""

from __future__ import annotations

from mitmproxy import http

from corsproxy.diagnose.assess import Assessment
from corsproxy.proxy.verdict_text import badges, error_text, word_of, writer

VERDICT = "x-corsproxy-verdict"
TIMING = "server-timing"


def add(flow: http.HTTPFlow, assessment: Assessment) -> None:
    """Add both headers to the flow's response, replacing our own earlier ones."""
    if flow.response is None:
        return
    word = word_of(assessment).value.partition(":")[2]
    parts = [word, badges(assessment), error_text(assessment), f"by {who}" if (who := writer(assessment)) else ""]
    text = _header_text("; ".join(part for part in parts if part))
    flow.response.headers[VERDICT] = text
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    flow.response.headers.add(TIMING, f'cors;desc="{quoted}"')


def _header_text(text: str) -> str:
    """Printable ASCII only: what a field value may hold everywhere."""
    return "".join(c if " " <= c <= "~" else "?" for c in text)
