"""HTTP APIs of a stack: AWS::ApiGatewayV2::Api and what hangs on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.http_api.definition import (
    Authorizer,
    HttpApi,
    HttpIntegration,
    IamAuthorization,
    Integration,
    JwtAuthorizer,
    LambdaAuthorizer,
    LambdaIntegration,
    Route,
    Stage,
    Throttle,
)
from corsproxy.gateway.unresolved import Unresolved
from corsproxy.iac import openapi_http
from corsproxy.iac.http_api_parts import cors_configuration, http_authorizer, http_integration
from corsproxy.iac.http_api_rules import route_key_mistake, same_route_twice
from corsproxy.iac.lambda_reference import function_of
from corsproxy.iac.node import Node, scalar_text
from corsproxy.iac.stack import HTTP
from corsproxy.iac.stack import Stack as CloudFormationStack
from corsproxy.iac.stack_bodies import body_of
from corsproxy.iac.stack_rest import stage_name


def http_apis(stack: CloudFormationStack, functions: Mapping[str, LambdaFunction]) -> list[HttpApi]:
    """Return the stack's HTTP APIs; WebSocket APIs are noted, as no CORS concerns them."""
    taking, found = stack.taking, []
    for logical, properties in stack.of_type(f"{HTTP}Api"):
        if taking.text(properties.get("ProtocolType"), "ProtocolType", "HTTP").upper() == "WEBSOCKET":
            taking.note(f"'{logical}' is a WebSocket API, which CORS does not concern; it is not loaded", properties)
            continue
        api_id = stack.api_id(logical)
        stages = stages_of(api_id, stack)
        variables = stages[0].variables if len(stages) == 1 else {}
        cors = properties.at_key("CorsConfiguration")
        api = HttpApi(
            api_id=api_id,
            routes=(),
            name=stack.name_of(logical, "Name"),
            cors=cors_configuration(cors, taking) if cors is not None else None,
            stages=tuple(stages),
            region=stack.region,
            account=stack.account,
            default_endpoint_disabled=taking.flag(
                properties.get("DisableExecuteApiEndpoint"), "DisableExecuteApiEndpoint"
            ),
            where=properties.where,
        )
        if (body := body_of(logical, properties, stack)) is not None:
            api = openapi_http.http_api(body, api, functions, variables, taking)
        routes = [*quick_create(properties, functions, stack), *routes_of(api_id, functions, variables, stack)]
        api = replace(api, routes=(*api.routes, *routes))
        taking.mistakes += same_route_twice((route.key, route.where) for route in api.routes)
        if not api.stages:
            if properties.get("Target") is None:
                taking.note(f"no stage of '{logical}' is in the template; $default stands in", properties)
            api = replace(api, stages=(Stage(),))
        found.append(api)
    return found


def belongs(properties: Node, api_id: str) -> bool:
    """Say whether a resource belongs to an API."""
    found = properties.get("ApiId")
    return found is not None and scalar_text(found) == api_id


def stages_of(api_id: str, stack: CloudFormationStack) -> list[Stage]:
    """Return an API's stages."""
    taking, found = stack.taking, []
    for logical, properties in stack.of_type(f"{HTTP}Stage"):
        if belongs(properties, api_id):
            settings = properties.get("DefaultRouteSettings")
            limits = {
                key: limit
                for key, item in taking.entries(properties.get("RouteSettings"), "RouteSettings")
                if (limit := throttle(item, stack)) is not None
            }
            name = stage_name(logical, properties, stack)
            variables = taking.text_map(properties.get("StageVariables"), "the stage variable")
            found.append(Stage(name, variables, throttle(settings, stack) if settings is not None else None, limits))
    return found


def throttle(node: Node, stack: CloudFormationStack) -> Throttle | None:
    """Read ThrottlingRateLimit and ThrottlingBurstLimit."""
    if node.get("ThrottlingRateLimit") is None and node.get("ThrottlingBurstLimit") is None:
        return None
    rate = stack.taking.number(node.get("ThrottlingRateLimit"), "ThrottlingRateLimit", 10_000)
    burst = stack.taking.whole(node.get("ThrottlingBurstLimit"), "ThrottlingBurstLimit")
    return Throttle(rate, 5_000 if burst is None else burst)


def quick_create(
    properties: Node, functions: Mapping[str, LambdaFunction], stack: CloudFormationStack
) -> list[Route]:
    """Return the route that `Target` makes: `RouteKey` or $default, to a URL or a function (payload 2.0).

    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop.html
    """
    target = properties.get("Target")
    if target is None:
        return []
    key = stack.taking.text(properties.get("RouteKey"), "RouteKey", "$default")
    uri = stack.taking.text_or_open(target, "the target")
    integration: Integration
    if isinstance(uri, str) and uri.startswith("http"):
        integration = HttpIntegration(uri, "ANY", where=target.where)
    else:
        function = function_of(target, functions) or Unresolved(str(uri), target.where)
        integration = LambdaIntegration(function, "2.0", where=target.where)
    return [Route(key, integration, where=properties.where)]


def routes_of(
    api_id: str, functions: Mapping[str, LambdaFunction], variables: Mapping[str, str], stack: CloudFormationStack
) -> list[Route]:
    """Return an API's Route resources with their integrations and authorizers."""
    taking = stack.taking
    integrations = {
        logical: http_integration(properties, functions, variables, taking)
        for logical, properties in stack.of_type(f"{HTTP}Integration")
        if belongs(properties, api_id)
    }
    authorizers: dict[str, Authorizer] = {}
    for logical, properties in stack.of_type(f"{HTTP}Authorizer"):
        if belongs(properties, api_id):
            name = taking.text(properties.get("Name"), "Name", logical)
            built = http_authorizer(name, properties, functions, variables, taking)
            if built is not None:
                authorizers[logical] = built
    found = []
    for _, properties in stack.of_type(f"{HTTP}Route"):
        if not belongs(properties, api_id):
            continue
        key = taking.text(properties.get("RouteKey"), "RouteKey")
        if "<unresolved" not in key and (problem := route_key_mistake(key, properties.where)):
            taking.mistakes.append(problem)
        target = taking.text(properties.get("Target"), "Target").removeprefix("integrations/")
        if target and target not in integrations and not target.startswith("<unresolved"):
            taking.note(f"the integration '{target}' of the route '{key}' is not in the template", properties)
        kind = taking.text(properties.get("AuthorizationType"), "AuthorizationType", "NONE").upper()
        authorizer: Authorizer | None = None
        if kind == "AWS_IAM":
            authorizer = IamAuthorization.AWS_IAM
        elif kind in {"JWT", "CUSTOM"}:
            reference = taking.text(properties.get("AuthorizerId"), "AuthorizerId")
            authorizer = authorizers.get(reference) or authorizer_elsewhere(kind, key, reference, properties, stack)
        scopes = taking.texts(properties.get("AuthorizationScopes"), "AuthorizationScopes")
        found.append(Route(key, integrations.get(target), authorizer, scopes, properties.where))
    return found


def authorizer_elsewhere(
    kind: str, key: str, reference: str, properties: Node, stack: CloudFormationStack
) -> Authorizer:
    """Return an authorizer that another stack defines: the route is guarded, by what stays open."""
    stack.taking.note(
        f"the authorizer of the route '{key}' ({reference}) is not in the template; taken for one that wants the"
        " Authorization header",
        properties,
    )
    open_value = Unresolved(reference or "AuthorizerId", properties.where)
    if kind == "JWT":
        return JwtAuthorizer(reference, open_value, (open_value,), where=properties.where)
    sources = ("$request.header.Authorization",)
    return LambdaAuthorizer(reference, open_value, identity_sources=sources, where=properties.where)
