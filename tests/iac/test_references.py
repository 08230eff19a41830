"""`$ref` within a document."""

from __future__ import annotations

import jsonschema

from corsproxy.iac.references import References, closed_schema
from corsproxy.iac.settled import Taking
from corsproxy.iac.yaml_positions import parse

DOCUMENT = """
a: {$ref: '#/b'}
b: {$ref: '#/paths/~1x~1{id}'}
paths: {'/x/{id}': {get: 1}}
loop: {$ref: '#/loop2'}
loop2: {$ref: '#/loop'}
lost: {$ref: '#/nowhere'}
other: {$ref: 'other.yaml#/x'}
list: {$ref: '#/items/1'}
items: [{v: 0}, {v: 1}]
schema: {$ref: '#/definitions/Person'}
definitions:
  Person: {type: object, required: [name], properties: {name: {type: string}, house: {$ref: '#/definitions/House'}}}
  House: {type: object, properties: {people: {type: array, items: {$ref: '#/definitions/Person'}}}}
"""


def follow(name: str) -> tuple[object, Taking]:
    root, taking = parse(DOCUMENT, "f"), Taking()
    found = References(root, taking).follow(root.get(name) or root)
    return {key for key, _ in found.entries()}, taking


def test_references_are_followed_through_escapes_and_lists() -> None:
    assert follow("a")[0] == {"get"}
    assert follow("list")[0] == {"v"}


def test_circles_and_references_that_lead_nowhere_are_mistakes() -> None:
    assert "circle" in follow("loop")[1].mistakes[0].problem
    assert "'#/nowhere' leads nowhere" in follow("lost")[1].mistakes[0].problem


def test_references_into_other_files_are_noted() -> None:
    _, taking = follow("other")
    assert not taking.mistakes
    assert "other.yaml" in taking.notes[0]


def test_a_schema_that_contains_itself_closes_over_its_definitions() -> None:
    root, taking = parse(DOCUMENT, "f"), Taking()
    schema = closed_schema(root.get("schema") or root, References(root, taking))
    assert isinstance(schema, dict)
    validator = jsonschema.Draft4Validator(schema)
    assert validator.is_valid({"name": "Ada", "house": {"people": [{"name": "Bo"}]}})
    assert not validator.is_valid({"name": "Ada", "house": {"people": [{}]}})
    assert not taking.mistakes
