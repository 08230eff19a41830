"""A report made of a real analysis: failing, allowed, conditional and hostile fetches."""

from __future__ import annotations

from corsproxy.capture.har import read_har
from corsproxy.cli.analysis import assess_all
from corsproxy.report.report import Report
from corsproxy.where import Where
from tests.capture.making import entry, har, preflight

HOSTILE = "<script>alert(1)</script>\x1b[31m]]>::error::`*|"
NO_OPTIONS = {"x-amzn-ErrorType": "MissingAuthenticationTokenException", "x-amzn-RequestId": "0" * 8}
MESSAGE = '{"message":"Missing Authentication Token"}'


def report(*, hostile: bool = True, times: int = 6) -> Report:
    entries = []
    for number in range(times):
        own = {**NO_OPTIONS, "x-amzn-RequestId": f"{number:08}"}
        entries.append(
            preflight(f"/items/{number}", 403, headers="authorization", answered=own, body=MESSAGE, at=number)
        )
    entries.append(entry(path="/fine", at=20))
    entries.append(entry("PUT", "/unasked", at=21, sent={"Content-Type": "application/json"}))
    entries.append(entry(path="/star", at=22, answered={"Access-Control-Allow-Origin": "*"}))
    if hostile:
        entries.append(entry(path=f"/{HOSTILE}", at=23, answered={"Access-Control-Allow-Origin": HOSTILE}))
    capture = read_har(har(*entries))
    judged = assess_all(capture.exchanges)
    lines = capture.lines_of(range(len(entries)))
    return Report(
        tuple(each.assessment for each in judged),
        ("a note: <b>bold</b>\x1b[0m",),
        "1.2.3",
        tuple(Where("session.har", lines[each.assessment.sighting.entries[-1].index]) for each in judged),
        tuple(each.differences for each in judged),
    )
