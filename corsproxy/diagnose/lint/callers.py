"""From where a supposed request comes: a resource policy that admits some addresses has a page there in mind."""

from __future__ import annotations

import ipaddress
import json
from dataclasses import dataclass, replace
from itertools import islice, product

from corsproxy.diagnose.lint.endpoints import Linted
from corsproxy.gateway.rest_api.definition import EndpointType, Json, RestApi

SOURCE_IP = "127.0.0.1"
_AT_MOST = 24


@dataclass(frozen=True, slots=True)
class Caller:
    """A place in the network: an address, and for private APIs the VPC endpoint and the VPC that it is in."""

    source_ip: str = SOURCE_IP
    vpc_endpoint: str | None = None
    vpc: str = ""

    def seen_by(self, api: Linted) -> Linted:
        """The API that knows of this caller's VPC."""
        if not self.vpc or self.vpc_endpoint is None or not isinstance(api, RestApi):
            return api
        return replace(api, endpoint_vpcs={**api.endpoint_vpcs, self.vpc_endpoint: self.vpc})


def callers(api: Linted) -> tuple[Caller, ...]:
    """Where to ask from: anywhere first, then the places that the resource policy names."""
    if not isinstance(api, RestApi):
        return (Caller(),)
    private = api.endpoint_type is EndpointType.PRIVATE
    named = _named(api.policy)
    addresses = [SOURCE_IP, *named.get("aws:vpcsourceip" if private else "aws:sourceip", ())]
    endpoints: list[str | None] = [None]
    vpcs = [""]
    if private:
        # a private API is reached through one of its VPC endpoints, or not at all
        endpoints = [*(api.vpc_endpoints or ("vpce-supposed",)), *named.get("aws:sourcevpce", ())]
        vpcs += named.get("aws:sourcevpc", ())
    found = (Caller(_first(one), endpoint, vpc) for endpoint, vpc, one in product(endpoints, vpcs, addresses))
    return tuple(dict.fromkeys(islice(found, _AT_MOST)))


def _first(network: str) -> str:
    """The first address of a network; whatever else it is, as it stands."""
    try:
        return str(ipaddress.ip_network(network, strict=False)[0])
    except ValueError:
        return network


def _named(policy: Json) -> dict[str, list[str]]:
    """The texts that a policy's conditions compare with, by condition key in lower case."""
    if isinstance(policy, str):
        try:
            policy = json.loads(policy)
        except (ValueError, RecursionError):
            return {}
    statements = policy.get("Statement") if isinstance(policy, dict) else None
    found: dict[str, list[str]] = {}
    for statement in statements if isinstance(statements, list) else [statements]:
        conditions = statement.get("Condition") if isinstance(statement, dict) else None
        for tests in conditions.values() if isinstance(conditions, dict) else ():
            for key, values in tests.items() if isinstance(tests, dict) else ():
                items = values if isinstance(values, list) else [values]
                found.setdefault(key.lower(), []).extend(item for item in items if isinstance(item, str))
    return found
