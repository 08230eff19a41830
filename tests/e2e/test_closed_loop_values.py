"""The loop is closed for OPTIONS methods whose values are wrong, and for handlers: judged, mended, allowed.

What the browser meets at the emulator is assessed as a capture would be; the first finding's snippet is applied.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from corsproxy.cli.emulating import emulated
from corsproxy.config import definitions
from corsproxy.diagnose.assess import assess
from corsproxy.diagnose.catalogue import kind
from corsproxy.diagnose.finding import Finding, Remedy, Severity
from corsproxy.diagnose.sighting import Sighting
from corsproxy.fetch.browser import BROWSERS, CHROME, Browser
from corsproxy.fetch.journey import Finished, ScriptRequest
from corsproxy.fetch.page_fetch import Credentials
from corsproxy.fetch.verdict import Outcome
from corsproxy.fixes.snippets import snippets
from corsproxy.http.headers import Headers
from corsproxy.replay.errand import make
from corsproxy.replay.sending import over_sockets
from corsproxy.replay.target import Target, through
from tests.e2e.test_closed_loop import HTTP_CASES, OPTIONS_CASES, ORIGIN, applied, folder, written

__all__ = ["folder"]

RIGHT = {
    "origin": ORIGIN, "method": "POST", "methods": "POST,OPTIONS", "headers": "content-type", "path": "/items",
    "api": "shop", "stage": "prod", "region": "us-east-1", "product": "rest-api", "credentials": "",
}  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """`wrong` values in the OPTIONS method, what the page asks, and the finding that names the fault."""

    wrong: dict[str, str]
    kind: str
    method: str = "POST"
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "application/json"),)
    credentials: Credentials = Credentials.SAME_ORIGIN


FAULTS = {
    "a header is not listed": Fault({}, "header-not-listed", headers=(("X-Trace", "1"),)),
    "a method is not listed": Fault({}, "method-not-listed", method="PUT"),
    "a star and credentials": Fault({"origin": "*"}, "wildcard-with-credentials", credentials=Credentials.INCLUDE),
    "a trailing slash": Fault({"origin": f"{ORIGIN}/"}, "allow-origin-trailing-slash"),
    "another origin": Fault({"origin": "https://www.example.com"}, "allow-origin-other"),
}


def mending(remedy: Remedy) -> Finding:
    """A finding with this remedy only, as `applied` wants one."""
    return Finding(kind("missing-options-method"), Severity.ERROR, "", "", remedies=(remedy,))


async def asked(file: Path, fault: Fault, browser: Browser, *, preflight: bool = True) -> Finished | None:
    """What a browser makes of the fault's fetch against the emulator; None where the preflight lets it pass."""
    (api,) = definitions(file, {}).apis
    host = f"{api.api_id}.execute-api.{api.region}.amazonaws.com"
    stage = api.stages[0].name if api.stages else "prod"
    prefix = "" if stage == "$default" else f"/{stage}"
    script = ScriptRequest(
        ORIGIN, fault.method, f"https://{host}{prefix}/items", Headers(fault.headers), credentials=fault.credentials
    )
    async with emulated(file) as origin, over_sockets() as sockets:
        got = await make(
            script, browser, through(Target({host: origin}, keep_host=True), sockets), preflight_only=preflight
        )
    return got if isinstance(got, Finished) else None


def first_error(got: Finished, fault: Fault) -> Finding:
    seen = Sighting("1", got.fetch, (fault.credentials,), (got.fetch.redirect,), (got.fetch.mode,), (), CHROME.name)
    return next(one for one in assess(seen).findings if one.severity == "error")


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize(("dialect", "definition"), OPTIONS_CASES, ids=[name for name, _ in OPTIONS_CASES])
async def test_wrong_values_of_an_options_method_are_mended_by_the_snippet(
    dialect: str, definition: dict[str, Any], fault: Fault, folder: Path
) -> None:
    wrong = Remedy("add-options-method", "", {**RIGHT, **fault.wrong})
    broken = applied(definition, mending(wrong), dialect)
    got = await asked(written(folder, broken), fault, CHROME)
    assert got is not None
    assert got.verdict.outcome is Outcome.BLOCKED
    finding = first_error(got, fault)
    assert finding.kind.name == fault.kind
    mended = written(folder, applied(broken, finding, dialect), "mended.yaml")
    assert [await asked(mended, fault, browser) for browser in BROWSERS] == [None, None, None]


SILENT = 'def handler(event, context):\n    return {"statusCode": 200, "body": "ok"}\n'
READABLE = Fault({}, "integration-without-cors-headers", method="POST", headers=())


@pytest.mark.parametrize("language", ["lambda-python", "lambda-node"])
@pytest.mark.parametrize("definition", [OPTIONS_CASES[-1][1], HTTP_CASES[-1][1]], ids=["rest api", "http api"])
async def test_a_handler_without_cors_headers_is_mended_by_the_snippet(
    definition: dict[str, Any], language: str, folder: Path
) -> None:
    if language == "lambda-node" and shutil.which("node") is None:
        pytest.skip("node is not installed")
    source = folder / "src"
    (source / "app.py").write_text(SILENT, encoding="utf-8")
    got = await asked(written(folder, definition), READABLE, CHROME, preflight=False)
    assert got is not None
    finding = first_error(got, READABLE)
    assert finding.kind.name == READABLE.kind
    text = snippets(finding.remedies[0])[language].text
    if language == "lambda-node":
        (source / "app.js").write_text(text, encoding="utf-8")
        function = {**definition["functions"]["items"], "runtime": "nodejs20.x"}
        definition = {**definition, "functions": {"items": function}}
    else:
        (source / "app.py").write_text(text, encoding="utf-8")
    for browser in BROWSERS:
        after = await asked(written(folder, definition, "mended.yaml"), READABLE, browser, preflight=False)
        assert after is not None
        assert after.verdict.outcome is Outcome.ALLOWED
