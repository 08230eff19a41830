"""Every dialect says what it can for every remedy, with the user's values, and nothing hostile survives."""

from __future__ import annotations

import pytest

from corsproxy.diagnose.finding import Remedy
from corsproxy.diagnose.remedy_texts import TEXTS
from corsproxy.fixes.dialect import Dialect
from corsproxy.fixes.snippets import DIALECTS, snippets
from tests.fixes.values import HOSTILE, MARKS_OF_EVIL, OPEN, VALUES


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_each_writer_fills_in_the_users_values(dialect: Dialect) -> None:
    for topic, writer in dialect.writers.items():
        text = writer(VALUES)
        assert "«" not in text
        if topic not in {"options-route", "options-in-policy"}:
            assert "https://app.example.com" in text, topic


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_nothing_hostile_survives(dialect: Dialect) -> None:
    for writer in dialect.writers.values():
        harmless = writer(OPEN | {"credentials": "true"})
        text = writer(HOSTILE)
        for mark in MARKS_OF_EVIL:
            assert text.count(mark) <= harmless.count(mark), mark
        assert text.count("\n") == harmless.count("\n") or dialect.name == "serverless"


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_credentials_are_allowed_only_where_the_page_asks_with_them(dialect: Dialect) -> None:
    for topic, writer in dialect.writers.items():
        if topic in {"options-route", "options-in-policy"}:
            continue
        assert "credentials" in writer(VALUES).lower(), topic
        assert "credentials" not in writer(OPEN).lower(), topic


def test_dialects_have_names_of_their_own() -> None:
    assert len({dialect.name for dialect in DIALECTS}) == len(DIALECTS) == 15


def test_a_remedy_that_is_only_words_has_no_snippet() -> None:
    assert snippets(Remedy("refresh-token", "", VALUES)) == {}


@pytest.mark.parametrize("kind", TEXTS)
def test_every_remedy_gives_snippets_or_none_without_failing(kind: str) -> None:
    for name, snippet in snippets(Remedy(kind, "", VALUES)).items():
        assert snippet.dialect == name
        assert snippet.text.strip()


def test_the_infrastructure_remedies_are_said_in_every_dialect_of_infrastructure() -> None:
    infrastructure = [
        "sam",
        "cloudformation",
        "cdk-typescript",
        "cdk-python",
        "terraform",
        "serverless",
        "openapi",
        "aws-cli",
        "console",
        "corsproxy",
    ]
    for kind in ("add-options-method", "add-gateway-response-headers", "configure-http-api-cors"):
        assert list(snippets(Remedy(kind, "", VALUES))) == infrastructure
