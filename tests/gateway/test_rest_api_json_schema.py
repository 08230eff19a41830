"""Models."""

from __future__ import annotations

from typing import Any

import pytest

from corsproxy.gateway.rest_api.json_schema import problem

MODEL: Any = {
    "$schema": "http://json-schema.org/draft-04/schema#",
    "type": "object",
    "properties": {"a": {"type": "number"}, "b": {"$ref": "#/definitions/name"}},
    "required": ["a"],
    "definitions": {"name": {"type": "string", "minLength": 2}},
}


@pytest.mark.parametrize(
    ("document", "fits"),
    [({"a": 1}, True), ({"a": 1, "b": "xy"}, True), ({}, False), ({"a": "1"}, False), ({"a": 1, "b": "x"}, False), ([], False)],
)  # fmt: skip
def test_a_document_fits_its_model_or_the_reason_is_told(document: Any, fits: bool) -> None:
    found = problem(MODEL, document)
    assert (found is None) is fits
    assert found is None or found.startswith("[")


@pytest.mark.parametrize(
    "schema", ["text", None, {"$ref": "http://169.254.169.254/latest"}, {"$ref": "file:///etc/passwd"}, {"type": 7},
               {"$ref": "#/definitions/missing"}, {"pattern": "["}, {"pattern": "(a+)+$"},
               {"patternProperties": {"(a+)+$": {}}}],
)  # fmt: skip
def test_a_model_that_cannot_be_used_fits_nothing_and_fetches_nothing(schema: Any) -> None:
    text = "a" * 100 + "!"
    assert problem(schema, {text: 1} if isinstance(schema, dict) and "patternProperties" in schema else text)


def test_a_model_that_contains_itself_ends() -> None:
    schema: Any = {"type": "object", "properties": {"next": {"$ref": "#"}}}
    assert problem(schema, {"next": {"next": {}}}) is None
    loop: Any = {"$ref": "#"}
    assert problem(loop, {}) is not None
