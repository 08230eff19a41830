"""Replayed fetches as JUnit XML: a case each, a failure for what is worse than expected."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from corsproxy.http.secrets import redact_url
from corsproxy.http.url import parse
from corsproxy.replay.comparison import Change, Result


def render(results: Sequence[Result], name: str) -> str:
    """The whole document; `name` is the capture's."""
    failed = sum(result.failed for result in results)
    skipped = sum(result.change is Change.SKIPPED for result in results)
    suite = Element(
        "testsuite",
        name=_clean(name),
        tests=str(len(results)),
        failures=str(failed),
        errors="0",
        skipped=str(skipped),
    )
    for result in results:
        fetch = result.sighting.fetch
        url = parse(fetch.url)
        title = f"{fetch.method} {redact_url(fetch.url)} from {fetch.page_origin}"
        case = SubElement(suite, "testcase", classname=_clean(url.host if url else ""), name=_clean(title), time="0")
        if result.change is Change.SKIPPED:
            SubElement(case, "skipped", message=_clean(result.reason))
        elif result.failed and result.verdict is not None and result.verdict.error is not None:
            kind = f"cors.{result.verdict.phase or 'actual'}.{result.verdict.error}"
            failure = SubElement(case, "failure", type=kind, message=_clean(result.verdict.error))
            failure.text = _clean("\n".join(result.verdict.console))
    indent(suite)
    return tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _clean(text: str) -> str:
    """Without the characters that XML 1.0 has no way to write."""
    return "".join(
        char if char in "\t\n" or " " <= char <= "\ud7ff" or "\ue000" <= char <= "\ufffd" else "?" for char in text
    )
