"""The plugin makes a test item of each captured page fetch, and its failures read as the browser's message."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[2]
MODULE = """
import pytest

@pytest.mark.corsproxy(capture="demo.har", against={against!r})
def test_cors(replayed):
    replayed.check()
"""


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    shutil.copy(ROOT / "tests/replay/demo.har", pytester.path)
    pytester.makepyfile(test_shop=MODULE.format(against=str(ROOT / "config.example.yaml")))
    pytester.makeini("[pytest]\nasyncio_mode = auto\nasyncio_default_fixture_loop_scope = function\n")
    return pytester


def run(project: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return project.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:randomly", *arguments)


def test_one_item_for_each_captured_fetch(project: pytest.Pytester) -> None:
    result = run(project, "--collect-only", "-q")
    assert (
        "test_shop.py::test_cors[GET http://shophttp01.execute-api.localhost:4000/items from http://localhost:8000]"
        in str(result.stdout)
    )


def test_recorded_behaviour_passes_and_strict_fails_what_is_still_broken(project: pytest.Pytester) -> None:
    result = run(project)
    counts = result.parseoutcomes()
    assert counts.get("failed", 0) == 0
    assert counts["passed"] > 12
    strict = run(project, "--corsproxy-strict", "-k", "orders")
    strict.stdout.fnmatch_lines(["*has been blocked by CORS policy*"])
    assert strict.parseoutcomes() == {"failed": 1, "deselected": counts["passed"] - 1}


def test_update_writes_expectations_that_then_hold(project: pytest.Pytester) -> None:
    run(project, "--corsproxy-update", "-k", "orders or items")
    file = project.path / "demo.expect.yaml"
    text = file.read_text(encoding="utf-8")
    assert "PreflightMissingAllowOriginHeader" in text
    file.write_text(
        text.replace("outcome: blocked\n  error: PreflightMissingAllowOriginHeader", "outcome: allowed"),
        encoding="utf-8",
    )
    result = run(project, "-k", "orders")
    result.stdout.fnmatch_lines(["*expected by *demo.expect.yaml:*: allowed*"])
    assert result.parseoutcomes()["failed"] == 1


def test_it_works_under_xdist(project: pytest.Pytester) -> None:
    result = run(project, "-n", "2")
    assert result.parseoutcomes().get("failed", 0) == 0
    assert result.ret == 0


def test_a_capture_that_cannot_be_read_is_a_usage_error(project: pytest.Pytester) -> None:
    (project.path / "demo.har").write_text("not a har", encoding="utf-8")
    result = run(project)
    assert result.ret != 0
    assert "demo.har" in str(result.stdout) + str(result.stderr)


def test_the_judge_and_the_emulator_are_fixtures(project: pytest.Pytester) -> None:
    project.makepyfile(
        test_app=f"""
async def app(scope, receive, send):
    await send({{"type": "http.response.start", "status": 200, "headers": []}})
    await send({{"type": "http.response.body", "body": b""}})

def test_app(cors):
    cors.assert_blocked("https://a.example", "/x", app=app, error="MissingAllowOriginHeader")

def test_emulator(cors, corsproxy_emulator):
    origin = corsproxy_emulator({str(ROOT / "config.example.yaml")!r})
    cors.assert_allowed("http://localhost:8000", origin + "/prod/products")
"""
    )
    assert run(project, "test_app.py").parseoutcomes() == {"passed": 2}


def test_an_emulator_of_what_is_not_there_fails_in_one_line(project: pytest.Pytester) -> None:
    project.makepyfile(test_none="def test_none(corsproxy_emulator):\n    corsproxy_emulator('none.yaml')\n")
    result = run(project, "test_none.py")
    assert result.parseoutcomes() == {"failed": 1}
    result.stdout.fnmatch_lines(["none.yaml: cannot be read: No such file or directory*"])
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*another exception*")


def test_the_plugin_imports_nothing_heavy_for_those_who_do_not_use_it(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
import sys

def test_nothing():
    heavy = {"mitmproxy", "aiohttp", "yaml", "jsonschema", "airspeed"} & set(sys.modules)
    assert not heavy, heavy
"""
    )
    assert pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:xdist").parseoutcomes() == {"passed": 1}


def collected(project: pytest.Pytester, text: str) -> None:
    (project.path / "test_shop.py").unlink()
    (project.path / "shop.cors.yaml").write_text(text, encoding="utf-8")


AGAINST = f"capture: demo.har\nagainst: {ROOT / 'config.example.yaml'}\n"


def test_a_yaml_file_is_a_test_file_only_where_the_user_asks_for_it(project: pytest.Pytester) -> None:
    collected(project, AGAINST)
    assert run(project).parseoutcomes() == {}
    counts = run(project, "--corsproxy-collect").parseoutcomes()
    assert counts["passed"] > 12
    assert "failed" not in counts
    project.makeini("[pytest]\ncorsproxy_collect = true\nasyncio_default_fixture_loop_scope = function\n")
    assert run(project).parseoutcomes() == counts
    assert run(project, "-n", "2").parseoutcomes() == counts


def test_its_failures_read_as_the_browsers_message_and_what_changed(project: pytest.Pytester) -> None:
    wanted = (
        "expect:\n  - {fetch: 'POST http://shoprest01.execute-api.localhost:4000/prod/orders', from: 'http://localhost:8000',"
        " outcome: allowed}\n"
    )
    collected(project, AGAINST + wanted)
    result = run(project, "--corsproxy-collect", "-k", "orders")
    shown = str(result.stdout)
    assert "Traceback" not in shown
    assert "pytest_plugin.py" not in shown
    result.stdout.fnmatch_lines(["*has been blocked by CORS policy*", "*expected by *shop.cors.yaml:4*: allowed*"])


def test_a_mistake_in_it_is_an_error_of_collection_with_its_line(project: pytest.Pytester) -> None:
    collected(project, AGAINST + "unsave: true\n")
    result = run(project, "--corsproxy-collect")
    result.stdout.fnmatch_lines(["*shop.cors.yaml:3*'unsave' is not known*"])
    assert result.parseoutcomes() == {"errors": 1}
