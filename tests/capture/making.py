"""HARs made for tests: entries as a recorder writes them, and whole files."""

from __future__ import annotations

import json
from typing import Any

PAGE = "https://app.example.com"
API = "https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/prod"
GRANT = {"Access-Control-Allow-Origin": PAGE}


def fields(lines: dict[str, str] | list[tuple[str, str]]) -> list[dict[str, str]]:
    pairs = lines.items() if isinstance(lines, dict) else lines
    return [{"name": name, "value": value} for name, value in pairs]


def entry(
    method: str = "GET",
    path: str = "/items",
    status: int = 200,
    *,
    sent: dict[str, str] | None = None,
    answered: dict[str, str] | list[tuple[str, str]] | None = None,
    body: str | None = None,
    at: float = 0,
    **more: Any,
) -> dict[str, Any]:
    """A cross-origin exchange of PAGE with API; `more` replaces or adds members of the entry."""
    response: dict[str, Any] = {
        "status": status,
        "statusText": "",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": fields(GRANT if answered is None else answered),
        "content": {"size": len(body or ""), "mimeType": "application/json"},
        "redirectURL": "",
        "headersSize": -1,
        "bodySize": -1,
    }
    if body is not None:
        response["content"]["text"] = body
    return {
        "startedDateTime": f"2026-11-22T10:00:{at:06.3f}Z",
        "time": 5,
        "request": {
            "method": method,
            "url": API + path,
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": fields({"Host": API.split("/")[2], "Origin": PAGE, **(sent or {})}),
            "queryString": [],
            "headersSize": -1,
            "bodySize": 0,
        },
        "response": response,
        "cache": {},
        "timings": {"send": 0, "wait": 5, "receive": 0},
        **more,
    }


def preflight(
    path: str = "/items", status: int = 204, *, method: str = "PUT", headers: str = "", **more: Any
) -> dict[str, Any]:
    sent = {"Access-Control-Request-Method": method}
    if headers:
        sent["Access-Control-Request-Headers"] = headers
    return entry("OPTIONS", path, status, sent=sent, **more)


def log(*entries: Any, creator: str = "tests", **more: Any) -> dict[str, Any]:
    return {"log": {"version": "1.2", "creator": {"name": creator, "version": "1"}, **more, "entries": list(entries)}}


def har(*entries: Any, creator: str = "tests", indent: int | None = 1, **more: Any) -> bytes:
    return json.dumps(log(*entries, creator=creator, **more), indent=indent).encode()
