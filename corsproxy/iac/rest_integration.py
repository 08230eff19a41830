"""A REST API's integration, from OpenAPI's extension, from CloudFormation's property of the same make, or as
GetIntegration shows it.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigateway-method-integration.html
https://docs.aws.amazon.com/apigateway/latest/api/API_GetIntegration.html
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.rest_api.aws_service import service_of
from corsproxy.gateway.rest_api.definition import (
    ContentHandling,
    Integration,
    IntegrationResponse,
    IntegrationType,
    PassthroughBehavior,
)
from corsproxy.gateway.unresolved import Unresolved
from corsproxy.iac.lambda_reference import STAGE_VARIABLE, function_of, is_lambda_uri
from corsproxy.iac.node import Node
from corsproxy.iac.settled import Taking
from corsproxy.iac.shape import near

Choice = TypeVar("Choice", bound=StrEnum)


def rest_integration(
    node: Node, functions: Mapping[str, LambdaFunction], variables: Mapping[str, str], taking: Taking
) -> Integration | None:
    """Build the integration at `node`; None where it names no type that API Gateway knows."""
    kind = choice(IntegrationType, node.get("type", "Type"), "the integration's type", taking)
    if kind is None:
        if node.get("type", "Type") is None:
            taking.wrong("the integration has no type", node, "Write aws_proxy, aws, http_proxy, http or mock.")
        return None
    uri_node = node.get("uri", "Uri")
    uri = taking.text_or_open(uri_node, "the integration's uri")
    function: LambdaFunction | Unresolved | None = None
    if kind in {IntegrationType.HTTP_PROXY, IntegrationType.HTTP}:
        if not isinstance(uri, Unresolved) and "${" in STAGE_VARIABLE.sub("", uri):
            uri = Unresolved(uri, uri_node.where if uri_node else None)
            taking.open_value(uri, "the integration's uri")
    elif kind in {IntegrationType.AWS_PROXY, IntegrationType.AWS} and (
        is_lambda_uri(str(uri)) or not service_of(uri)
    ):
        function = function_of(uri_node, functions, variables, by_stage=True)
        if isinstance(function, Unresolved) and not isinstance(uri, Unresolved):
            taking.open_value(function, "the function")
    if uri_node is None and kind is not IntegrationType.MOCK:
        taking.wrong(f"the {kind} integration has no uri", node)
    if kind is IntegrationType.AWS and function is None and (service := service_of(uri)):
        taking.note(f"integrations with {service} are not modelled: the emulator answers their methods 500")
        taking = Taking(taking.mistakes)  # what is left open of a request that is not made matters to nobody
    behaviour = choice(
        PassthroughBehavior, node.get("passthroughBehavior", "PassthroughBehavior"), "passthroughBehavior", taking
    )
    return Integration(
        type=kind,
        uri=uri,
        function=function,
        http_method=taking.text(
            node.get("httpMethod", "IntegrationHttpMethod", "integrationHttpMethod"), "httpMethod", "POST"
        ).upper(),
        parameters=taking.text_map(node.get("requestParameters", "RequestParameters"), "requestParameters"),
        templates=_templates(node.get("requestTemplates", "RequestTemplates"), "requestTemplates", taking),
        passthrough=behaviour or PassthroughBehavior.WHEN_NO_MATCH,
        content_handling=content_handling(node, taking),
        responses=integration_responses(node, taking),
        timeout=taking.number(node.get("timeoutInMillis", "TimeoutInMillis"), "timeoutInMillis", 29_000) / 1000,
        where=node.where,
    )


def integration_responses(node: Node, taking: Taking) -> tuple[IntegrationResponse, ...]:
    """Read the responses: OpenAPI keys them by selection pattern (`default` for none), CloudFormation lists them, and
    GetIntegration keys them by status."""
    keyed = [
        ("" if pattern == "default" else pattern, "200", item)
        for pattern, item in taking.entries(node.get("responses"), "the integration's responses")
    ]
    listed = [
        (taking.text(item.get("SelectionPattern"), "SelectionPattern"), "200", item)
        for item in taking.items(node.get("IntegrationResponses"), "IntegrationResponses")
    ]
    shown = [
        (taking.text(item.get("selectionPattern"), "selectionPattern"), status, item)
        for status, item in taking.entries(node.get("integrationResponses"), "integrationResponses")
    ]
    found = []
    for pattern, status, item in keyed + listed + shown:
        if not isinstance(item.value, Mapping):
            taking.wrong("the integration response is not a mapping", item)
            continue
        found.append(
            IntegrationResponse(
                status=taking.text(item.get("statusCode", "StatusCode"), "statusCode", status),
                selection_pattern=pattern,
                parameters=taking.text_map(
                    item.get("responseParameters", "ResponseParameters"), "the response parameter"
                ),
                templates=_templates(
                    item.get("responseTemplates", "ResponseTemplates"), "the response template", taking
                ),
                content_handling=content_handling(item, taking),
                where=item.where,
            )
        )
    return tuple(found)


def _templates(node: Node | None, what: str, taking: Taking) -> dict[str, str]:
    """Read mapping templates; of one that is open in parts, what is known."""
    found = {}
    for media_type, item in taking.entries(node, what):
        template = taking.text_or_open(item, f"{what} '{media_type}'")
        found[media_type] = (template.text or str(template)) if isinstance(template, Unresolved) else template
    return found


def content_handling(node: Node, taking: Taking) -> ContentHandling | None:
    """Read contentHandling."""
    return choice(ContentHandling, node.get("contentHandling", "ContentHandling"), "contentHandling", taking)


def choice(kind: type[Choice], node: Node | None, what: str, taking: Taking) -> Choice | None:
    """Read one of an enumeration's values, whatever its case."""
    found = taking.text_or_open(node, what)
    if node is None or found == "" or isinstance(found, Unresolved):
        return None
    try:
        return kind(found.upper().replace("-", "_"))
    except ValueError:
        known = tuple(member.value for member in kind)
        taking.wrong(f"{what} is '{found}'", node, near(found, known))
        return None
