"""The parts of an HTTP API that OpenAPI and CloudFormation both write: integration, authorizer, CORS.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-open-api.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.http_api.cors import mistakes_in_cors
from corsproxy.gateway.http_api.definition import (
    Authorizer,
    CorsConfiguration,
    HttpIntegration,
    Integration,
    JwtAuthorizer,
    LambdaAuthorizer,
    LambdaIntegration,
)
from corsproxy.gateway.unresolved import Unresolved
from corsproxy.iac.http_api_rules import cors_notes
from corsproxy.iac.lambda_reference import function_of
from corsproxy.iac.node import Node
from corsproxy.iac.settled import Taking
from corsproxy.where import Mistake

Refusals = Callable[[CorsConfiguration], tuple[Mistake, ...]]


def cors_configuration(node: Node, taking: Taking, refusals: Refusals = mistakes_in_cors) -> CorsConfiguration:
    """Read a CORS configuration; `cors: true` (SAM's short form) means any origin.

    `refusals` says what the control plane does not take: a function URL's differs from an HTTP API's.

    The control plane stores header names lower-cased and everything else as written.
    """
    if node.value is True:
        return CorsConfiguration(allow_origins=("*",), where=node.where)
    cors = CorsConfiguration(
        allow_origins=taking.texts(node.get("allowOrigins", "AllowOrigins"), "allowOrigins"),
        allow_methods=taking.texts(node.get("allowMethods", "AllowMethods"), "allowMethods"),
        allow_headers=lowered(taking.texts(node.get("allowHeaders", "AllowHeaders"), "allowHeaders")),
        expose_headers=lowered(taking.texts(node.get("exposeHeaders", "ExposeHeaders"), "exposeHeaders")),
        max_age=taking.whole(node.get("maxAge", "MaxAge"), "maxAge"),
        allow_credentials=taking.flag(node.get("allowCredentials", "AllowCredentials"), "allowCredentials"),
        where=node.where,
    )
    taking.mistakes += [mistake for mistake in refusals(cors) if "<unresolved" not in mistake.problem]
    for note in cors_notes(cors):
        if "<unresolved" not in note:
            taking.note(note)
    return cors


def lowered(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return names lower-cased, leaving alone what a template does not settle."""
    return tuple(name if name.startswith("<unresolved") else name.lower() for name in names)


def http_integration(
    node: Node,
    functions: Mapping[str, LambdaFunction],
    variables: Mapping[str, str],
    taking: Taking,
    payload: str = "1.0",
) -> Integration | None:
    """Build the integration at `node`; None for those that we do not model (first-class AWS services)."""
    kind = taking.text(node.get("type", "IntegrationType"), "the integration's type").upper()
    subtype = node.get("integrationSubtype", "subtype", "IntegrationSubtype")
    uri_node = node.get("uri", "IntegrationUri")
    timeout = taking.number(node.get("timeoutInMillis", "TimeoutInMillis"), "timeoutInMillis", 30_000) / 1000
    requests = taking.text_map(node.get("requestParameters", "RequestParameters"), "requestParameters")
    responses = response_parameters(node.get("responseParameters", "ResponseParameters"), taking)
    if subtype is not None:
        name = taking.text(subtype, "the integration's subtype")
        taking.note(
            f"the integration with {name} is not modelled; its route answers as if AWS were out of reach", node
        )
        return HttpIntegration(
            Unresolved(name, subtype.where),
            "POST",
            timeout,
            response_parameters=responses,
            where=node.where,
            service=name,
        )
    if kind == "AWS_PROXY":
        function = function_of(uri_node, functions, variables)
        if function is None:
            taking.wrong("the AWS_PROXY integration names no function", node, "Add the function's ARN as its uri.")
            return None
        if isinstance(function, Unresolved):
            taking.open_value(function, "the function")
        version = taking.text(
            node.get("payloadFormatVersion", "PayloadFormatVersion"), "payloadFormatVersion", payload
        )
        version = {"1": "1.0", "2": "2.0"}.get(version, version)
        if version not in {"1.0", "2.0"} and not version.startswith("<unresolved"):
            taking.wrong(f"payloadFormatVersion is '{version}'", node, "Write '1.0' or '2.0', in quotes.")
        return LambdaIntegration(function, version, timeout, requests, responses, node.where)
    if kind == "HTTP_PROXY":
        if uri_node is None:
            taking.wrong("the HTTP_PROXY integration has no uri", node)
            return None
        method = taking.text(node.get("httpMethod", "IntegrationMethod"), "httpMethod", "ANY").upper()
        uri = taking.text_or_open(uri_node, "the integration's uri")
        if isinstance(uri, str) and uri.startswith("arn:"):
            uri = Unresolved(uri, uri_node.where)
            taking.open_value(uri, "where the VPC link leads")
        return HttpIntegration(uri, method, timeout, requests, responses, node.where)
    if not kind.startswith("<UNRESOLVED"):
        taking.wrong(f"'{kind}' is not an integration type of HTTP APIs", node, "Write AWS_PROXY or HTTP_PROXY.")
    return None


def response_parameters(node: Node | None, taking: Taking) -> dict[str, dict[str, str]]:
    """Read response mappings by status: a mapping in OpenAPI, a list of Source and Destination in CloudFormation."""
    found: dict[str, dict[str, str]] = {}
    for status, item in taking.entries(node, "responseParameters"):
        listed = item.get("ResponseParameters")
        if listed is None:
            found[status] = taking.text_map(item, "the response parameter")
        else:
            found[status] = {
                taking.text(pair.get("Destination"), "Destination"): taking.text(pair.get("Source"), "Source")
                for pair in taking.items(listed, "ResponseParameters")
            }
    return found


def http_authorizer(
    name: str, node: Node, functions: Mapping[str, LambdaFunction], variables: Mapping[str, str], taking: Taking
) -> Authorizer | None:
    """Build the JWT or Lambda authorizer at `node`."""
    kind = taking.text(node.get("type", "AuthorizerType"), f"the type of the authorizer '{name}'").upper()
    sources_node = node.get("identitySource", "IdentitySource")
    sources = taking.texts(sources_node, "identitySource")
    sources = tuple(part.strip() for source in sources for part in source.split(",") if part.strip())
    if kind == "JWT":
        jwt = node.get("jwtConfiguration", "JwtConfiguration")
        if jwt is None:
            taking.wrong(f"the JWT authorizer '{name}' has no jwtConfiguration", node, "Add issuer and audience.")
            return None
        audience = jwt.get("audience", "Audience")
        listed = audience.items() if audience is not None and isinstance(audience.value, tuple) else ()
        single = (audience,) if audience is not None and not listed and audience.value != () else ()
        return JwtAuthorizer(
            name=name,
            issuer=taking.text_or_open(jwt.get("issuer", "Issuer"), "the issuer"),
            audience=tuple(taking.text_or_open(item, "the audience") for item in (*listed, *single)),
            identity_source=sources[0] if sources else "$request.header.Authorization",
            where=node.where,
        )
    if kind == "REQUEST":
        function = function_of(node.get("authorizerUri", "AuthorizerUri"), functions, variables)
        if function is None:
            taking.wrong(f"the authorizer '{name}' names no function", node, "Add authorizerUri.")
            return None
        version = taking.text(
            node.get("authorizerPayloadFormatVersion", "AuthorizerPayloadFormatVersion"), "the payload format", "1.0"
        )
        simple = node.get("enableSimpleResponses", "EnableSimpleResponses")
        ttl = taking.whole(node.get("authorizerResultTtlInSeconds", "AuthorizerResultTtlInSeconds"), "the ttl")
        return LambdaAuthorizer(
            name=name,
            function=function,
            payload_format={"1": "1.0", "2": "2.0"}.get(version, version),
            simple_responses=taking.flag(simple, "enableSimpleResponses"),
            identity_sources=sources,
            ttl=ttl if ttl is not None else 0,
            where=node.where,
        )
    if not kind.startswith("<UNRESOLVED"):
        taking.wrong(f"the authorizer '{name}' is of type '{kind}'", node, "HTTP APIs know jwt and request.")
    return None
