"""An IAM policy document as a Lambda authorizer returns it: does it allow this request?

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
An explicit Deny wins, an Allow is needed; `*` and `?` match in actions and resources. Conditions are
unmodelled: a statement with a condition that is not met in any obvious way is judged as if it were met.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

INVOKE = "execute-api:Invoke"


class Effect(StrEnum):
    """What a document says of one request."""

    ALLOW = "allow"
    EXPLICIT_DENY = "explicit-deny"
    IMPLICIT_DENY = "implicit-deny"
    MALFORMED = "malformed"


@lru_cache(maxsize=1024)
def _pattern(text: str, ignore_case: bool) -> re.Pattern[str]:
    source = "".join(".*" if c == "*" else "." if c == "?" else re.escape(c) for c in text)
    return re.compile(source, re.DOTALL | (re.IGNORECASE if ignore_case else 0))


def matches(pattern: str, value: str, *, ignore_case: bool = False) -> bool:
    """IAM's wildcards: `*` any characters (also `/` and `:`), `?` one."""
    return _pattern(pattern, ignore_case).fullmatch(value) is not None


def _listed(value: object) -> list[str] | None:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return value
    return None


def evaluate(document: object, arn: str, action: str = INVOKE) -> Effect:
    """Judge `arn` and `action` by a policy document (decoded JSON)."""
    if not isinstance(document, dict):
        return Effect.MALFORMED
    statements = document.get("Statement")
    if isinstance(statements, dict):
        statements = [statements]
    if not isinstance(statements, list):
        return Effect.MALFORMED
    allowed = False
    for statement in statements:
        applies = _applies(statement, arn, action)
        if applies is None:
            return Effect.MALFORMED
        if applies and statement["Effect"] == "Deny":
            return Effect.EXPLICIT_DENY
        allowed = allowed or applies
    return Effect.ALLOW if allowed else Effect.IMPLICIT_DENY


def _applies(statement: object, arn: str, action: str) -> bool | None:
    if not isinstance(statement, dict) or statement.get("Effect") not in ("Allow", "Deny"):
        return None
    acted = _either(statement, "Action", "NotAction", action, ignore_case=True)
    reached = _either(statement, "Resource", "NotResource", arn, ignore_case=False)
    return None if acted is None or reached is None else acted and reached


def _either(statement: dict[str, object], name: str, negated: str, value: str, *, ignore_case: bool) -> bool | None:
    if name in statement:
        patterns = _listed(statement[name])
        return None if patterns is None else any(matches(p, value, ignore_case=ignore_case) for p in patterns)
    patterns = _listed(statement.get(negated))
    return None if patterns is None else not any(matches(p, value, ignore_case=ignore_case) for p in patterns)
