"""Request models: JSON schema, draft 4, validated by the jsonschema library (in this file only).

Models are hostile: references lead nowhere outside the model, and patterns are bounded as everywhere else.

https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import jsonschema
from jsonschema import validators
from referencing import Registry
from referencing.exceptions import Unresolvable

from corsproxy.gateway.rest_api import java_regex
from corsproxy.gateway.rest_api.definition import Json

_NOWHERE: Registry[Any] = Registry()  # resolves nothing from outside: a schema cannot make us fetch


def _pattern(validator: Any, pattern: Any, instance: Any, schema: Any) -> Iterator[jsonschema.ValidationError]:
    if isinstance(pattern, str) and isinstance(instance, str):
        made = java_regex.compile_java(pattern)
        made.check(instance)
        if made.compiled.search(instance) is None:
            yield jsonschema.ValidationError(f"{instance!r} does not match {pattern!r}")


def _pattern_properties(validator: Any, patterns: Any, instance: Any, schema: Any) -> Any:
    if isinstance(instance, dict):
        for pattern in patterns:
            for name in instance:
                java_regex.compile_java(pattern).check(name)
    return jsonschema.Draft4Validator.VALIDATORS["patternProperties"](validator, patterns, instance, schema)


_extend: Any = validators.extend  # the stubs leave it untyped
_Validator: Any = _extend(jsonschema.Draft4Validator, {"pattern": _pattern, "patternProperties": _pattern_properties})


def problem(schema: Json, document: Json) -> str | None:
    """The validator's words on why `document` does not fit `schema`; None when it does.

    A schema that cannot be used at all (broken, or pointing outside itself) fits nothing.
    """
    if not isinstance(schema, dict | bool):
        return "the model is no schema"
    try:
        found = sorted(error.message for error in _Validator(schema, registry=_NOWHERE).iter_errors(document))
    except (
        jsonschema.SchemaError, jsonschema.exceptions.UnknownType, Unresolvable, java_regex.Unusable, RecursionError,
        ValueError, TypeError, AttributeError, KeyError, re.error,
    ) as error:  # fmt: skip
        return f"the model cannot be used: {type(error).__name__}"
    return f"[{', '.join(found)}]" if found else None
