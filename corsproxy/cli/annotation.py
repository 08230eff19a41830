"""What `--format har` writes on each entry: the verdict in words and for programs."""

from __future__ import annotations

from corsproxy.capture.har_out import Annotation
from corsproxy.proxy.verdict_text import summary, word_of
from corsproxy.report.json import author_of, same_origin, verdict_of
from corsproxy.report.report import Report


def annotate(report: Report) -> dict[int, Annotation]:
    """By entry index. Every entry of a page fetch carries the whole fetch's verdict and its own role."""
    found: dict[int, Annotation] = {}
    for position in range(len(report.assessments)):
        assessment = report.at(position)
        sighting = assessment.sighting
        own = same_origin(assessment)
        machine: dict[str, object] = {
            "schema_version": 1,
            "fetch": sighting.id,
            "page_origin": sighting.fetch.page_origin,
            "verdicts": {name: verdict_of(ruled, same_origin=own) for name, ruled in assessment.rulings.items()},
            "findings": [
                {
                    "kind": finding.kind.name,
                    "code": finding.kind.code,
                    "severity": str(finding.severity),
                    "title": finding.title,
                    "author": author_of(finding.attribution),
                }
                for finding in assessment.findings
            ],
            "notes": [*sighting.notes, *([sighting.unknown] if sighting.unknown else [])],
        }
        comment = f"{word_of(assessment)} {summary(assessment)}"
        for entry in sighting.entries:
            found[entry.index] = Annotation(comment, {**machine, "role": str(entry.role)})
    return found
