"""What is wrong, who wrote it, and what to change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from corsproxy.gateway.answer import Author
from corsproxy.where import Where


class Severity(StrEnum):
    """How much it matters; `--fail-on` compares in this order."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Certainty(StrEnum):
    """How sure an attribution is."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class Kind:
    """One catalogue entry: a problem, never a remedy.

    `name` is kebab-case; `code`'s letter tells whose side it is on (B browser, H HTTP API, R REST API,
    S security, X cannot tell). `what`, `why`, `known_problems` and `references` (URLs) are for `explain`.
    """

    name: str
    code: str
    severity: Severity
    title: str
    what: str
    why: str
    known_problems: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who wrote a response, and what that writer means by it.

    `evidence` quotes what was seen. `cause` is the name of the catalogue entry that this writing is a sign
    of (empty when the writing alone is no problem), `meaning` says it in one sentence. `decide_with` is the
    one command that tells this attribution from the other possible ones (empty when there is no doubt).
    """

    author: Author
    certainty: Certainty
    evidence: tuple[str, ...] = ()
    decide_with: str = ""
    cause: str = ""
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Remedy:
    """What to change: `kind` is kebab-case and selects the snippets, `values` are the user's own values
    that fill them (api id, stage, origin, path, methods, headers); lists are comma-joined."""

    kind: str
    text: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem of one page fetch (or of one definition), as the developer will meet it."""

    kind: Kind
    severity: Severity
    title: str
    why: str
    attribution: Attribution | None = None
    alternatives: tuple[Attribution, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    where: Where | None = None
