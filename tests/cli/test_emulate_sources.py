"""Definitions of several files are read together; a configuration's settings are taken with its APIs."""

from __future__ import annotations

from pathlib import Path

import pytest

from corsproxy.cli.emulate_sources import (
    USUAL_NAMES,
    Sources,
    all_faults,
    mappings,
    overriding,
    parameters_of,
    read_all,
    stamps,
    strangers,
)
from corsproxy.emulator.address import DomainMapping
from corsproxy.emulator.faults import Fault
from corsproxy.emulator.function_environment import Overrides
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


def test_parameter_overrides_are_spelled_as_sam_has_them() -> None:
    mistakes: list[Mistake] = []
    texts = ['A=1 B="two words"', "ParameterKey=C,ParameterValue=3 ParameterKey=D,ParameterValue=x=y,z"]
    assert overriding(texts, mistakes) == {"A": "1", "B": "two words", "C": "3", "D": "x=y,z"}
    assert mistakes == []
    overriding(["A", '"'], mistakes)
    assert len(mistakes) == 2


@pytest.mark.parametrize("name", USUAL_NAMES)
def test_in_a_directory_the_usual_names_are_looked_for(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text(OURS.format(name="one", id="one0000001") if "corsproxy" in name else OPENAPI)
    _, loaded = read_all(Sources(None, (tmp_path,), {}))
    assert len(loaded.apis) == 1
    assert any("sam build" in note for note in loaded.notes) is name.startswith(".aws-sam")


@pytest.mark.parametrize(
    ("name", "command"),
    [("serverless.yml", "serverless package"), ("serverless.ts", "serverless package"), ("cdk.json", "cdk synth")],
)
def test_what_a_template_is_written_from_names_the_command_that_writes_it(
    tmp_path: Path, name: str, command: str
) -> None:
    (tmp_path / name).write_text("service: x\n")
    for named in (tmp_path, tmp_path / name):
        with pytest.raises(Unusable, match=command):
            read_all(Sources(None, (named,), {}))


def test_a_fault_that_there_is_not_is_refused_with_its_place(tmp_path: Path) -> None:
    written = OURS.format(name="one", id="one0000001").replace("example'", "example', fault: trottled")
    (tmp_path / "a.yaml").write_text(written)
    _, loaded = read_all(Sources(None, (tmp_path / "a.yaml",), {}))
    with pytest.raises(Unusable, match=r"a\.yaml:5:.*'trottled'.*Did you mean 'throttled'"):
        all_faults((), loaded)


STACK = """
Resources:
  Hello:
    Type: AWS::Lambda::Function
    Properties: {FunctionName: shop-hello, Runtime: python3.12, Handler: app.handler, Code: .}
  Url:
    Type: AWS::Lambda::Url
    Properties: {TargetFunctionArn: !Ref Hello, AuthType: NONE}
"""


def test_environments_are_given_by_a_functions_name_or_its_name_in_the_template(tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(STACK)
    _, loaded = read_all(Sources(None, (tmp_path,), {}))
    given: dict[str, dict[str, str]] = {"Hello": {}, "shop-hello": {}, "Helo": {}}
    [said] = strangers(Overrides(given), loaded)
    assert "'Helo'" in said
    assert "'Hello'" in said


def test_a_templates_region_is_the_shells_unless_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "template.yaml").write_text(STACK)
    (tmp_path / "openapi.yaml").write_text(OPENAPI)
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    files = (tmp_path / "template.yaml", tmp_path / "openapi.yaml")
    _, loaded = read_all(Sources(None, files, {}))
    assert [url.region for url in loaded.function_urls] == ["eu-west-1"]
    assert [api.region for api in loaded.apis] == ["us-east-1"]
    _, loaded = read_all(Sources(None, files[:1], {"AWS::Region": "ap-south-1"}))
    assert [url.region for url in loaded.function_urls] == ["ap-south-1"]


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
