"""The Condition element of IAM policies.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from datetime import datetime

from corsproxy.gateway.rest_api.definition import Json
from corsproxy.gateway.rest_api.open_value import is_open

Facts = Mapping[str, tuple[str, ...]]
# does one wanted value match one given value, and is the operator a negation
Operator = tuple[Callable[[str, str], bool], bool]


def _like(pattern: str, value: str) -> bool:
    if pattern.count("*") > 12:
        return False
    text = "".join(".*" if c == "*" else "." if c == "?" else re.escape(c) for c in re.sub(r"\*+", "*", pattern))
    return re.fullmatch(text, value, re.DOTALL) is not None


def _in_network(network: str, value: str) -> bool:
    try:
        return ipaddress.ip_address(value) in ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _time(text: str) -> float | None:
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
    except (ValueError, OverflowError):
        return _number(text)


def _ordered(read: Callable[[str], float | None], test: Callable[[float, float], bool]) -> Callable[[str, str], bool]:
    def made(wanted: str, value: str) -> bool:
        right, left = read(wanted), read(value)
        return left is not None and right is not None and test(left, right)

    return made


def _equal(wanted: str, value: str) -> bool:
    return wanted == value


def _equal_ignoring_case(wanted: str, value: str) -> bool:
    return wanted.lower() == value.lower()


def _comparisons(kind: str, read: Callable[[str], float | None]) -> dict[str, Operator]:
    return {
        f"{kind}Equals": (_ordered(read, lambda a, b: a == b), False),
        f"{kind}NotEquals": (_ordered(read, lambda a, b: a == b), True),
        f"{kind}LessThan": (_ordered(read, lambda a, b: a < b), False),
        f"{kind}LessThanEquals": (_ordered(read, lambda a, b: a <= b), False),
        f"{kind}GreaterThan": (_ordered(read, lambda a, b: a > b), False),
        f"{kind}GreaterThanEquals": (_ordered(read, lambda a, b: a >= b), False),
    }


_OPERATORS: dict[str, Operator] = {
    "StringEquals": (_equal, False),
    "StringNotEquals": (_equal, True),
    "StringEqualsIgnoreCase": (_equal_ignoring_case, False),
    "StringNotEqualsIgnoreCase": (_equal_ignoring_case, True),
    "StringLike": (_like, False),
    "StringNotLike": (_like, True),
    "ArnEquals": (_like, False),
    "ArnLike": (_like, False),
    "ArnNotEquals": (_like, True),
    "ArnNotLike": (_like, True),
    "IpAddress": (_in_network, False),
    "NotIpAddress": (_in_network, True),
    "Bool": (_equal_ignoring_case, False),
    **_comparisons("Numeric", _number),
    **_comparisons("Date", _time),
}


def _texts(value: Json) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return [
        ("true" if item else "false") if isinstance(item, bool) else str(item)
        for item in items
        if isinstance(item, str | int | float)
    ]


def holds(conditions: dict[str, Json], facts: Facts) -> bool:
    """Whether every operator and every key of a Condition element holds."""
    return all(
        isinstance(tests, dict) and all(_holds(name, key, wanted, facts) for key, wanted in tests.items())
        for name, tests in conditions.items()
    )


def _holds(name: str, key: str, wanted: Json, facts: Facts) -> bool:
    quantifier, colon, operator = name.partition(":")
    if not colon:
        quantifier, operator = "", name
    given = facts.get(key.lower(), ())
    if operator == "Null":
        return any((text == "true") is (not given) for text in _texts(wanted))
    if_exists = operator.endswith("IfExists")
    entry = _OPERATORS.get(operator.removesuffix("IfExists"))
    if entry is None:
        return False  # an operator nobody knows holds for nothing
    test, negated = entry
    if not given:
        return if_exists or negated or quantifier == "ForAllValues"
    # a value that the template leaves open is taken for the given one
    left_open = is_open(wanted)
    matches = [(left_open or any(test(text, value) for text in _texts(wanted))) is not negated for value in given]
    return all(matches) if quantifier == "ForAllValues" or (negated and not quantifier) else any(matches)
