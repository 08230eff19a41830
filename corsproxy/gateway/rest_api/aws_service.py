"""AWS: another service than Lambda behind request and response templates, named by the integration's URI.

The model knows the call and not the service: what it answers is for the world to say, or to be supposed.

https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html#apigw-Type-Integration-uri
"""

from __future__ import annotations

import re
from dataclasses import replace

from corsproxy.gateway.provenance import Documented, Statement
from corsproxy.gateway.rest_api import http_custom
from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.definition import Integration
from corsproxy.gateway.turn import Turn
from corsproxy.gateway.unresolved import Unresolved

STATEMENTS = (
    Statement(
        "rest-api",
        "An AWS integration with another service than Lambda is mapped like HTTP: its templates need not make JSON, "
        "and the service's status selects the integration response",
        Documented("https://docs.aws.amazon.com/apigateway/latest/api/API_IntegrationResponse.html"),
    ),
)

# arn:{partition}:apigateway:{region}:{subdomain.service|service}:path|action/{service_api}; the parts before the
# service may be left open by a template
_SERVICE = re.compile(r":(?:[^\s:]*\.)?([a-z0-9-]+):(path|action)/(.*)", re.DOTALL)


def service_of(uri: str | Unresolved) -> str:
    """The service that an integration's URI calls (`sqs`, `lambda`), empty where it names none."""
    found = _SERVICE.search(uri.expression if isinstance(uri, Unresolved) else uri)
    return found[1] if found else ""


def asked(call: Call, integration: Integration) -> Turn:
    """Call the service with the rendered body, the mapped headers and the mapped query."""
    uri = integration.uri
    if not isinstance(uri, Unresolved):
        found = _SERVICE.search(uri)
        rest = "" if found is None else found[3] if found[2] == "path" else f"?Action={found[3]}"
        uri = f"https://{service_of(uri)}.{call.api.region}.amazonaws.com/{rest.lstrip('/')}"
    return http_custom.asked(call, replace(integration, uri=uri), service=service_of(integration.uri))
