"""Reports and HARs of flows, for the addon's commands: what the proxy's own room may not import is handed to it."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import PurePath

from corsproxy import __version__
from corsproxy.diagnose.assess import Assessment
from corsproxy.http.message import Exchange
from corsproxy.where import Mistake, Unusable

FORMATS = {
    ".json": "json",
    ".html": "html",
    ".htm": "html",
    ".xml": "junit",
    ".sarif": "sarif",
    ".md": "markdown",
    ".txt": "text",
    "": "text",
}


def render_report(assessments: Sequence[Assessment], path: str) -> bytes:
    """A report in the format that the path's ending names; raises `Unusable` for an ending that names none."""
    from corsproxy.report.report import Report  # with its renderers, only when somebody wants a report

    suffix = PurePath(path).suffix.lower()
    form = FORMATS.get(suffix)
    if form is None:
        raise Unusable(Mistake(f"{path}: no report format ends in {suffix}", instead=f"Use {' '.join(FORMATS)}"))
    module = importlib.import_module(f"corsproxy.report.{form}")
    report = Report(tuple(assessments), tool_version=__version__)
    if form == "json":
        return bytes(module.encode(report))
    if form == "text":
        return str(module.render(report, width=100, color=False)).encode()
    return str(module.render(report)).encode()


def export_har(exchanges: Sequence[Exchange], assessments: Sequence[Assessment]) -> bytes:
    """A HAR of the exchanges, each entry with its verdict; secrets are struck out."""
    from corsproxy.capture.capture import Capture
    from corsproxy.capture.har_out import annotated
    from corsproxy.cli.annotation import annotate
    from corsproxy.report.report import Report

    capture = Capture(tuple(exchanges), name="<stdin>", recorder="mitmproxy")
    notes = annotate(Report(tuple(assessments), tool_version=__version__))
    return b"".join(annotated(capture, notes))
