"""SARIF 2.1.0 as code scanning reads it."""

from __future__ import annotations

import json
from typing import Any

import jsonschema

from corsproxy.report import sarif
from corsproxy.report.sarif import fingerprint
from tests.report.made import report


def made(**more: Any) -> Any:
    return json.loads(sarif.render(report(**more)))


def test_each_result_has_its_rule_a_place_and_a_fingerprint() -> None:
    (run,) = made()["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert all(rule["helpUri"].startswith("https://") and rule["shortDescription"]["text"] for rule in rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
        (location,) = result["locations"]
        assert location["physicalLocation"]["artifactLocation"] == {"uri": "session.har", "uriBaseId": "SRCROOT"}
        assert location["physicalLocation"]["region"]["startLine"] > 1
        assert location["logicalLocations"][0]["fullyQualifiedName"].split(" ")[1].startswith("https://")
        assert len(result["partialFingerprints"]["corsproxy/v1"]) == 32


def test_many_fetches_with_one_problem_are_one_result_with_a_count() -> None:
    (missing,) = [each for each in made(times=50)["runs"][0]["results"] if each["ruleId"] == "R001"]
    assert missing["occurrenceCount"] == 50
    assert len(missing["relatedLocations"]) < 50


def test_ids_and_queries_do_not_change_a_fingerprint_and_the_problem_does() -> None:
    first, second = report().assessments[0].findings[0], report().assessments[-1].findings[0]
    one = fingerprint(first, "https://p", "GET", "https://a/items/1?x")
    assert one == fingerprint(first, "https://p", "GET", "https://a/items/27?y")
    assert one != fingerprint(first, "https://p", "PUT", "https://a/items/1?x")
    assert one != fingerprint(second, "https://p", "GET", "https://a/items/1?x")


_TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
_PLACE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["physicalLocation"],
    "properties": {
        "id": {"type": "integer"},
        "message": _TEXT,
        "physicalLocation": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "artifactLocation": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {"uri": {"type": "string", "format": "uri-reference"}, "uriBaseId": {"type": "string"}},
                },
                "region": {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {
                        "startLine": {"type": "integer", "minimum": 1},
                        "startColumn": {"type": "integer", "minimum": 1},
                    },
                },
            },
        },
        "logicalLocations": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "properties": {"fullyQualifiedName": {"type": "string"}, "name": {"type": "string"}, "kind": {"type": "string"}},
            },
        },
    },
}  # fmt: skip
# The parts of SARIF 2.1.0 that we write, closed: what the standard does not have, or has otherwise, fails.
_SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["version", "runs"],
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {"type": "array", "items": {"type": "object", "required": ["tool"], "properties": {
            "tool": {"type": "object", "required": ["driver"], "properties": {"driver": {
                "type": "object", "required": ["name"], "properties": {
                    "name": {"type": "string"},
                    "version": {"type": "string"},
                    "semanticVersion": {"type": "string"},
                    "informationUri": {"type": "string", "format": "uri"},
                    "rules": {"type": "array", "uniqueItems": True, "items": {
                        "type": "object", "required": ["id"], "additionalProperties": False, "properties": {
                            "id": {"type": "string"}, "name": {"type": "string"},
                            "shortDescription": _TEXT, "fullDescription": _TEXT, "help": _TEXT,
                            "helpUri": {"type": "string", "format": "uri"},
                            "defaultConfiguration": {"properties": {
                                "level": {"enum": ["none", "note", "warning", "error"]}}},
                            "properties": {"properties": {
                                "tags": {"type": "array", "items": {"type": "string"}, "uniqueItems": True}}},
                        }}},
                }}}},
            "results": {"type": "array", "items": {
                "type": "object", "required": ["message"], "properties": {
                    "ruleId": {"type": "string"},
                    "ruleIndex": {"type": "integer", "minimum": 0},
                    "level": {"enum": ["none", "note", "warning", "error"]},
                    "message": _TEXT,
                    "locations": {"type": "array", "items": _PLACE},
                    "relatedLocations": {"type": "array", "items": _PLACE, "uniqueItems": True},
                    "occurrenceCount": {"type": "integer", "minimum": 1},
                    "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string"}},
                }}},
        }}},
    },
}  # fmt: skip


def test_what_is_written_has_the_shape_that_the_standard_gives_it() -> None:
    assert ": null" not in sarif.render(report())
    for written in (made(), made(times=50)):
        jsonschema.validate(written, _SCHEMA, format_checker=jsonschema.FormatChecker())
