"""A REST API in our YAML, as `gateway` knows it."""

from __future__ import annotations

from collections.abc import Mapping

from corsproxy.gateway.rest_api.definition import (
    ApiKey,
    Authorizer,
    AuthorizerType,
    EndpointType,
    GatewayResponse,
    IamAuthorization,
    Integration,
    IntegrationResponse,
    IntegrationType,
    Method,
    RequestValidation,
    Resource,
    RestApi,
    Stage,
    Throttle,
    UsagePlan,
)
from corsproxy.iac.http_api_rules import parameter_names, path_problem
from corsproxy.iac.loaded import derived_id
from corsproxy.iac.node import Node, plain
from corsproxy.iac.openapi_rest import policy_of
from corsproxy.iac.ours_functions import Reading, entries, flag, number, referenced, text, text_map, texts
from corsproxy.iac.ours_rest_cors import options_method
from corsproxy.iac.rest_integration import rest_integration
from corsproxy.iac.settled import Taking
from corsproxy.iac.shape import near

STATUS_ONLY = '{"statusCode": %d}'


def rest_api(node: Node, reading: Reading) -> RestApi:
    """Build the REST API at `node`, whose shape has been checked."""
    name = text(node, "rest-api")
    authorizers = {key: authorizer(key, item, reading) for key, item in entries(node, "authorizers")}
    compression = node.get("minimum_compression_size")
    vpcs = dict(text_map(node.get("vpc_endpoints")))
    return RestApi(
        api_id=text(node, "id") or derived_id("rest-api", name),
        resources=tuple(resource(path, item, authorizers, reading) for path, item in entries(node, "resources")),
        name=name,
        stages=stages(node.get("stages")),
        gateway_responses=tuple(gateway_response(key, item) for key, item in entries(node, "gateway_responses")),
        endpoint_type=EndpointType(text(node, "endpoint", "regional").upper()),
        binary_media_types=texts(node.get("binary_media_types")),
        policy=policy_of(node.get("policy")),
        vpc_endpoints=tuple(vpcs) or texts(node.get("vpc_endpoints")),
        endpoint_vpcs=vpcs,
        private_dns=flag(node, "private_dns", True),
        usage_plans=tuple(usage_plan(key, item) for key, item in entries(node, "usage_plans")),
        region=text(node, "region", "us-east-1"),
        account=text(node, "account", "123456789012"),
        default_endpoint_disabled=flag(node, "default_endpoint_disabled"),
        api_key_source=text(node, "api_key_source", "HEADER"),
        minimum_compression_size=int(number(node, "minimum_compression_size", 0))
        if compression is not None
        else None,
        where=node.where,
    )


def authorizer(name: str, node: Node, reading: Reading) -> Authorizer:
    """Read one authorizer."""
    source = f"method.request.header.{text(node, 'header', 'Authorization')}"
    ttl = int(number(node, "ttl", 300))
    if (cognito := node.get("cognito")) is not None:
        jwks = text(cognito, "jwks")
        return Authorizer(
            name=name,
            type=AuthorizerType.COGNITO_USER_POOLS,
            identity_sources=(source,),
            ttl=ttl,
            user_pools=texts(cognito.get("user_pools")),
            issuer=text(cognito, "issuer"),
            jwks=str((reading.directory / jwks).resolve()) if jwks and "://" not in jwks else jwks,
            where=node.where,
        )
    if (token := node.get("token")) is not None:
        return Authorizer(
            name=name,
            type=AuthorizerType.TOKEN,
            function=referenced(token, name, reading),
            identity_sources=(source,),
            validation=text(node, "validation"),
            ttl=ttl,
            where=node.where,
        )
    return Authorizer(
        name=name,
        type=AuthorizerType.REQUEST,
        function=referenced(node.get("request") or node, name, reading),
        identity_sources=texts(node.get("identity_sources")) or (source,),
        ttl=ttl,
        where=node.where,
    )


def resource(path: str, node: Node, authorizers: Mapping[str, Authorizer], reading: Reading) -> Resource:
    """Read one path with its methods; `cors:` adds OPTIONS."""
    if problem := path_problem(path):
        reading.wrong(f"the path '{path}' {problem}", node)
    methods = [method(key, path, item, authorizers, reading) for key, item in node.entries() if key != "cors"]
    if (cors := node.get("cors")) is not None:
        if node.get("OPTIONS") is not None:
            reading.wrong(f"'{path}' has both 'cors' and 'OPTIONS'", cors, "'cors' writes OPTIONS; keep one of them.")
        else:
            methods.append(options_method(cors, tuple(item.http_method for item in methods), reading))
    return Resource(path, tuple(methods), node.where)


def method(key: str, path: str, node: Node, authorizers: Mapping[str, Authorizer], reading: Reading) -> Method:
    """Read one method; text alone names its function (AWS_PROXY)."""
    if not isinstance(node.value, Mapping):
        function = referenced(node, f"{key} {path}", reading)
        return Method(
            key, Integration(IntegrationType.AWS_PROXY, function=function, where=node.where), where=node.where
        )
    validate = texts(node.get("validate"))
    return Method(
        http_method=key,
        integration=integration(f"{key} {path}", path, node, reading),
        authorizer=chosen_authorizer(node, authorizers, reading),
        scopes=texts(node.get("scopes")),
        api_key_required=flag(node, "api_key"),
        validation=RequestValidation("body" in validate, "parameters" in validate),
        required_parameters=texts(node.get("required")),
        models={media: plain(item) for media, item in entries(node, "models")},
        where=node.where,
    )


def integration(name: str, path: str, node: Node, reading: Reading) -> Integration | None:
    """Read whichever of `lambda`, `http`, `mock` and `integration` is there."""
    timeout = number(node, "timeout", 29.0)
    if (found := node.get("lambda")) is not None:
        function = referenced(found, name, reading)
        return Integration(IntegrationType.AWS_PROXY, function=function, timeout=timeout, where=found.where)
    if (found := node.get("http")) is not None:
        # what stands in the URL in braces is filled from the path's parameter of that name, as people mean it
        carried = {
            f"integration.request.path.{parameter}": f"method.request.path.{parameter}"
            for parameter in parameter_names(found.text)
            if parameter in parameter_names(path)
        }
        return Integration(
            IntegrationType.HTTP_PROXY,
            uri=found.text,
            http_method=text(node, "method", "ANY"),
            parameters={**carried, **text_map(node.get("parameters"))},
            timeout=timeout,
            where=found.where,
        )
    if (found := node.get("mock")) is not None:
        return mock(found)
    taking = Taking()
    whole = node.get("integration") or node
    built = rest_integration(whole, reading.functions, {}, taking)
    reading.mistakes += taking.mistakes
    return built


def mock(node: Node) -> Integration:
    """Read a fixed answer: a MOCK integration with one integration response. `mock: 204` is a status, text a body."""
    status = int(number(node, "status", 200))
    body = text(node, "body")
    if not isinstance(node.value, Mapping):
        status, body = (node.value, "") if isinstance(node.value, int) else (200, node.text)
    answer = IntegrationResponse(
        status=str(status),
        parameters={
            f"method.response.header.{name}": f"'{value}'" for name, value in text_map(node.get("headers")).items()
        },
        templates={"application/json": body} if body else {},
        where=node.where,
    )
    template = text(node, "request_template") or STATUS_ONLY % status
    return Integration(
        IntegrationType.MOCK, templates={"application/json": template}, responses=(answer,), where=node.where
    )


def chosen_authorizer(
    node: Node, authorizers: Mapping[str, Authorizer], reading: Reading
) -> Authorizer | IamAuthorization | None:
    """Find the authorizer that a method names."""
    found = node.get("authorizer")
    if found is None or found.text == "none":
        return None
    if found.text == "iam":
        return IamAuthorization.AWS_IAM
    if found.text not in authorizers:
        reading.wrong(
            f"there is no authorizer '{found.text}'", found, near(found.text, (*authorizers, "iam", "none"))
        )
        return None
    return authorizers[found.text]


def gateway_response(kind: str, node: Node) -> GatewayResponse:
    """Read one gateway response; `headers:` are plain values, which AWS wants in single quotes."""
    status = node.get("status")
    quoted = {f"gatewayresponse.header.{name}": f"'{value}'" for name, value in text_map(node.get("headers")).items()}
    return GatewayResponse(
        type=kind,
        status=int(number(node, "status", 0)) if status is not None else None,
        parameters={**quoted, **text_map(node.get("parameters"))},
        templates=text_map(node.get("templates")),
        where=node.where,
    )


def stages(node: Node | None) -> tuple[Stage, ...]:
    """Read `stages:`: names, or a mapping from names to settings; `prod` where nothing is said."""
    if node is None or node.value in ((), {}):
        return (Stage("prod"),)
    if not isinstance(node.value, Mapping):
        return tuple(Stage(name) for name in texts(node))
    return tuple(
        Stage(
            name,
            text_map(item.get("variables")),
            throttle(item.get("throttle")),
            {throttle_key(key): limit for key, value in entries(item, "throttles") if (limit := throttle(value))},
        )
        for name, item in node.entries()
    )


def throttle_key(key: str) -> str:
    """Turn `GET /items` into `/items/GET`, the form in which AWS keys method settings."""
    method_name, _, path = key.partition(" ")
    return f"{path.rstrip('/')}/{method_name}" if path.startswith("/") else key


def throttle(node: Node | None) -> Throttle | None:
    """Read a throttle."""
    return Throttle(number(node, "rate", 0), int(number(node, "burst", 0))) if node is not None else None


def usage_plan(name: str, node: Node) -> UsagePlan:
    """Read one usage plan; a key may be its bare value."""
    found = node.get("keys")
    listed = found.items() if found is not None and isinstance(found.value, tuple) else (found,) if found else ()
    keys = tuple(
        ApiKey(text(item, "value"), text(item, "name"), flag(item, "enabled", True))
        if isinstance(item.value, Mapping)
        else ApiKey(item.text)
        for item in listed
    )
    quota = node.get("quota")
    limit = (int(number(quota, "limit", 0)), text(quota, "period")) if quota is not None else None
    return UsagePlan(name, keys, throttle(node.get("throttle")), limit, texts(node.get("stages")))
