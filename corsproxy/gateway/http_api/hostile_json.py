"""JSON from functions, tokens and clients: read, or refused with ValueError, whatever it holds."""

from __future__ import annotations

import json

DEEPEST = 100
"""Levels of nesting that are read; Python's own limit lies somewhere above and differs by version."""


def decoded(payload: bytes) -> object:
    """The value of `payload`; ValueError where it is not JSON, or nested deeper than `DEEPEST` levels."""
    try:
        value: object = json.loads(payload)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if payload.count(b"[") + payload.count(b"{") > DEEPEST and _is_deeper(value, DEEPEST):
        raise ValueError("nested too deeply")
    return value


def _is_deeper(value: object, levels: int) -> bool:
    level = [value]
    for _ in range(levels + 1):
        level = [
            child
            for one in level
            if isinstance(one, list | dict)
            for child in (one if isinstance(one, list) else one.values())
        ]
        if not level:
            return False
    return True
