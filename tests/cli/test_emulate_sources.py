"""Definitions of several files are read together; a configuration's settings are taken with its APIs."""

from __future__ import annotations

from pathlib import Path

import pytest

from corsproxy.cli.emulate_sources import Sources, all_faults, mappings, parameters_of, read_all, stamps
from corsproxy.emulator.address import DomainMapping
from corsproxy.emulator.faults import Fault
from corsproxy.iac.loaded import Domain, Loaded
from corsproxy.iac.loaded import Fault as DefinedFault
from corsproxy.where import Mistake, Unusable

OURS = "apis:\n  - http-api: {name}\n    id: {id}\n    routes:\n      GET /a: {{http: 'https://up.example'}}\n"
OPENAPI = """
openapi: 3.0.1
info: {title: third, version: "1"}
paths:
  /a: {get: {x-amazon-apigateway-integration: {type: mock}}}
"""


def test_files_of_several_dialects_are_read_together(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("emulator: {port: 4321}\n" + OURS.format(name="one", id="one0000001"))
    (tmp_path / "b.yaml").write_text(OURS.format(name="two", id="two0000002"))
    (tmp_path / "c.yaml").write_text(OPENAPI)
    settings, loaded = read_all(Sources(None, (tmp_path / "a.yaml", tmp_path / "b.yaml", tmp_path / "c.yaml"), {}))
    assert settings.port == 4321
    assert [api.name for api in loaded.apis] == ["one", "two", "third"]
    assert set(loaded.files) >= {tmp_path / "a.yaml", tmp_path / "b.yaml", tmp_path / "c.yaml"}


def test_a_configuration_without_apis_gives_its_settings_to_the_definitions(tmp_path: Path) -> None:
    (tmp_path / "settings.yaml").write_text("emulator: {port: 4321}\n")
    (tmp_path / "c.yaml").write_text(OPENAPI)
    settings, loaded = read_all(Sources(tmp_path / "settings.yaml", (tmp_path / "c.yaml",), {}))
    assert (settings.port, len(loaded.apis)) == (4321, 1)


def test_mistakes_of_all_files_come_together(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("apis: 5\n")
    with pytest.raises(Unusable) as unusable:
        read_all(Sources(None, (tmp_path / "a.yaml", tmp_path / "none.yaml"), {}))
    files = {Path(mistake.where.file).name for mistake in unusable.value.mistakes if mistake.where}
    assert files == {"a.yaml", "none.yaml"}


def test_parameters_are_names_and_values() -> None:
    mistakes: list[Mistake] = []
    assert parameters_of(["A=1", "B=x=y", "C="], mistakes) == {"A": "1", "B": "x=y", "C": ""}
    assert mistakes == []
    parameters_of(["A"], mistakes)
    assert len(mistakes) == 1


def test_domains_and_faults_of_definitions_are_the_emulators() -> None:
    loaded = Loaded(
        domains=(Domain("api.example.com", "a", "prod", "v1"),),
        faults=(DefinedFault("a", "GET /x", "throttled"), DefinedFault("a", "$default", "waf-blocks")),
    )
    assert mappings(loaded) == (DomainMapping("api.example.com", "a", "prod", "v1"),)
    assert all_faults([Fault("first")], loaded) == (
        Fault("first"),
        Fault("throttled", "GET", "/x", "a"),
        Fault("waf-blocks", "ANY", "$default", "a"),
    )


def test_a_stamp_tells_edits_and_absence(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("1")
    before = stamps([file, tmp_path / "none"])
    assert before[1] is None
    file.write_text("22")
    assert stamps([file, tmp_path / "none"]) != before
