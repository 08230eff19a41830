"""Functions in our YAML."""

from __future__ import annotations

from pathlib import Path

import pytest

from corsproxy.gateway.unresolved import Unresolved
from corsproxy.iac.node import node_of
from corsproxy.iac.ours_functions import Reading, function, guess_runtime, referenced
from corsproxy.iac.yaml_positions import parse
from corsproxy.where import Where


@pytest.mark.parametrize(
    ("files", "handler", "runtime"),
    [
        (["app.py"], "app.main", "python3.12"),
        (["shop/app.py"], "shop.app.main", "python3.12"),
        (["index.mjs"], "index.handler", "nodejs20.x"),
        (["src/index.js"], "src/index.handler", "nodejs20.x"),
        (["bootstrap"], "", "provided.al2023"),
        (["other.txt"], "app.main", ""),
    ],
)
def test_the_runtime_is_told_by_the_file_that_the_handler_names(
    tmp_path: Path, files: list[str], handler: str, runtime: str
) -> None:
    for name in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert guess_runtime(str(tmp_path), handler) == runtime


def test_code_is_found_relative_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    reading = Reading(tmp_path)
    text = "{code: src, handler: app.main, environment: {A: 1}, timeout: 9, memory: 256, concurrency: 0}"
    found = function(parse(text, "f"), "shop", reading)
    assert not reading.mistakes
    assert (found.name, found.code, found.environment) == ("shop", str(tmp_path / "src"), {"A": "1"})
    assert (found.timeout, found.memory, found.concurrency) == (9.0, 256, 0)


def test_something_else_may_be_invoked_instead(tmp_path: Path) -> None:
    reading = Reading(tmp_path)
    found = function(parse("{invoke_url: 'http://127.0.0.1:3001'}", "f"), "shop", reading)
    assert found.invoke_url == "http://127.0.0.1:3001"
    assert not reading.mistakes


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{}", "neither 'code' nor 'invoke_url'"),
        ("{code: .}", "lacks 'handler'"),
    ],
)
def test_what_cannot_run_is_told(tmp_path: Path, text: str, words: str) -> None:
    reading = Reading(tmp_path)
    function(parse(text, "f"), "shop", reading)
    assert words in str(reading.mistakes[0])


def test_a_path_that_no_file_can_have_is_told(tmp_path: Path) -> None:
    reading = Reading(tmp_path)
    function(node_of({"code": "\ud800", "handler": "app.main"}, Where("f")), "shop", reading)
    assert [mistake.problem for mistake in reading.mistakes] == ["the code's path is one that no file can have"]


def test_code_that_is_not_there_is_left_to_whoever_runs_it(tmp_path: Path) -> None:
    reading = Reading(tmp_path)
    found = function(parse("{code: none, handler: a.b}", "f"), "shop", reading)
    assert found.code == str(tmp_path / "none")
    assert not reading.mistakes


def test_the_code_may_stand_in_the_definition(tmp_path: Path) -> None:
    reading = Reading(tmp_path)
    found = function(parse("{inline: 'def handler(e, c): pass', runtime: python3.12}", "f"), "shop", reading)
    assert (found.inline_code, found.handler, found.code) == ("def handler(e, c): pass", "index.handler", "")
    assert not reading.mistakes


def test_a_name_that_is_no_function_is_told(tmp_path: Path) -> None:
    reading = Reading(tmp_path)
    assert isinstance(referenced(parse("shop", "f"), "x", reading), Unresolved)
    assert "Add it under 'functions:'" in str(reading.mistakes[0])
