"""Any capture file, by its content and never by its name."""

from __future__ import annotations

from pathlib import Path

from corsproxy.capture.capture import Capture
from corsproxy.capture.har import Progress, read_source
from corsproxy.capture.har_split import body_of
from corsproxy.capture.source import Source, open_source


def is_flow_file(source: Source) -> bool:
    """True for mitmproxy's netstrings: a length in digits, then a colon."""
    start = bytes(body_of(source.data)[:16])
    length, colon, _ = start.partition(b":")
    return bool(colon) and length.isdigit()


def read(
    path: str | Path | bytes,
    *,
    body_limit: int | None = None,
    progress: Progress | None = None,
) -> Capture:
    """Read a HAR file or a mitmproxy flow file; `-` is standard input. Raises `Unusable` with the place.

    `body_limit` drops longer bodies (a gap says so); `progress(done, total)` is called with bytes now and then.
    Secrets are as recorded: `redaction.py` strikes them out of what is shown or saved.
    """
    source = open_source(path)
    if is_flow_file(source):
        # mitmproxy takes half a second to import; only flow files need it
        from corsproxy.capture import flows

        return flows.read_flow_source(source, body_limit=body_limit, progress=progress)
    return read_source(source, body_limit=body_limit, progress=progress)
