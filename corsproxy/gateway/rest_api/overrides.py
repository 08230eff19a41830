"""`$context.requestOverride` and `$context.responseOverride`: what a mapping template changed.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-override-request-response-parameters.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from corsproxy.gateway.rest_api.definition import Json


@dataclass(frozen=True, slots=True)
class Overrides:
    """The two trees as the template left them: `{"header": {…}, "querystring": {…}, "path": {…}}` and
    `{"header": {…}, "status": 204}`."""

    request: Mapping[str, Json] = field(default_factory=dict)
    response: Mapping[str, Json] = field(default_factory=dict)


NO_OVERRIDES = Overrides()


def texts(tree: Mapping[str, Json], kind: str) -> dict[str, list[str]]:
    """One branch (`header`, `querystring`, `path`) as texts: several where it has a list, nulls left out."""
    branch = tree.get(kind)
    if not isinstance(branch, dict):
        return {}
    return {
        name: [_text(item) for item in (value if isinstance(value, list) else [value]) if item is not None]
        for name, value in branch.items()
        if value is not None
    }


def _text(value: Json) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def overridden_status(tree: Mapping[str, Json]) -> int | None:
    """The status of a responseOverride; what is no integer from 100 to 599 is ignored."""
    value = tree.get("status")
    if isinstance(value, str) and value.strip().isdecimal() and len(value) < 9:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 100 <= value <= 599:
        return None
    return value
