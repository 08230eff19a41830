"""The operators of mapping templates, on Java's numbers and texts.

https://velocity.apache.org/engine/1.7/user-guide.html
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from corsproxy.gateway.rest_api.java_value import Value, is_number, is_true, same, to_text


class BadOperand(Exception):
    """An operand that the operator cannot take, or a result that is out of bounds."""


def _number(value: Value, sign: str) -> Any:
    if not is_number(value):
        raise BadOperand(f"{sign} needs numbers")
    return value


def _arithmetic(sign: str, apply: Callable[[Any, Any], Any]) -> Callable[[Value, Value], Value]:
    def made(left: Value, right: Value) -> Value:
        if sign == "+" and not (is_number(left) and is_number(right)):
            return to_text(left) + to_text(right)
        a, b = _number(left, sign), _number(right, sign)
        if sign in "/%" and b == 0:
            return None  # Velocity logs it and gives null
        found: Value = apply(a, b)
        if isinstance(found, int) and abs(found) >= 1 << 63:
            raise BadOperand("a number is too large")
        return found

    return made


def _divide(a: Any, b: Any) -> Any:
    if isinstance(a, int) and isinstance(b, int):
        return abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)  # Java divides towards zero
    return a / b


def _modulus(a: Any, b: Any) -> Any:
    return a - b * _divide(a, b) if isinstance(a, int) and isinstance(b, int) else a % b


def _compare(apply: Callable[[Any, Any], bool]) -> Callable[[Value, Value], Value]:
    return lambda left, right: apply(left, right) if is_number(left) and is_number(right) else False


_SIGNS: dict[str, Callable[[Value, Value], Value]] = {
    ">": _compare(operator.gt),
    ">=": _compare(operator.ge),
    "<": _compare(operator.lt),
    "<=": _compare(operator.le),
    "==": same,
    "!=": lambda left, right: not same(left, right),
    "||": lambda left, right: is_true(left) or is_true(right),
    "&&": lambda left, right: is_true(left) and is_true(right),
    "+": _arithmetic("+", operator.add),
    "-": _arithmetic("-", operator.sub),
    "*": _arithmetic("*", operator.mul),
    "/": _arithmetic("/", _divide),
    "%": _arithmetic("%", _modulus),
}
_WORDS = {"gt": ">", "ge": ">=", "lt": "<", "le": "<=", "eq": "==", "ne": "!=", "or": "||", "and": "&&"}

OPERATORS: dict[str, Callable[[Value, Value], Value]] = {
    **_SIGNS,
    **{word: _SIGNS[sign] for word, sign in _WORDS.items()},
}
