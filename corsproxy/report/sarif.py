"""The report as SARIF 2.1.0, one result for each problem: https://docs.oasis-open.org/sarif/sarif/v2.1.0/"""

from __future__ import annotations

import hashlib
import json
import re
import urllib.parse

from corsproxy.diagnose.finding import Finding, Kind, Severity
from corsproxy.report import words
from corsproxy.report.plain import printable
from corsproxy.report.report import Problem, Report, origin_of, problems
from corsproxy.where import Where

Json = dict[str, object]

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
# Where a kind gives no reference of its own.
_PROTOCOL = "https://fetch.spec.whatwg.org/#http-cors-protocol"
_LOCATIONS = 20
_ID = re.compile(r"/[0-9a-f-]{16,}|/[0-9]+", re.IGNORECASE)


def _rule(kind: Kind) -> Json:
    return {
        "id": kind.code,
        "name": "".join(part.capitalize() for part in kind.name.split("-")),
        "shortDescription": {"text": kind.title},
        "fullDescription": {"text": kind.what or kind.title},
        "help": {
            "text": "\n\n".join(part for part in (kind.what, kind.why, *kind.known_problems) if part) or kind.title
        },
        "helpUri": next((page for page in kind.references if page.startswith("https://")), _PROTOCOL),
        "defaultConfiguration": {"level": _LEVELS[kind.severity]},
        "properties": {"tags": ["cors", kind.name]},
    }


def _artifact(where: Where) -> Json:
    path = where.file.replace("\\", "/")
    if path.startswith("<"):  # standard input has no address
        path = path.strip("<>")
    location: Json = {"artifactLocation": {"uri": urllib.parse.quote(path, safe="/:")}}
    if not path.startswith("/"):
        location["artifactLocation"] = {"uri": urllib.parse.quote(path), "uriBaseId": "SRCROOT"}
    if where.line is not None:
        location["region"] = {"startLine": where.line, **({"startColumn": where.column} if where.column else {})}
    return location


def _message(report: Report, problem: Problem) -> str:
    finding = problem.finding
    first = report.at(problem.members[0])
    parts = [f"{finding.title}. {words.asked_in(first)}."]
    if len(problem.members) > 1:
        parts.append(f"{len(problem.members):,} page fetches have this problem.")
    parts.append(finding.why)
    if finding.attribution is not None:
        parts.append(f"Written by {words.author(finding.attribution)}.")
    parts += [f"Fix: {remedy.text}" for remedy in finding.remedies]
    return printable(" ".join(part for part in parts if part))


def fingerprint(finding: Finding, page_origin: str, method: str, url: str) -> str:
    """Equal for the same problem in the next capture: ids in the path, queries and hosts' ports do not matter."""
    author = finding.attribution.author if finding.attribution is not None else None
    told = (
        finding.kind.name,
        f"{author.layer}/{author.type}" if author else "",
        page_origin,
        method,
        origin_of(url),
        _ID.sub("/*", url[len(origin_of(url)) :].partition("?")[0]),
    )
    return hashlib.sha256("\0".join(told).encode("utf-8", "replace")).hexdigest()[:32]


def _locations(report: Report, problem: Problem) -> list[Json]:
    found: list[Json] = []
    seen: set[str] = set()
    if problem.finding.where is not None:
        found.append({"physicalLocation": _artifact(problem.finding.where)})
    for position in problem.members:
        fetch = report.assessments[position].sighting.fetch
        name = printable(f"{fetch.method} {fetch.url}")
        if name in seen:
            continue
        seen.add(name)
        location: Json = {"logicalLocations": [{"fullyQualifiedName": name, "kind": "resource"}]}
        if report.places:
            location["physicalLocation"] = _artifact(report.places[position])
        found.append(location)
        if len(found) >= _LOCATIONS:
            break
    return found


def _result(report: Report, problem: Problem, rules: list[str]) -> Json:
    finding = problem.finding
    fetch = report.assessments[problem.members[0]].sighting.fetch
    locations = _locations(report, problem)
    return {
        "ruleId": finding.kind.code,
        "ruleIndex": rules.index(finding.kind.code),
        "level": _LEVELS[finding.severity],
        "message": {"text": _message(report, problem)},
        "locations": locations[:1],
        "relatedLocations": [{**location, "id": number} for number, location in enumerate(locations[1:], 1)],
        "occurrenceCount": len(problem.members),
        "partialFingerprints": {
            "corsproxy/v1": fingerprint(finding, fetch.page_origin, fetch.method, fetch.url),
        },
    }


def render(report: Report) -> str:
    """Render as one SARIF log with one run."""
    found = problems(report.assessments)
    kinds = {problem.finding.kind.code: problem.finding.kind for problem in found}
    rules = list(kinds)
    run: Json = {
        "tool": {
            "driver": {
                "name": "corsproxy",
                "semanticVersion": report.tool_version,
                "informationUri": _PROTOCOL,
                "rules": [_rule(kind) for kind in kinds.values()],
            }
        },
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The directory that corsproxy was started in."}}},
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [
                    {"level": "note", "message": {"text": printable(note)}} for note in report.notes
                ],
            }
        ],
        "results": [_result(report, problem, rules) for problem in found],
        "columnKind": "unicodeCodePoints",
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"
