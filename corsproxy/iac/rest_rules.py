"""What a deployment of a REST API stumbles over in its response mappings: the classic of hand-written CORS.

https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
Told as notes, not as mistakes: what is written is still what a reader has to see and judge.
"""

from __future__ import annotations

import re

from corsproxy.gateway.rest_api.definition import GatewayResponse, Method
from corsproxy.where import Where

# a static value stands in single quotes; everything else names where the value comes from
MAPPED = re.compile(r"'.*'|(?:integration\.response|context|stageVariables|method\.request)\..+", re.DOTALL)


def method_notes(method: Method) -> list[str]:
    """Say which response headers of a method API Gateway refuses to map ("Invalid mapping expression …")."""
    integration = method.integration
    if integration is None or integration.type.endswith("_PROXY"):
        return []
    declared = {response.status: response.parameters for response in method.responses}
    found = []
    for response in integration.responses:
        for name, value in response.parameters.items():
            if problem := unquoted(value):
                found.append(told(response.where or method.where, name, problem))
            if name not in declared.get(response.status, {}):
                problem = f"the method response {response.status} does not declare it; API Gateway refuses to map it"
                found.append(told(response.where or method.where, name, problem))
    return found


def gateway_response_notes(response: GatewayResponse) -> list[str]:
    """Say which headers of a gateway response are no mapping expressions."""
    return [
        told(response.where, name, problem)
        for name, value in response.parameters.items()
        if (problem := unquoted(value))
    ]


def unquoted(value: str) -> str:
    """Say what is wrong with a mapping's value; nothing for what only a deployment settles."""
    if MAPPED.fullmatch(value) or value.startswith("<unresolved"):
        return ""
    return f"the value {value} is neither quoted nor a mapping expression; write \"'{value}'\""


def told(where: Where | None, name: str, problem: str) -> str:
    """Return a note with its place."""
    place = f"{where}: " if where is not None else ""
    return f"{place}{name.rpartition('.')[2]}: {problem}"
