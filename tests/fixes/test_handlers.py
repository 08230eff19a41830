"""Handlers are programs: they run, and send CORS headers on every path."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from corsproxy.fixes import handlers
from tests.fixes.values import OPEN, VALUES

ORIGIN = "https://app.example.com"


def python_handler(values: dict[str, str], broken: bool = False) -> dict[str, object]:
    source = handlers.python(values)
    if broken:
        source = source.replace(
            '    return {"statusCode": 200', '    raise ValueError\n    return {"statusCode": 200'
        )
    scope: dict[str, object] = {}
    exec(compile(source, "handler.py", "exec"), scope)  # noqa: S102 -- the program under test is ours
    handler = scope["handler"]
    assert callable(handler)
    result = handler({"headers": {"ORIGIN": ORIGIN}}, None)
    assert isinstance(result, dict)
    return result


def test_the_python_handler_allows_the_listed_origin_however_the_event_spells_it() -> None:
    result = python_handler(VALUES)
    assert result["headers"] == {
        "Content-Type": "application/json",
        "Vary": "Origin",
        "Access-Control-Allow-Origin": ORIGIN,
        "Access-Control-Allow-Credentials": "true",
    }


def test_an_error_carries_the_headers_too() -> None:
    result = python_handler(OPEN, broken=True)
    assert result["statusCode"] == 500
    assert result["headers"] == {"Vary": "Origin", "Access-Control-Allow-Origin": ORIGIN}


@pytest.mark.skipif(shutil.which("node") is None, reason="needs node")
@pytest.mark.parametrize("values", [VALUES, OPEN], ids=["credentials", "open"])
def test_the_node_handler_does_the_same(values: dict[str, str]) -> None:
    program = handlers.node(values) + (
        f"exports.handler({{headers: {{Origin: '{ORIGIN}'}}}}).then((r) => console.log(JSON.stringify(r)));"
    )
    done = subprocess.run(["node", "-e", program], capture_output=True, text=True, check=True)
    headers = json.loads(done.stdout)["headers"]
    assert headers["Access-Control-Allow-Origin"] == ORIGIN
    assert headers["Vary"] == "Origin"
    assert ("Access-Control-Allow-Credentials" in headers) is bool(values["credentials"])
