"""JUnit XML that any reader takes, whatever the traffic holds."""

from __future__ import annotations

from xml.etree import ElementTree

from corsproxy.report import junit
from tests.report.made import report


def test_every_fetch_is_a_test_case_and_every_blocked_one_a_failure() -> None:
    made = report()
    tree = ElementTree.fromstring(junit.render(made))
    assert len(tree.findall(".//testcase")) == len(made.assessments)
    failures = tree.findall(".//failure")
    assert len(failures) == sum(int(suite.get("failures", "0")) for suite in tree.findall("testsuite")) > 0
    assert failures[0].get("type") == "cors.preflight.missing-allow-origin-header"
    first = tree.find(".//testcase")
    assert first is not None
    assert first.get("classname") == "a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com"
    assert first.get("name") == "PUT /prod/items/0 from https://app.example.com"


def test_each_failure_names_its_own_url() -> None:
    tree = ElementTree.fromstring(junit.render(report(times=4, hostile=False)))
    for number, failure in enumerate(tree.findall(".//failure")[:4]):
        assert f"/prod/items/{number}'" in (failure.text or "")


def test_what_cannot_be_told_is_skipped() -> None:
    made = report(times=0, hostile=False)
    assert 'skipped="0"' in junit.render(made)
