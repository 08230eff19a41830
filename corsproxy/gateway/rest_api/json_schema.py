"""Request models: JSON schema, draft 4, validated by the jsonschema library (in this file only).

https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html
"""

from __future__ import annotations

from typing import Any

import jsonschema
from referencing import Registry
from referencing.exceptions import Unresolvable

from corsproxy.gateway.rest_api.definition import Json

_EMPTY: Registry[Any] = Registry()  # resolves nothing from outside: a schema cannot make us fetch


def problem(schema: Json, document: Json) -> str | None:
    """The validator's words on why `document` does not fit `schema`; None when it does.

    A schema that cannot be used at all (broken, or pointing outside itself) fits nothing.
    """
    if not isinstance(schema, dict | bool):
        return "the model is no schema"
    try:
        validator = jsonschema.Draft4Validator(schema, registry=_EMPTY)
        found = sorted(error.message for error in validator.iter_errors(document))
    except (jsonschema.SchemaError, Unresolvable, RecursionError, ValueError, TypeError, AttributeError) as error:
        return f"the model cannot be used: {type(error).__name__}"
    return f"[{', '.join(found)}]" if found else None
