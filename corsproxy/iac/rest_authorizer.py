"""A REST API's authorizer, from OpenAPI's extension or from AWS::ApiGateway::Authorizer.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authorizer.html
"""

from __future__ import annotations

from collections.abc import Mapping

from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.rest_api.definition import Authorizer, AuthorizerType
from corsproxy.iac.lambda_reference import function_of
from corsproxy.iac.node import Node
from corsproxy.iac.rest_integration import choice
from corsproxy.iac.settled import Taking

PREFIXES = ("method.request.", "context.", "stageVariables.")


def rest_authorizer(
    name: str,
    node: Node,
    header: str,
    functions: Mapping[str, LambdaFunction],
    variables: Mapping[str, str],
    taking: Taking,
) -> Authorizer | None:
    """Build the authorizer at `node`; `header` is the one that OpenAPI's security scheme names."""
    kind = choice(AuthorizerType, node.get("type", "Type"), f"the type of the authorizer '{name}'", taking)
    if kind is None:
        return None
    written = taking.text(node.get("identitySource", "IdentitySource"), "identitySource")
    sources = tuple(item.strip() for item in written.split(",") if item.strip())
    ttl = taking.whole(node.get("authorizerResultTtlInSeconds", "AuthorizerResultTtlInSeconds"), "the cache's ttl")
    if ttl is not None and not 0 <= ttl <= 3600:
        taking.wrong(f"the ttl of the authorizer '{name}' is {ttl}", node, "API Gateway takes 0 to 3600 seconds.")
    function = function_of(node.get("authorizerUri", "AuthorizerUri"), functions, variables, by_stage=True)
    if kind is not AuthorizerType.COGNITO_USER_POOLS and function is None:
        taking.wrong(f"the authorizer '{name}' names no function", node, "Add authorizerUri.")
    pools = node.get("providerARNs", "ProviderARNs")
    fallback: tuple[str, ...] = (f"method.request.header.{header or 'Authorization'}",)
    if kind is AuthorizerType.REQUEST and ttl == 0:
        # identity sources may be left out only without caching, and then none is asked for
        fallback = ()
    return Authorizer(
        name=name,
        type=kind,
        function=function,
        identity_sources=sources or fallback,
        validation=taking.text(
            node.get("identityValidationExpression", "IdentityValidationExpression"), "identityValidationExpression"
        ),
        ttl=300 if ttl is None else ttl,
        user_pools=tuple(taking.text_or_open(item, "a user pool") for item in taking.items(pools, "providerARNs")),
        where=node.where,
    )
