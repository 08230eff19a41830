"""What we write on a flow: comment, marker and metadata; the user's own are kept.

Metadata must be what mitmproxy can save (tnetstrings: str keys; str, int, float, bool, None, list, dict).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mitmproxy import flow as mitmproxy_flow

from corsproxy.diagnose.assess import Assessment
from corsproxy.diagnose.finding import Attribution, Finding
from corsproxy.diagnose.ruling import Ruling
from corsproxy.diagnose.sighting import Role
from corsproxy.http.secrets import redact_url
from corsproxy.proxy.verdict_text import Progress, Word, progress_word, shown, summary

METADATA_KEY = "corsproxy"
SCHEMA_VERSION = 1
_BETWEEN = " | "
_MARKERS = {Word.OK: ":green_circle:", Word.BLOCKED: ":red_circle:", Word.UNKNOWN: ":yellow_circle:"}

_NOTHING: Mapping[str, str] = {}
NOT_CORS: dict[str, Any] = {"schema_version": SCHEMA_VERSION, "outcome": "not-cors"}


def annotate(flow: mitmproxy_flow.Flow, machine: Mapping[str, Any], role: Role, *, mark: bool = True) -> bool:
    """Write `machine` (of `metadata_of`) on the flow; True when anything changed. It replaces our former words."""
    old = flow.metadata.get(METADATA_KEY)
    mine = {**machine, "role": role.value}
    if old == mine:
        return False
    former = old or _NOTHING
    flow.comment = _joined(mine["comment"], _users_part(flow.comment, former.get("comment", "")))
    if mark and (not flow.marked or flow.marked == former.get("marker", "")):
        flow.marked = mine["marker"]
    flow.metadata[METADATA_KEY] = mine
    return True


def erase(flow: mitmproxy_flow.Flow) -> bool:
    """Take our words off a flow; what the user wrote stays. True when there were any."""
    old = flow.metadata.pop(METADATA_KEY, None)
    if old is None:
        return False
    flow.comment = _users_part(flow.comment, old.get("comment", ""))
    if flow.marked == old.get("marker", ""):
        flow.marked = ""
    return True


def _joined(ours: str, users: str) -> str:
    return f"{ours}{_BETWEEN}{users}" if ours and users else ours or users


def _users_part(comment: str, ours: str) -> str:
    """What the user wrote: the comment without our former words, wherever the user left them."""
    if not ours or ours not in comment:
        return comment
    before, _, after = comment.partition(ours)
    return (before.removesuffix(_BETWEEN) + after.removeprefix(_BETWEEN)).strip()


def metadata_of(assessment: Assessment, progress: Progress = Progress.COMPLETE) -> dict[str, Any]:
    """The machine verdict: what `metadata["corsproxy"]` holds, but for the role, which is each flow's own."""
    sighting = assessment.sighting
    fetch = sighting.fetch
    word = progress_word(progress, assessment)
    text = progress.value or summary(assessment)
    return {
        "schema_version": SCHEMA_VERSION,
        "id": sighting.id,
        "outcome": word.value.partition(":")[2],
        "comment": "" if word is Word.NOT_CORS else f"{word.value} {text}",
        "headline": text,
        "marker": _MARKERS.get(word, ""),
        "page_origin": fetch.page_origin,
        "method": fetch.method,
        "url": redact_url(fetch.url),
        "browser": sighting.browser,
        "complete": progress is Progress.COMPLETE,
        "verdicts": {} if progress else {name: _verdict(ruling) for name, ruling in assessment.rulings.items()},
        "findings": [] if progress else [_finding(finding) for finding in assessment.findings],
        "notes": [shown(note) for note in sighting.notes],
    }


def _verdict(ruling: Ruling) -> dict[str, Any]:
    verdict = ruling.verdict
    return {
        "outcome": ruling.standing.value,
        "error": verdict.error.value if verdict.error is not None else None,
        "phase": verdict.phase.value if verdict.phase is not None else None,
        "culprit": verdict.culprit,
        # words are told when asked for, and a fetch that is allowed has none to speak of
        "console": [shown(line) for line in verdict.console] if verdict.error is not None else [],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind.name,
        "code": finding.kind.code,
        "severity": finding.severity.value,
        "title": shown(finding.title),
        "why": shown(finding.why),
        "author": _author(finding.attribution),
        "remedies": [shown(remedy.text) for remedy in finding.remedies],
    }


def _author(attribution: Attribution | None) -> dict[str, Any] | None:
    if attribution is None:
        return None
    return {
        "layer": attribution.author.layer.value,
        "type": attribution.author.type,
        "certainty": attribution.certainty.value,
        "evidence": [shown(one) for one in attribution.evidence],
    }
