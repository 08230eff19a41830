"""One file, under the environment, under the command line; every complaint with its place."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import jsonschema
import pytest

from corsproxy import config
from corsproxy.config import DEMO, Config, Emulator, LivePage, Proxy, Report, read, schema, setting_names
from corsproxy.gateway.http_api.definition import HttpApi
from corsproxy.gateway.rest_api.definition import RestApi
from corsproxy.iac.document import read as read_document
from corsproxy.iac.load import load
from corsproxy.iac.loaded import Api
from corsproxy.iac.node import plain
from corsproxy.iac.ours import SETTINGS
from corsproxy.where import Unusable

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "config.example.yaml"


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "corsproxy.yaml"
    path.write_text(text)
    return path


def complaints(path: Path | None, environment: dict[str, str] | None = None, **overrides: str) -> list[str]:
    named = {name.replace("__", "."): value for name, value in overrides.items()}
    with pytest.raises(Unusable) as failure:
        read(path, environment or {}, overrides=named)
    return [str(mistake) for mistake in failure.value.mistakes]


def test_without_a_file_the_defaults_are_those_of_the_design() -> None:
    found = read(None, {})
    assert (found.proxy.listen_port, found.live_page.port, found.emulator.port) == (8080, 8081, 4000)
    hosts = {found.proxy.listen_host, found.live_page.host, found.emulator.host}
    assert hosts == {"127.0.0.1"}
    assert found.browsers == ("chrome", "firefox", "safari")
    assert found.apis == ()


def test_the_command_line_wins_over_the_environment_which_wins_over_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, "proxy: {listen_port: 1, mode: regular}\nemulator: {port: 1, host: h}\nbrowsers: chrome")
    environment = {
        "CORSPROXY_PROXY_LISTEN_PORT": "2",
        "CORSPROXY_EMULATOR_PORT": "2",
        "CORSPROXY_ORIGINS": "https://a.b, null",
    }
    found = read(path, environment, overrides={"proxy.listen_port": "3"})
    assert (found.proxy.listen_port, found.emulator.port, found.emulator.host) == (3, 2, "h")
    assert found.browsers == ("chrome",)
    assert found.origins == ("https://a.b", "null")


def test_every_field_of_the_configuration_is_a_setting_and_the_other_way_round() -> None:
    sections = {"proxy": Proxy, "live_page": LivePage, "emulator": Emulator, "report": Report}
    fields = {field.name for field in dataclasses.fields(Config)} - {"definitions", "file"} - sections.keys()
    fields |= {f"{name}.{field.name}" for name, kind in sections.items() for field in dataclasses.fields(kind)}
    assert set(setting_names()) == fields


@pytest.mark.parametrize("name", setting_names())
def test_every_setting_can_come_from_the_environment(name: str) -> None:
    values = {
        "proxy.mode": "reverse:https://x.y", "proxy.ui": "web", "live_page.enabled": "false", "browsers": "safari",
        "origins": "https://a.b", "report.format": "json", "report.fail_on": "never",
    }  # fmt: skip
    value = values.get(name, "77" if name.endswith("port") else "localhost")
    found = read(None, {f"CORSPROXY_{name.replace('.', '_').upper()}": value})
    assert found != read(None, {})


def test_what_the_environment_does_not_set_is_told() -> None:
    (said,) = complaints(None, {"CORSPROXY_PROXY_PORT": "1", "CORSPROXY_TRACEBACK": "1", "PATH": "x"})
    assert said.startswith("the environment: CORSPROXY_PROXY_PORT sets nothing")
    assert "CORSPROXY_PROXY_LISTEN_PORT" in said
    (said,) = complaints(None, {"CORSPROXY_EMULATOR_PORT": "many"})
    assert "CORSPROXY_EMULATOR_PORT (environment)" in said
    assert "a whole number from 0 to 65535" in said


def test_what_the_command_line_gets_wrong_is_told() -> None:
    assert "Did you mean 'proxy.listen_port'?" in complaints(None, proxy__listen_prt="1")[0]
    assert "is not one of" not in complaints(None, report__fail_on="sometimes")[0]
    assert "Known are error, warning, note, never." in complaints(None, report__fail_on="sometimes")[0]


def test_every_mistake_of_a_file_is_told_with_line_and_mend(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "proxxy: {}\nproxy: {listen_prt: 1, ui: wev, listen_port: 99999}\norigins: [https://a.b/path]\nbrowsers: [opera]\n",
    )
    said = [line.removeprefix(str(path)) for line in complaints(path)]
    assert [line.split(":")[1] for line in said] == ["1", "2", "2", "2", "3", "4"]
    assert "Did you mean 'proxy'?" in said[0]
    assert "Did you mean 'listen_port'?" in said[1]
    assert "Did you mean 'web'?" in said[2]
    assert "scheme://host[:port]" in said[4]


def test_an_empty_file_is_the_defaults(tmp_path: Path) -> None:
    found = read(written(tmp_path, "# nothing\n"), {})
    assert dataclasses.replace(found, file=None, definitions=Config().definitions) == read(None, {})


def test_the_schema_that_ships_is_the_one_of_the_code() -> None:
    assert (Path(config.__file__).parent / "config.schema.json").read_bytes() == schema()


def test_a_definition_file_may_have_the_settings_beside_its_apis() -> None:
    assert set(SETTINGS) == set(config.SETTINGS)
    assert [api.api_id for api in load(EXAMPLE).apis] == [api.api_id for api in read(EXAMPLE, {}).apis]


def test_the_example_fits_the_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(schema()))
    jsonschema.validate(plain(read_document(EXAMPLE)), json.loads(schema()))


def test_the_demo_ships_the_example_and_its_code() -> None:
    example = EXAMPLE.read_text().replace("corsproxy/demo/shop", "shop")
    beginning = "# ----"
    assert DEMO.read_text().partition(beginning)[2] == example.partition(beginning)[2]
    for path in (EXAMPLE, DEMO):
        for api in read(path, {}).apis:
            for code in codes(api):
                assert (Path(code) / "shop.py").is_file()


def codes(api: Api) -> set[str]:
    found = set()
    if isinstance(api, HttpApi):
        integrations = [getattr(route.integration, "function", None) for route in api.routes]
    else:
        integrations = [getattr(method.integration, "function", None) for r in api.resources for method in r.methods]
    for function in integrations:
        if function is not None:
            found.add(str(function.code))
    return found


def test_the_demo_has_every_classic_failure() -> None:
    origin = "http://page.test:1"
    apis = {api.api_id: api for api in read(DEMO, {}, parameters={"page_origin": origin}).apis}
    shop, rest, mended = apis["shophttp01"], apis["shoprest01"], apis["shoprest02"]
    assert isinstance(shop, HttpApi)
    assert isinstance(rest, RestApi)
    assert isinstance(mended, RestApi)
    assert shop.cors is not None
    assert shop.cors.allow_origins == (origin,)
    assert "DELETE" not in shop.cors.allow_methods
    methods = {resource.path: {method.http_method for method in resource.methods} for resource in rest.resources}
    assert methods["/orders"] == {"POST"}
    assert "OPTIONS" in methods["/reviews"]
    assert "/nowhere" not in methods
    assert rest.gateway_responses == ()
    assert (
        mended.gateway_responses[0].parameters["gatewayresponse.header.Access-Control-Allow-Origin"] == f"'{origin}'"
    )


def test_a_parameter_that_the_file_does_not_declare_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "parameters: {page_origin: x}\n")
    with pytest.raises(Unusable, match="Did you mean 'page_origin'"):
        read(path, {}, parameters={"page_orgin": "y"})


def test_what_the_example_only_suggests_can_be_used_as_it_stands(tmp_path: Path) -> None:
    text = EXAMPLE.read_text()
    used, _, more = text.partition('# Take away the "# " to use it.\n#\n')
    suggested = "\n".join(f"  {line.removeprefix('# ').removeprefix('#')}" for line in more.splitlines())
    (tmp_path / "template.yaml").write_text(
        "Parameters: {Stage: {Type: String}}\nResources: {A: {Type: AWS::ApiGateway::RestApi}}"
    )
    path = written(tmp_path, used.replace("corsproxy/demo/shop", str(DEMO.parent / "shop")) + suggested)
    found = read(path, {})
    assert [api.name for api in found.apis][-3:] == ["A", "orders", "inner"]
    assert [(fault.route, fault.outcome) for fault in found.definitions.faults] == [("POST /orders", "throttled")]
    assert [domain.name for domain in found.definitions.domains] == ["api.shop.example"]
