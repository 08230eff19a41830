"""IAM policy documents, evaluated: resource policies and what Lambda authorizers return.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from corsproxy.gateway.provenance import Assumed, Documented, Statement
from corsproxy.gateway.rest_api.definition import Json
from corsproxy.gateway.rest_api.open_value import as_pattern
from corsproxy.gateway.rest_api.policy_condition import holds

STATEMENTS = (
    Statement(
        "rest-api",
        "A resource or a condition's value that a template leaves open is taken for the one that is asked about",
        Assumed("who writes a policy with !Ref means the API and the VPC endpoint of the same template"),
    ),
    Statement(
        "rest-api",
        "A statement that denies wins, then one that allows; without either the request is denied implicitly",
        Documented("https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html"),
    ),
)


class Decision(StrEnum):
    """What a policy document says of a request."""

    ALLOW = "allow"
    EXPLICIT_DENY = "explicit deny"
    IMPLICIT_DENY = "implicit deny"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a policy: may `principal` (an ARN, empty for anonymous) do `action` on `resource`?

    `facts` maps lower-case condition keys (`aws:sourceip`) to their values. `short` is the ARN that the short
    form `execute-api:/` in a resource policy stands for.
    """

    resource: str
    facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    principal: str = ""
    action: str = "execute-api:Invoke"
    short: str = ""


@lru_cache(maxsize=1024)
def _glob(pattern: str, ignore_case: bool) -> re.Pattern[str]:
    # runs of stars are one star: what would take exponential time otherwise
    parts = re.split(r"(\*+|\?)", pattern)
    text = "".join(".*" if part[:1] == "*" else "." if part == "?" else re.escape(part) for part in parts)
    return re.compile(text, re.DOTALL | (re.IGNORECASE if ignore_case else 0))


def like(pattern: str, text: str, *, ignore_case: bool = False) -> bool:
    """IAM's `*` and `?`. A pattern with very many stars matches nothing: it could take too long."""
    if pattern.count("*") > 12:
        return False
    return _glob(pattern, ignore_case).fullmatch(text) is not None


def _strings(value: Json) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def decide(document: Json, asked: Asked, *, with_principals: bool = True) -> Decision:
    """What the document says. `with_principals` False is for documents without Principal (authorizers')."""
    statements = document.get("Statement") if isinstance(document, dict) else None
    if isinstance(statements, dict):
        statements = [statements]
    if not isinstance(statements, list):
        return Decision.IMPLICIT_DENY
    allowed = False
    for statement in statements:
        if not isinstance(statement, dict) or not _applies(statement, asked, with_principals):
            continue
        if statement.get("Effect") == "Deny":
            return Decision.EXPLICIT_DENY
        allowed = allowed or statement.get("Effect") == "Allow"
    return Decision.ALLOW if allowed else Decision.IMPLICIT_DENY


def _applies(statement: dict[str, Json], asked: Asked, with_principals: bool) -> bool:
    if "NotAction" in statement:
        if any(like(item, asked.action, ignore_case=True) for item in _strings(statement["NotAction"])):
            return False
    elif not any(like(item, asked.action, ignore_case=True) for item in _strings(statement.get("Action"))):
        return False
    if "NotResource" in statement:
        if any(_is_resource(item, asked) for item in _strings(statement["NotResource"])):
            return False
    elif not _covers(statement.get("Resource"), asked):
        return False
    if with_principals:
        if "NotPrincipal" in statement:
            if _is_principal(statement["NotPrincipal"], asked.principal):
                return False
        elif not _is_principal(statement.get("Principal"), asked.principal):
            return False
    conditions = statement.get("Condition")
    return holds(conditions, asked.facts) if isinstance(conditions, dict) else True


def _covers(resources: Json, asked: Asked) -> bool:
    items = resources if isinstance(resources, list) else [resources]
    # a resource that the template leaves open as a whole is taken for this API's own
    return any(isinstance(item, dict) for item in items) or any(
        _is_resource(item, asked) for item in _strings(resources)
    )


def _is_resource(pattern: str, asked: Asked) -> bool:
    pattern = as_pattern(pattern)
    if asked.short and pattern.startswith("execute-api:/"):
        pattern = f"{asked.short}/{pattern.removeprefix('execute-api:/')}"
    return like(pattern, asked.resource)


def _is_principal(principal: Json, asked: str) -> bool:
    if principal == "*":
        return True
    if not isinstance(principal, dict):
        return False
    for kind, value in principal.items():
        if kind not in {"AWS", "*"}:
            continue
        for item in _strings(value):
            if item == "*":
                return True
            if not asked:
                continue
            account = asked.split(":")[4] if asked.count(":") >= 5 else ""
            if item in (asked, account, f"arn:aws:iam::{account}:root"):
                return True
    return False
