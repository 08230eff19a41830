"""Responses of other libraries (requests, httpx, Starlette's and Werkzeug's test clients, urllib) as ours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from corsproxy.http.headers import Headers
from corsproxy.http.message import Response


def response_of(given: Any) -> Response:
    """Read status and header lines, repeats kept where the library kept them; TypeError for what is no response."""
    if isinstance(given, Response):
        return given
    status = next(
        (value for name in ("status_code", "status", "code") if isinstance(value := getattr(given, name, None), int)),
        None,
    )
    headers = getattr(given, "headers", None)
    if status is None or headers is None:
        raise TypeError(f"{type(given).__name__} is no response: it has no status and headers")
    return Response(status, Headers(_lines(given, headers)))


def _lines(given: Any, headers: Any) -> list[tuple[str, str]]:
    raw = getattr(getattr(given, "raw", None), "headers", None)
    for source in (headers, raw):
        for name in ("multi_items", "iteritems", "items"):
            method = getattr(source, name, None)
            if callable(method) and (name != "iteritems" or hasattr(source, "add")):
                # requests folds repeated lines into one; urllib3 below it still has them
                if raw is not None and source is headers and hasattr(raw, "getlist"):
                    break
                return [(_text(key), _text(value)) for key, value in _pairs(method())]
    if isinstance(headers, Iterable):
        return [(_text(key), _text(value)) for key, value in _pairs(headers)]
    raise TypeError(f"{type(headers).__name__} is no collection of header lines")


def _pairs(items: Any) -> Iterable[tuple[Any, Any]]:
    return ((key, value) for key, value in items)


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)
