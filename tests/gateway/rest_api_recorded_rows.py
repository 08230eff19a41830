"""The recorded exchanges of REST APIs, and what it means to agree with one."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from corsproxy.gateway.answer import Answer
from tests.gateway.rest_api_recorded import recorded

REST = recorded("rest-api.json")
needs_recordings = pytest.mark.skipif(REST is None, reason="the recordings are not beside the checkout")

# headers that say who answered and what a browser reads; the rest is ids and clocks
DECISIVE = ("content-type", "content-length", "connection", "x-amzn-errortype", "x-cache", "server")


def recording(id_: str) -> dict[str, Any]:
    found: dict[str, Any] = next(r for r in REST["exchanges"] if r["id"] == id_)
    return deepcopy(found)


def exchange(id_: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(e for e in recording(id_)["exchanges"] if e["name"] == name)
    return found


def rows(*ids: str) -> list[Any]:
    if REST is None:
        return []
    return [
        pytest.param(r["api"], e, id=f"{r['id']}:{e['name']}")
        for r in REST["exchanges"]
        if r["id"] in ids
        for e in r["exchanges"]
    ]


def assert_agrees(answer: Answer, response: dict[str, Any]) -> None:
    """Status, the headers that a recording names, and the body agree."""
    found = answer.response
    assert found.status == response.get("status", response.get("status_code", found.status))
    expected = response.get("headers", response.get("response_headers")) or {}
    names = {name.lower() for name in expected}
    for name, value in expected.items():
        if name.lower() in DECISIVE and not (value.startswith("<") or value == name.lower()):
            assert found.headers.get(name) == value, name
        elif not name.lower().startswith("x-amzn-remapped"):
            assert name in found.headers, name
    if {"date", "content-type"} <= names:  # the recording has all headers, so the model must have no more
        assert {name for name in found.headers.names() if name not in names} == set()
    body = response.get("body_json", response.get("body"))
    if isinstance(body, dict):
        assert json.loads(found.body) == body
    elif response.get("body_text", body) is not None:
        assert found.body.decode() == response.get("body_text", body)


def raised(event: dict[str, Any]) -> Any:
    raise AssertionError(event)
