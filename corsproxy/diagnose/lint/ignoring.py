"""`# corsproxy: ignore[CODE] reason`: a complaint that somebody has looked at and accepts.

The comment stands on the line that the complaint names, or on a line by itself directly above it; in the first
line of the file it holds for the whole file. Codes are comma-separated; the reason is required.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from corsproxy.diagnose.assessment import Assessment
from corsproxy.where import Mistake, Where

_COMMENT = re.compile(r"#\s*corsproxy:\s*ignore\[([^\]]*)\]\s*(.*)$")
_CODE = re.compile(r"^[A-Z]\d{3}$")


@dataclass(frozen=True, slots=True)
class Ignored:
    """What is accepted in one file: codes by line (0: the whole file), and the mistakes in the comments."""

    by_line: Mapping[int, frozenset[str]]
    mistakes: tuple[Mistake, ...]


def read_comments(file: str, text: str) -> Ignored:
    """Find the comments of a definition; a comment without code or reason is a mistake, not a wildcard."""
    by_line: dict[int, frozenset[str]] = {}
    mistakes: list[Mistake] = []
    for number, line in enumerate(text.splitlines(), 1):
        match = _COMMENT.search(line) if "corsproxy" in line else None
        if match is None:
            continue
        codes = [code.strip() for code in match[1].split(",")]
        wrong = [code for code in codes if not _CODE.match(code)]
        if wrong or not match[2].strip():
            problem = f"'{wrong[0]}' is no code." if wrong else "the reason is missing."
            mistakes.append(
                Mistake(problem, Where(file, number), "Write # corsproxy: ignore[R012] why this is accepted")
            )
            continue
        alone = line.lstrip().startswith("#")
        target = 0 if alone and number == 1 else number + 1 if alone else number
        by_line[target] = by_line.get(target, frozenset()) | frozenset(codes)
    return Ignored(by_line, tuple(mistakes))


def without_ignored(
    assessments: Iterable[Assessment], ignored: Mapping[str, Ignored], codes: frozenset[str] = frozenset()
) -> tuple[tuple[Assessment, ...], int]:
    """What is left, and how many complaints were accepted. `ignored` is by file, `codes` hold everywhere."""
    kept: list[Assessment] = []
    accepted = 0
    for assessment in assessments:
        finding = assessment.findings[0]
        where = finding.where
        here = ignored.get(where.file) if where else None
        allowed = set(codes)
        if here is not None and where is not None:
            allowed |= here.by_line.get(0, frozenset()) | here.by_line.get(where.line or -1, frozenset())
        if finding.kind.code in allowed or finding.kind.name in allowed:
            accepted += 1
        else:
            kept.append(assessment)
    return tuple(kept), accepted
