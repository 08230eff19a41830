"""APIs in our own YAML: `parameters:`, `functions:` and `apis:`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.http_api.definition import HttpApi
from corsproxy.gateway.rest_api.definition import RestApi
from corsproxy.iac.http_api_rules import cors_notes
from corsproxy.iac.loaded import Domain, Fault, Loaded, joined
from corsproxy.iac.node import Node, with_texts
from corsproxy.iac.ours_function_url import function_url
from corsproxy.iac.ours_functions import Reading, entries, function, text, text_map
from corsproxy.iac.ours_grammar import APIS, FUNCTIONS, PARAMETERS
from corsproxy.iac.ours_http import http_api
from corsproxy.iac.ours_rest import rest_api
from corsproxy.iac.shape import Anything, Field, Record, near
from corsproxy.iac.yaml_positions import scalar
from corsproxy.where import Mistake, Unusable, Where

FIELDS = {
    "parameters": Field(PARAMETERS, "Defaults of the ${names} that this file uses; --parameter sets them."),
    "functions": Field(FUNCTIONS, "Lambda functions by name."),
    "apis": Field(APIS, "The APIs to emulate."),
}
# a configuration has these beside its APIs; `corsproxy.config` judges them
SETTINGS = ("proxy", "live_page", "emulator", "browsers", "origins", "report")
DOCUMENT = Record(
    "the document", {**FIELDS, **{name: Field(Anything(), "A setting of corsproxy itself.") for name in SETTINGS}}
)
PARAMETER = re.compile(r"\$\{([A-Za-z0-9_.$-]+)\}")
Load = Callable[[Path, Mapping[str, str], Mapping[str, LambdaFunction]], Loaded]


def looks_like_ours(node: Node) -> bool:
    """Say whether `node` has a list of APIs as our YAML writes it."""
    return node.get("apis") is not None


def substituted(node: Node, values: Mapping[str, str]) -> Node:
    """Put `values` in for every `${name}` that is among them; all other `${…}` are AWS's and stay."""

    def filled(text: Node) -> Node:
        written = str(text.value)
        found = PARAMETER.sub(lambda match: values.get(match[1], match[0]), written)
        if found == written:
            return text
        value = scalar(found, (True, False), None) if PARAMETER.fullmatch(written) else found
        return Node(value, text.where, found)

    return with_texts(node, filled)


def parameters_of(node: Node, given: Mapping[str, str]) -> tuple[dict[str, str], list[Mistake]]:
    """Return the document's parameters with `given` over their defaults, and what was given but not declared."""
    found = node.get("parameters")
    values = {key: item.text for key, item in found.entries()} if found is not None else {}
    unknown = [Mistake(f"there is no parameter '{name}'", node.where, near(name, tuple(values))) for name in given
               if name not in values]  # fmt: skip
    return {**values, **given}, unknown


def prepared(node: Node, given: Mapping[str, str]) -> Node:
    """Return the document with its parameters put in; raise `Unusable` for parameters that it does not declare."""
    values, unknown = parameters_of(node, given)
    if unknown:
        raise Unusable(unknown)
    return substituted(node, values)


def load_ours(node: Node, file: Path, load_other: Load) -> Loaded:
    """Build the APIs of a document whose shape has been checked; `load_other` loads the templates it names."""
    reading = Reading(file.parent.resolve())
    reading.functions = {name: function(item, name, reading) for name, item in entries(node, "functions")}
    parts = [Loaded(files=(file,))]
    if (apis := node.get("apis")) is not None:
        items = apis.items() if isinstance(apis.value, tuple) else (apis,)
        parts += [one_api(item, reading, load_other) for item in items]
    loaded = joined(parts)
    seen: dict[str, Where | None] = {}
    named = [(api.api_id, api.where) for api in loaded.apis]
    for api_id, where in (*named, *((url.url_id, url.where) for url in loaded.function_urls)):
        if api_id in seen:
            mend = f"Give one of them another 'id:' (the other is at {seen[api_id]})."
            reading.mistakes.append(Mistake(f"two APIs have the id '{api_id}'", where, mend))
        seen[api_id] = where
    if reading.mistakes:
        raise Unusable(reading.mistakes)
    return loaded


def one_api(node: Node, reading: Reading, load_other: Load) -> Loaded:
    """Build one entry of `apis:`."""
    if (template := node.get("template")) is not None:
        try:
            return load_other(reading.directory / template.text, text_map(node.get("parameters")), reading.functions)
        except Unusable as error:
            reading.mistakes += error.mistakes
            return Loaded()
    if node.get("function-url") is not None:
        return Loaded(function_urls=(function_url(node, reading),))
    api: HttpApi | RestApi
    notes: list[str] = []
    faults: tuple[Fault, ...]
    if node.get("http-api") is not None:
        api = http_api(node, reading)
        notes = cors_notes(api.cors) if api.cors is not None else []
        faults = tuple(fault(api.api_id, key, item) for key, item in entries(node, "routes") if item.get("fault"))
    else:
        api = rest_api(node, reading)
        faults = tuple(
            fault(api.api_id, f"{key} {path}", item)
            for path, methods in entries(node, "resources")
            for key, item in methods.entries()
            if item.get("fault")
        )
    return Loaded((api,), tuple(notes), (), domains(node, api, reading), faults)


def fault(api_id: str, route: str, node: Node) -> Fault:
    """Read `fault:` of a route."""
    found = node.get("fault") or node
    return Fault(api_id, route, found.text, found.where)


def domains(node: Node, api: HttpApi | RestApi, reading: Reading) -> tuple[Domain, ...]:
    """Read `domains:`; the stage may be left out where there is one."""
    names = tuple(stage.name for stage in api.stages)
    found = []
    for name, item in entries(node, "domains"):
        stage = text(item, "stage") or (names[0] if len(names) == 1 else "")
        if stage not in names:
            told = f"the stage '{stage}', which is not there" if stage else "no stage"
            reading.wrong(f"the domain '{name}' maps to {told}", item, f"Stages are {', '.join(names)}.")
        found.append(Domain(name.lower(), api.api_id, stage, text(item, "base_path").strip("/"), item.where))
    return tuple(found)
