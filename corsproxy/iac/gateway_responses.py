"""Gateway responses of a REST API, from OpenAPI's extension or from AWS::ApiGateway::GatewayResponse.

https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
"""

from __future__ import annotations

from corsproxy.gateway.rest_api.definition import GatewayResponse
from corsproxy.iac.node import Node
from corsproxy.iac.ours_grammar import GATEWAY_RESPONSES
from corsproxy.iac.rest_rules import gateway_response_notes
from corsproxy.iac.settled import Taking
from corsproxy.iac.shape import near

PREFIX = "gatewayresponse."


def gateway_response(kind: str, node: Node, taking: Taking) -> GatewayResponse | None:
    """Build one; None where its type is none of the twenty-one, or where only a deployment settles it."""
    if kind not in GATEWAY_RESPONSES:
        if not kind.startswith("<unresolved"):
            taking.wrong(f"'{kind}' is not a gateway response type", node, near(kind, GATEWAY_RESPONSES))
        return None
    parameters = taking.text_map(node.get("responseParameters", "ResponseParameters"), f"the parameter of {kind}")
    for name in parameters:
        if not name.startswith(("gatewayresponse.header.", "gatewayresponse.path.", "gatewayresponse.querystring.")):
            taking.wrong(
                f"'{name}' is not a parameter of a gateway response",
                node.get("responseParameters", "ResponseParameters") or node,
                f"Write 'gatewayresponse.header.{name.rpartition('.')[2]}'.",
            )
    status = taking.whole(node.get("statusCode", "StatusCode"), f"the status code of {kind}")
    built = GatewayResponse(
        type=kind,
        status=status,
        parameters=parameters,
        templates=taking.text_map(node.get("responseTemplates", "ResponseTemplates"), f"the template of {kind}"),
        where=node.where,
    )
    for said in gateway_response_notes(built):
        taking.note(said)
    return built


def gateway_responses(node: Node | None, taking: Taking) -> tuple[GatewayResponse, ...]:
    """Build those of `x-amazon-apigateway-gateway-responses`."""
    found = []
    for kind, item in taking.entries(node, "the gateway responses"):
        built = gateway_response(kind, item, taking)
        if built is not None:
            found.append(built)
    return tuple(found)
