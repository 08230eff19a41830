"""`corsproxy lint` exits 0, 1 or 2 as every command does, and says the place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corsproxy.cli.main import run

OPENAPI = """
openapi: 3.0.1
info: {title: shop, version: "1"}
paths:
  /items:
    post:
      responses: {}
      x-amazon-apigateway-integration: {type: http_proxy, httpMethod: POST, uri: "https://backend.example/items"}
"""


def lint(*arguments: str) -> int:
    with pytest.raises(SystemExit) as done:
        run(["lint", *arguments])
    assert isinstance(done.value.code, int)
    return done.value.code


@pytest.fixture
def definition(tmp_path: Path) -> str:
    file = tmp_path / "openapi.yaml"
    file.write_text(OPENAPI, encoding="utf-8")
    return str(file)


def test_a_missing_options_method_is_found_with_its_line(definition: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert lint(definition, "--format", "json") == 1
    report = json.loads(capsys.readouterr().out)
    finding = report["fetches"][0]["findings"][0]
    assert finding["code"] == "R001"
    assert finding["where"]["file"] == definition
    assert finding["where"]["line"] > 1
    assert "openapi" in finding["remedies"][0]["snippets"]


def test_the_fix_that_it_prints_mends_it(definition: str, capsys: pytest.CaptureFixture[str]) -> None:
    lint(definition, "--format", "json")
    snippet = json.loads(capsys.readouterr().out)["fetches"][0]["findings"][0]["remedies"][0]["snippets"]["openapi"]
    added = "\n".join(snippet.splitlines()[2:])  # what stands below `paths:` and the path itself
    Path(definition).write_text(OPENAPI.rstrip("\n") + "\n" + added + "\n", encoding="utf-8")
    assert lint(definition) == 0
    assert lint(definition, "--fail-on", "warning") == 1


@pytest.mark.parametrize("form", ["text", "json", "junit", "sarif", "github", "markdown", "html"])
def test_every_format_names_the_code(definition: str, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert lint(definition, "--format", form, "--fail-on", "never") == 0
    assert "R001" in capsys.readouterr().out


def test_the_matrix_shows_who_may_not_read(definition: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert lint(definition, "--matrix", "--origin", "https://app.example.com") == 0
    out = capsys.readouterr().out
    assert "CFS" in out
    assert "preflight" in out


def test_what_cannot_be_used_is_2_with_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("openapi: [", encoding="utf-8")
    assert lint(str(broken)) == 2
    assert "broken.yaml:2" in capsys.readouterr().err
    assert lint(str(tmp_path / "missing.yaml")) == 2
    assert lint("x", "--parameter", "novalue") == 2


def test_an_accepted_code_does_not_fail(definition: str) -> None:
    assert lint(definition, "--ignore", "R001") == 0
