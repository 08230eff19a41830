"""Several origins are never written as a list where one origin stands: no browser would accept it."""

from __future__ import annotations

import json
import re

import pytest

from corsproxy.fixes import aws_cli, cloudformation, openapi, sam
from corsproxy.fixes.dialect import Dialect
from corsproxy.fixes.filling import REFLECTED
from corsproxy.fixes.several_origins import override, yaml_override
from corsproxy.fixes.snippets import DIALECTS
from tests.fixes.values import HOSTILE, HTTP, MARKS_OF_EVIL, VALUES
from tests.fixes.yaml_reading import read

TWO = VALUES | {"origin": "https://a.example,https://b.example"}
TWO_HTTP = HTTP | {"origin": "https://a.example,https://b.example"}
TWO_HOSTILE = HOSTILE | {"origin": f"{HOSTILE['origin']},{HOSTILE['origin']}"}
# a form field of the HTTP API's console takes the list
TAKES_A_LIST = {("console", "http-api-cors")}
JOINED = re.compile(r"a\.example\s*,\s*https://b\.example")
WRITERS = [(dialect, topic) for dialect in DIALECTS for topic in dialect.writers]


@pytest.mark.parametrize(("dialect", "topic"), WRITERS, ids=[f"{one.name}-{topic.value}" for one, topic in WRITERS])
def test_no_snippet_joins_two_origins_in_one_value(dialect: Dialect, topic: object) -> None:
    for values in (TWO, TWO_HTTP):
        text = dialect.writers[topic](values)  # type: ignore[index]  # the registry's own topics
        if (dialect.name, getattr(topic, "value", "")) not in TAKES_A_LIST:
            assert not JOINED.search(text)
        assert "«" not in text


@pytest.mark.parametrize(("dialect", "topic"), WRITERS, ids=[f"{one.name}-{topic.value}" for one, topic in WRITERS])
def test_hostile_origins_stay_harmless_when_there_are_several(dialect: Dialect, topic: object) -> None:
    text = dialect.writers[topic](TWO_HOSTILE)  # type: ignore[index]  # the registry's own topics
    origin_lines = [line for line in text.splitlines() if "https://a" in line]
    assert not [mark for mark in MARKS_OF_EVIL for line in origin_lines if mark in line]


def test_one_origin_needs_no_template() -> None:
    assert yaml_override(VALUES, "ResponseTemplates", 4) == ""
    assert "responseOverride" not in cloudformation.options_method(VALUES)


def test_the_template_names_each_origin_and_nothing_else() -> None:
    text = "\n".join(override(TWO))
    assert '$origin == "https://a.example" || $origin == "https://b.example"' in text
    assert yaml_override(TWO, "K", 2).startswith("  K:\n    application/json: |\n      #set(")


def test_gateway_responses_reflect() -> None:
    found = read(cloudformation.gateway_responses(TWO))["Resources"]
    for one in found.values():
        assert (
            one["Properties"]["ResponseParameters"]["gatewayresponse.header.Access-Control-Allow-Origin"] == REFLECTED
        )
    assert REFLECTED in openapi.gateway_responses(TWO)


def test_the_template_reaches_the_command_line_as_json() -> None:
    text = aws_cli.options_method(TWO)
    (given,) = re.findall(r"--response-templates '([^']*)'", text)
    assert json.loads(given)["application/json"] == "\n".join(override(TWO))


def test_sam_sends_the_preflight_to_the_function() -> None:
    event = read(sam.options_method(TWO))["Resources"]["Function"]["Properties"]["Events"]["Preflight"]["Properties"]
    assert event["Method"] == "options"
    assert event["Auth"]["Authorizer"] == "NONE"
