"""The report as JSON, `schema_version` 1: the contract that tests and users' programs rely on. Add only.

Equal verdicts and findings of a long capture are the same objects, and each is encoded once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from corsproxy.diagnose.assessment import Assessment
from corsproxy.diagnose.catalogue import kind
from corsproxy.diagnose.finding import Attribution, Finding, Remedy
from corsproxy.diagnose.ruling import Ruling, Standing
from corsproxy.report.report import Report, summarise
from corsproxy.report.retell import Differences
from corsproxy.report.written import written
from corsproxy.where import Where

SCHEMA_VERSION = 1
Json = dict[str, object]

_dump = msgspec.json.Encoder(order=None).encode


def _credentials(ruling: Ruling, same_origin: bool) -> str:
    if ruling.credentials is None:
        return "unknown"
    if ruling.credentials == "same-origin":
        return "include" if same_origin else "omit"
    return str(ruling.credentials)


def _conditions(ruling: Ruling) -> Json | None:
    """By what the wire leaves open. `include` and `omit` are always there: where the credentials mode makes no
    difference they hold the likeliest verdict, and what does make one stands beside them (`redirect: manual`)."""
    if ruling.standing is not Standing.DEPENDS:
        return None
    possible = {"include": ruling.verdict, "omit": ruling.verdict, **ruling.conditions}
    return {
        possibility: {
            "outcome": str(verdict.outcome) if verdict.complete or verdict.error is not None else "unknown",
            "error": None if verdict.error is None else str(verdict.error),
            "console": list(verdict.console),
        }
        for possibility, verdict in possible.items()
    }


def verdict_of(ruling: Ruling, *, same_origin: bool = False) -> Json:
    """One browser's verdict."""
    verdict = ruling.verdict
    told = ruling.standing is not Standing.UNKNOWN
    return {
        "outcome": str(ruling.standing),
        "error": str(verdict.error) if told and verdict.error is not None else None,
        "phase": str(verdict.phase) if told and verdict.phase is not None else None,
        "culprit": verdict.culprit if told else None,
        "console": list(verdict.console) if told else [],
        "readable_headers": list(verdict.readable_headers) if told else [],
        "credentials": _credentials(ruling, same_origin),
        "if": _conditions(ruling),
        "notes": list(ruling.notes),
    }


def author_of(attribution: Attribution | None) -> Json:
    """Who wrote the response; layer `unknown` where nothing tells."""
    if attribution is None:
        return {"layer": "unknown", "type": "", "certainty": "possible", "evidence": []}
    return {
        "layer": str(attribution.author.layer),
        "type": attribution.author.type,
        "certainty": str(attribution.certainty),
        "evidence": list(attribution.evidence),
    }


def place_of(where: Where | None) -> Json | None:
    """A place in the user's files."""
    return None if where is None else {"file": where.file, "line": where.line}


def remedy_of(remedy: Remedy) -> Json:
    """What to change, with a snippet for each dialect there is."""
    found = written(remedy)
    cautions = {dialect: snippet.caution for dialect, snippet in found.items() if snippet.caution}
    return {
        "kind": remedy.kind,
        "text": remedy.text,
        "snippets": {dialect: snippet.text for dialect, snippet in found.items()},
        "cautions": cautions,
    }


def alternative_of(attribution: Attribution) -> Json:
    """Another cause that the same bytes allow: its kind, what it would mean, and what tells it apart."""
    return {
        **author_of(attribution),
        "kind": attribution.cause or None,
        "code": kind(attribution.cause).code if attribution.cause else None,
        "meaning": attribution.meaning,
        "decide_with": attribution.decide_with,
    }


def finding_of(finding: Finding) -> Json:
    """One finding."""
    return {
        "kind": finding.kind.name,
        "code": finding.kind.code,
        "severity": str(finding.severity),
        "title": finding.title,
        "why": finding.why,
        "author": author_of(finding.attribution),
        "alternatives": [alternative_of(each) for each in finding.alternatives],
        "remedies": [remedy_of(remedy) for remedy in finding.remedies],
        "where": place_of(finding.where),
    }


def same_origin(assessment: Assessment) -> bool:
    """True when the page asked its own origin, where `same-origin` credentials are sent."""
    fetch = assessment.sighting.fetch
    return fetch.url.startswith(f"{fetch.page_origin}/") or fetch.url == fetch.page_origin


class _Encoded:
    """What has been encoded, by identity: the objects live as long as the report."""

    def __init__(self) -> None:
        self.verdicts: dict[tuple[int, bool], msgspec.Raw] = {}
        self.findings: dict[int, msgspec.Raw] = {}

    def restated(self, raw: msgspec.Raw, differences: Differences) -> msgspec.Raw:
        """The JSON of an alike fetch with this one's values: both are spelled as in JSON, so bytes are replaced."""
        data = bytes(raw)
        # in two rounds, so that what has been put in is not looked into again; JSON has no bare NUL
        for number, (there, _) in enumerate(differences):
            data = data.replace(self._spelled(there), b"\0%d\0" % number)
        for number, (_, here) in enumerate(differences):
            data = data.replace(b"\0%d\0" % number, self._spelled(here))
        return msgspec.Raw(data)

    @staticmethod
    def _spelled(text: str) -> bytes:
        return _dump(text)[1:-1]

    def verdicts_of(self, rulings: Mapping[str, Ruling], own: bool) -> msgspec.Raw:
        key = (id(rulings), own)
        known = self.verdicts.get(key)
        if known is None:
            value = {browser: verdict_of(ruling, same_origin=own) for browser, ruling in rulings.items()}
            known = self.verdicts[key] = msgspec.Raw(_dump(value))
        return known

    def findings_of(self, findings: tuple[Finding, ...]) -> msgspec.Raw:
        known = self.findings.get(id(findings))
        if known is None:
            known = self.findings[id(findings)] = msgspec.Raw(_dump([finding_of(each) for each in findings]))
        return known


def _fetch(assessment: Assessment, place: Where | None, differences: Differences, encoded: _Encoded) -> bytes:
    sighting = assessment.sighting
    fetch = sighting.fetch
    verdicts = encoded.verdicts_of(assessment.rulings, same_origin(assessment))
    findings = encoded.findings_of(assessment.findings)
    if differences:
        verdicts = encoded.restated(verdicts, differences)
        findings = encoded.restated(findings, differences) if assessment.findings else findings
    value: Json = {
        "id": sighting.id,
        "page_origin": fetch.page_origin,
        "method": fetch.method,
        "url": fetch.url,
        "entries": [{"index": entry.index, "role": str(entry.role)} for entry in sighting.entries],
        "verdicts": verdicts,
        "findings": findings,
        "notes": [*sighting.notes, *([sighting.unknown] if sighting.unknown else [])],
        "file": place.file if place is not None else None,
    }
    return _dump(value)


def summary_of(report: Report) -> Json:
    """The counts, and the problems brought together."""
    counted = summarise(report)
    return {
        "fetches": counted.fetches,
        "outcomes": {str(standing): count for standing, count in counted.by_standing.items()},
        "browsers": {
            browser: {str(standing): count for standing, count in counts.items()}
            for browser, counts in counted.by_browser.items()
        },
        "findings": {str(severity): count for severity, count in counted.by_severity.items()},
        "problems": [
            {
                "kind": problem.finding.kind.name,
                "code": problem.finding.kind.code,
                "severity": str(problem.finding.severity),
                "title": problem.finding.title,
                "fetches": len(problem.members),
                "first": report.assessments[problem.members[0]].sighting.id,
            }
            for problem in counted.problems
        ],
    }


def chunks(report: Report) -> Iterator[bytes]:
    """The JSON in pieces, so that a report of 100,000 fetches is never whole in memory."""
    tool = _dump({"name": "corsproxy", "version": report.tool_version})
    yield b'{"schema_version":%d,"tool":%s,"fetches":[' % (SCHEMA_VERSION, tool)
    encoded = _Encoded()
    places: tuple[Where | None, ...] = report.places or (None,) * len(report.assessments)
    changes: tuple[Differences, ...] = report.differences or ((),) * len(report.assessments)
    for position, (assessment, place, own) in enumerate(zip(report.assessments, places, changes, strict=True)):
        yield (b",\n" if position else b"\n") + _fetch(assessment, place, own, encoded)
    yield b'\n],"notes":%s,"summary":%s}\n' % (_dump(list(report.notes)), _dump(summary_of(report)))


def encode(report: Report) -> bytes:
    """The whole JSON document, UTF-8, ending in a line feed."""
    return b"".join(chunks(report))
