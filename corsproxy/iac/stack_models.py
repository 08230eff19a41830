"""The models of a stack's REST APIs, each with those that it refers to.

https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from corsproxy.iac.node import Json, Node, plain, scalar_text
from corsproxy.iac.stack import REST, Stack

# how a model refers to another one: the API's id does not matter, it is the template's own
REFERENCE = re.compile(r"https://apigateway\.amazonaws\.com/restapis/[^/]*/models/([A-Za-z0-9]+)")


def schema_of(node: Node, stack: Stack) -> Json:
    """Return the schema of the model that a method names; `Empty` and `Error`, API Gateway's own, take anything."""
    models: dict[str, Json] = {}
    for logical, properties in stack.of_type(f"{REST}Model"):
        written, schema = properties.get("Name"), properties.get("Schema")
        name = (scalar_text(written) if written is not None else None) or logical
        models[name] = parsed(plain(schema)) if schema is not None else {}
    definitions: dict[str, Json] = {}
    whole = closed(models.get(scalar_text(node) or "", {}), models, definitions)
    return {**whole, "definitions": definitions} if definitions and isinstance(whole, dict) else whole


def parsed(schema: Json) -> Json:
    """Return a schema that a template may hold as text too."""
    if not isinstance(schema, str):
        return schema
    try:
        found: Json = json.loads(schema)
    except (ValueError, RecursionError):
        return {}
    return found


def closed(schema: Json, models: Mapping[str, Json], definitions: dict[str, Json]) -> Json:
    """Return a schema whose references to models lead to `definitions`, which fills as they are met."""
    if isinstance(schema, list):
        return [closed(item, models, definitions) for item in schema]
    if not isinstance(schema, dict):
        return schema
    reference = schema.get("$ref")
    found = REFERENCE.fullmatch(reference) if isinstance(reference, str) else None
    if found is None:
        return {key: closed(item, models, definitions) for key, item in schema.items()}
    if found[1] not in definitions:
        definitions[found[1]] = True  # a place in the list before its content, or a cycle would not end
        definitions[found[1]] = closed(models.get(found[1], {}), models, definitions)
    return {"$ref": f"#/definitions/{found[1]}"}
