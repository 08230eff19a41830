"""SARIF 2.1.0 as code scanning reads it."""

from __future__ import annotations

import json
from typing import Any

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
