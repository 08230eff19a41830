"""The demo's page in real browsers, through the real proxy: what we say is what the page experienced."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest

from corsproxy.cli.demo_cases import CASES
from corsproxy.cli.demo_run import Outcome, disagreement, says
from corsproxy.cli.demo_stage import staged
from corsproxy.proxy.launch.installed import Installed
from corsproxy.proxy.launch.session import launched
from tests.e2e import installed_browsers

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

# What the cases are for: the error that each shows in Chromium. Case ids that are not here are fine.
ERRORS = {
    "http-api-header": "HeaderDisallowedByPreflightResponse",
    "http-api-method": "MethodDisallowedByPreflightResponse",
    "other-origin": "MissingAllowOriginHeader",
    "other-origin-preflight": "PreflightMissingAllowOriginHeader",
    "no-options": "PreflightMissingAllowOriginHeader",
    "lambda-no-header": "MissingAllowOriginHeader",
    "origin-list": "MultipleAllowOriginValues",
    "wildcard-cookies": "WildcardOriginNotAllowed",
    "unauthorized": "MissingAllowOriginHeader",
    "missing-token": "MissingAllowOriginHeader",
    "rest-method": "MethodDisallowedByPreflightResponse",
    "rest-header": "HeaderDisallowedByPreflightResponse",
    "bad-gateway": "MissingAllowOriginHeader",
}


async def walked(browser: Installed) -> tuple[list[Outcome], list[str]]:
    """Drive the browser over the page; the outcomes, and the ids of the cases in the order in which they were told."""
    told: list[str] = []
    async with (
        staged(0, 0, 0, lambda outcome: told.append(outcome.case.id)) as stage,
        launched(browser, proxy=stage.proxy, url=stage.page, headless=True, listen=True) as session,
    ):
        assert await asyncio.to_thread(stage.run.finished.wait, 60), "the page never reported"
        await asyncio.sleep(0.3)
        stage.run.listened(session.seen)
        return stage.run.outcomes, told


async def test_chromium_experiences_what_we_say_and_names_the_same_error() -> None:
    outcomes, told = await walked(installed_browsers.chromium())
    assert {one.case.id: one.devtools.error for one in outcomes if one.devtools and one.devtools.error} == ERRORS
    assert {one.case.id: says(one, "chrome")[1] for one in outcomes if one.page == "blocked"} == ERRORS
    assert [disagreement(one, "chrome") for one in outcomes] == [""] * len(CASES)
    assert told == [case.id for case in CASES], "each was told once, as it happened"


async def test_firefox_experiences_what_we_say() -> None:
    outcomes, _ = await walked(installed_browsers.firefox())
    assert {one.case.id for one in outcomes if one.page == "blocked"} == set(ERRORS)
    assert [disagreement(one, "firefox") for one in outcomes] == [""] * len(CASES)


async def test_once_prints_the_table_and_exits_with_0() -> None:
    installed_browsers.chromium()
    arguments = ["demo", "--once", "--port", "0", "--emulator-port", "0", "--page-port", "0"]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "corsproxy", *arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    out, err = await process.communicate()
    text = out.decode()
    assert process.returncode == 0, err.decode()
    assert max(map(len, text.splitlines())) <= 100
    assert all(case.title in text for case in CASES)
    assert "and so does chrome's own error" in text
    assert err == b"", "nothing but the table"
