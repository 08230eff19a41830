"""The JSON contract, schema_version 1: every field present, every value of the named sort."""

from __future__ import annotations

import json
from typing import Any

from corsproxy.report import json as report_json
from corsproxy.report.report import Report
from tests.report.made import report

FETCH = {"id", "page_origin", "method", "url", "entries", "verdicts", "findings"}
VERDICT = {"outcome", "error", "phase", "culprit", "console", "readable_headers", "credentials", "if"}
FINDING = {"kind", "code", "severity", "title", "why", "author", "alternatives", "remedies", "where"}
AUTHOR = {"layer", "type", "certainty", "evidence"}
LAYERS = {
    "cors-configuration", "gateway-response", "mock-integration", "integration", "authorizer", "waf", "cloudfront", "dev-tool",
    "network", "unknown",
}  # fmt: skip


def made(**more: Any) -> Any:
    return json.loads(report_json.encode(report(**more)))


def test_the_document_has_the_contracts_members() -> None:
    document = made()
    assert document["schema_version"] == 1
    assert document["tool"] == {"name": "corsproxy", "version": "1.2.3"}
    assert document["notes"] == ["a note: <b>bold</b>\x1b[0m"]
    assert document["summary"]["fetches"] == len(document["fetches"])
    for fetch in document["fetches"]:
        assert set(fetch) >= FETCH
        assert set(fetch["verdicts"]) == {"chrome", "firefox", "safari"}
        assert all(set(each) == {"index", "role"} for each in fetch["entries"])
        assert all(each["role"] in {"preflight", "actual", "redirect"} for each in fetch["entries"])


def test_every_verdict_has_every_field_and_only_named_values() -> None:
    for fetch in made()["fetches"]:
        for verdict in fetch["verdicts"].values():
            assert set(verdict) >= VERDICT
            assert verdict["outcome"] in {"allowed", "blocked", "depends", "not-cors", "unknown"}
            assert verdict["credentials"] in {"include", "omit", "unknown"}
            assert verdict["phase"] in {None, "preflight", "actual", "redirect"}
            assert (verdict["error"] is not None) == (verdict["outcome"] == "blocked")
            assert bool(verdict["if"]) == (verdict["outcome"] == "depends")
            if verdict["if"]:
                assert {"include", "omit"} <= set(verdict["if"])
                assert all(set(each) == {"outcome", "error", "console"} for each in verdict["if"].values())


def test_every_finding_has_every_field_and_only_named_values() -> None:
    findings = [finding for fetch in made()["fetches"] for finding in fetch["findings"]]
    assert findings
    for finding in findings:
        assert set(finding) >= FINDING
        assert finding["severity"] in {"error", "warning", "note"}
        for author in [finding["author"], *finding["alternatives"]]:
            assert set(author) >= AUTHOR
            assert author["layer"] in LAYERS
            assert author["certainty"] in {"certain", "likely", "possible"}
        assert all("decide_with" in each for each in finding["alternatives"])
        assert all({"kind", "text", "snippets"} <= set(each) for each in finding["remedies"])


def test_a_star_without_known_credentials_depends_and_says_both_ways() -> None:
    (star,) = [fetch for fetch in made()["fetches"] if fetch["url"].endswith("/star")]
    verdict = star["verdicts"]["chrome"]
    assert verdict["outcome"] == "depends"
    assert verdict["if"]["include"]["error"] == "WildcardOriginNotAllowed"
    assert verdict["if"]["omit"]["outcome"] == "allowed"


def test_a_fetch_whose_preflight_is_not_recorded_shows_the_question_and_the_command() -> None:
    (unasked,) = [fetch for fetch in made()["fetches"] if fetch["url"].endswith("/unasked")]
    note = unasked["notes"][-1]
    assert "Access-Control-Request-Method: PUT" in note
    assert "Access-Control-Request-Headers: content-type" in note
    assert "corsproxy probe" in note


def test_shared_judgements_are_told_with_each_fetchs_own_values() -> None:
    document = made(times=12, hostile=False)
    for fetch in document["fetches"]:
        for line in fetch["verdicts"]["chrome"]["console"][:1]:
            assert f"'{fetch['url']}'" in line
    exact = report(times=12, hostile=False)
    alone = Report(
        tuple(exact.at(position) for position in range(len(exact.assessments))), exact.notes, "1.2.3", exact.places
    )
    assert json.loads(report_json.encode(alone)) == document


def test_the_pieces_are_the_whole() -> None:
    value = report()
    assert b"".join(report_json.chunks(value)) == report_json.encode(value)
    assert json.loads(report_json.encode(Report(())))["fetches"] == []
