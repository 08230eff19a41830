"""Where a page's browser sits: a resource policy that lets only some networks in is written for pages within them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from corsproxy.gateway.api import Served
from corsproxy.gateway.rest_api.definition import EndpointType, Json, RestApi

_SOMEWHERE = "198.51.100.7"
_ENDPOINT = "vpce-supposed"
_MOST = 8


@dataclass(frozen=True, slots=True)
class Caller:
    """An address, and for a private API the VPC endpoint it is reached through and that one's VPC (empty: any)."""

    source_ip: str = _SOMEWHERE
    vpc_endpoint: str | None = None
    vpc: str = ""


def callers(api: Served) -> tuple[Caller, ...]:
    """The callers to try, one from anywhere first, then those that the policy's conditions name."""
    if not isinstance(api, RestApi):
        return (Caller(),)
    named = list(_named(api.policy))
    addresses = [value.partition("/")[0] for key, value in named if key in {"aws:sourceip", "aws:vpcsourceip"}]
    if api.endpoint_type is not EndpointType.PRIVATE:
        return tuple(Caller(address) for address in dict.fromkeys([_SOMEWHERE, *addresses]))[:_MOST]
    # a private API is reached through one of its VPC endpoints, or not at all
    endpoints = [*api.vpc_endpoints, *(value for key, value in named if key == "aws:sourcevpce")] or [_ENDPOINT]
    vpcs = ["", *(value for key, value in named if key == "aws:sourcevpc")]
    found = [
        Caller(address, endpoint, vpc)
        for address in dict.fromkeys([_SOMEWHERE, *addresses])
        for vpc in dict.fromkeys(vpcs)
        for endpoint in dict.fromkeys(endpoints)
    ]
    return tuple(found)[:_MOST]


def _named(policy: Json) -> Iterator[tuple[str, str]]:
    """Every key of a policy's conditions, in lower case, with each of its values."""
    if isinstance(policy, str):
        try:
            policy = json.loads(policy)
        except (ValueError, RecursionError):
            return
    statements = policy.get("Statement") if isinstance(policy, dict) else None
    for statement in statements if isinstance(statements, list) else [statements]:
        conditions = statement.get("Condition") if isinstance(statement, dict) else None
        for asked in conditions.values() if isinstance(conditions, dict) else ():
            for key, values in asked.items() if isinstance(asked, dict) else ():
                for value in values if isinstance(values, list) else [values]:
                    if isinstance(value, str):
                        yield key.lower(), value
