"""`cors:` on a resource of our YAML: the OPTIONS method that answers preflights, as AWS's own tools write it.

One origin: as the console does. Several: as CDK's `addCorsPreflight` does, with a response template that looks for
the request's origin among them.
https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html
"""

from __future__ import annotations

from corsproxy.gateway.rest_api.definition import (
    Integration,
    IntegrationResponse,
    IntegrationType,
    Method,
    MethodResponse,
)
from corsproxy.iac.node import Node
from corsproxy.iac.ours_functions import Reading, flag, number, text, texts

CONSOLE_HEADERS = "Content-Type,X-Amz-Date,Authorization,X-Api-Key,X-Amz-Security-Token"
ALL_METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
PREFIX = "method.response.header."


def options_method(node: Node, others: tuple[str, ...], reading: Reading) -> Method:
    """Build OPTIONS for a resource whose other methods are `others`."""
    origins = texts(node.get("origins"))
    if origins and node.get("origin") is not None:
        reading.wrong("'cors' has both 'origin' and 'origins'", node, "'origin' is sent as it stands; keep one.")
    first = text(node, "origin") or (origins[0] if origins else "*")
    used = ALL_METHODS if "ANY" in others else tuple(sorted({*others, "OPTIONS"}))
    headers = {
        "Access-Control-Allow-Origin": first,
        "Access-Control-Allow-Methods": ",".join(texts(node.get("methods")) or used),
        "Access-Control-Allow-Headers": ",".join(texts(node.get("headers"))) or CONSOLE_HEADERS,
    }
    if expose := texts(node.get("expose")):
        headers["Access-Control-Expose-Headers"] = ",".join(expose)
    if node.get("max_age") is not None:
        headers["Access-Control-Max-Age"] = str(int(number(node, "max_age", 0)))
    if flag(node, "credentials"):
        headers["Access-Control-Allow-Credentials"] = "true"
    if len(origins) > 1:
        headers["Vary"] = "Origin"
    status = str(int(number(node, "status", 200)))
    parameters = {f"{PREFIX}{name}": f"'{value}'" for name, value in headers.items()}
    template = {"application/json": choosing_template(origins)} if len(origins) > 1 else {}
    answer = IntegrationResponse(status=status, parameters=parameters, templates=template, where=node.where)
    integration = Integration(
        IntegrationType.MOCK,
        templates={"application/json": '{"statusCode": 200}'},
        responses=(answer,),
        where=node.where,
    )
    declared = MethodResponse(status, dict.fromkeys(parameters, False))
    return Method("OPTIONS", integration, responses=(declared,), where=node.where)


def choosing_template(origins: tuple[str, ...]) -> str:
    """Return the response template that answers with the request's origin where it is one of `origins`."""
    quoted = [origin.replace('"', "") for origin in origins]
    condition = " || ".join(f'$origin == "{origin}"' for origin in quoted)
    return (
        '#set($origin = $input.params().header.get("Origin"))\n'
        '#if($origin == "")\n  #set($origin = $input.params().header.get("origin"))\n#end\n'
        f"#if({condition})\n  #set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)\n#end"
    )
