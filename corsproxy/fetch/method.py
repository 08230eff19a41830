"""Request methods: normalised, forbidden, CORS-safelisted."""

from __future__ import annotations

_NORMALISED = {"DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"}
SAFELISTED = frozenset({"GET", "HEAD", "POST"})
FORBIDDEN = frozenset({"CONNECT", "TRACE", "TRACK"})


def normalize(method: str) -> str:
    """https://fetch.spec.whatwg.org/#concept-method-normalize

    `patch` is not in the list and stays as script wrote it, which is why servers refuse it.
    """
    upper = method.upper()
    return upper if upper in _NORMALISED else method


def is_forbidden_method(method: str) -> bool:
    """https://fetch.spec.whatwg.org/#forbidden-method"""
    return method.upper() in FORBIDDEN


def is_cors_safelisted_method(method: str) -> bool:
    """https://fetch.spec.whatwg.org/#cors-safelisted-method"""
    return method in SAFELISTED
