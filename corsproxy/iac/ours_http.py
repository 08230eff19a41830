"""An HTTP API in our YAML, as `gateway` knows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace

from corsproxy.gateway.http_api.cors import mistakes_in_cors
from corsproxy.gateway.http_api.definition import (
    Authorizer,
    CorsConfiguration,
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
from corsproxy.gateway.http_api.doubts import LIKELIEST, Doubts
from corsproxy.iac.http_api_rules import route_key_mistake
from corsproxy.iac.loaded import derived_id
from corsproxy.iac.node import Node
from corsproxy.iac.ours_functions import Reading, entries, flag, number, referenced, text, text_map, texts
from corsproxy.iac.shape import near


def http_api(node: Node, reading: Reading) -> HttpApi:
    """Build the HTTP API at `node`, whose shape has been checked."""
    name = text(node, "http-api")
    authorizers = {key: authorizer(key, item, reading) for key, item in entries(node, "authorizers")}
    routes = tuple(route(key, item, authorizers, reading) for key, item in entries(node, "routes"))
    found = node.get("cors")
    cors = cors_configuration(found) if found is not None else None
    if cors is not None:
        reading.mistakes += mistakes_in_cors(cors)
    return HttpApi(
        api_id=text(node, "id") or derived_id("http-api", name),
        routes=routes,
        name=name,
        cors=cors,
        stages=stages(node.get("stages")),
        region=text(node, "region", "us-east-1"),
        account=text(node, "account", "123456789012"),
        default_endpoint_disabled=flag(node, "default_endpoint_disabled"),
        where=node.where,
        doubts=doubts(node.get("doubts")),
    )


def doubts(node: Node | None) -> Doubts:
    """Read `doubts:`, which settles what AWS leaves open; what is not said stays the likeliest."""
    if node is None:
        return LIKELIEST
    known = {field.name: field for field in fields(Doubts)}
    chosen: dict[str, object] = {}
    for key, item in node.entries():
        default = getattr(LIKELIEST, key)
        if isinstance(default, frozenset):
            chosen[key] = frozenset(int(status) for status in texts(item))
        elif key in known:
            chosen[key] = type(default)(item.value)
    return replace(LIKELIEST, **chosen)  # type: ignore[arg-type] # the grammar has checked each value


def cors_configuration(node: Node) -> CorsConfiguration:
    """Read `cors:`; header names are stored lower-cased, as the control plane stores them."""
    max_age = node.get("max_age")
    return CorsConfiguration(
        allow_origins=texts(node.get("origins")),
        allow_methods=texts(node.get("methods")),
        allow_headers=tuple(item.lower() for item in texts(node.get("headers"))),
        expose_headers=tuple(item.lower() for item in texts(node.get("expose"))),
        max_age=int(number(node, "max_age", 0)) if max_age is not None else None,
        allow_credentials=flag(node, "credentials"),
        where=node.where,
    )


def authorizer(name: str, node: Node, reading: Reading) -> Authorizer:
    """Read one authorizer."""
    sources = texts(node.get("identity_sources"))
    if (jwt := node.get("jwt")) is not None:
        jwks = text(jwt, "jwks")
        local = reading.directory / jwks
        return JwtAuthorizer(
            name=name,
            issuer=text(jwt, "issuer"),
            audience=texts(jwt.get("audience")),
            identity_source=sources[0] if sources else "$request.header.Authorization",
            jwks=str(local.resolve()) if jwks and "://" not in jwks else jwks,
            where=node.where,
        )
    found = node.get("lambda") or node
    return LambdaAuthorizer(
        name=name,
        function=referenced(found, name, reading),
        payload_format=text(node, "payload", "2.0"),
        simple_responses=flag(node, "simple"),
        identity_sources=sources or ("$request.header.Authorization",),
        ttl=int(number(node, "ttl", 0)),
        where=node.where,
    )


def route(key: str, node: Node, authorizers: Mapping[str, Authorizer], reading: Reading) -> Route:
    """Read one route; text alone names its function."""
    if problem := route_key_mistake(key, node.where):
        reading.mistakes.append(problem)
    integration: Integration
    if not isinstance(node.value, Mapping):
        return Route(key, LambdaIntegration(referenced(node, key, reading), where=node.where), where=node.where)
    timeout = number(node, "timeout", 30.0)
    requests = text_map(node.get("request_parameters"))
    responses_node = node.get("response_parameters")
    responses = {status: text_map(item) for status, item in responses_node.entries()} if responses_node else {}
    if (found := node.get("lambda")) is not None:
        payload = text(node, "payload", "2.0")
        target = referenced(found, key, reading)
        integration = LambdaIntegration(target, payload, timeout, requests, responses, node.where)
    else:
        integration = HttpIntegration(
            text(node, "http"), text(node, "method", "ANY"), timeout, requests, responses, node.where
        )
    chosen = chosen_authorizer(node, authorizers, reading)
    return Route(key, integration, chosen, texts(node.get("scopes")), node.where)


def chosen_authorizer(node: Node, authorizers: Mapping[str, Authorizer], reading: Reading) -> Authorizer | None:
    """Find the authorizer that a route names."""
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


def stages(node: Node | None) -> tuple[Stage, ...]:
    """Read `stages:`: names, or a mapping from names to settings; `$default` where nothing is said."""
    if node is None or node.value in ((), {}):
        return (Stage(),)
    if not isinstance(node.value, Mapping):
        return tuple(Stage(name) for name in texts(node))
    return tuple(
        Stage(
            name,
            text_map(item.get("variables")),
            throttle(item.get("throttle")),
            {key: limit for key, value in (item.get("throttles") or Node(None, item.where)).entries()
             if (limit := throttle(value))},
        )
        for name, item in node.entries()
    )  # fmt: skip


def throttle(node: Node | None) -> Throttle | None:
    """Read a throttle."""
    return Throttle(number(node, "rate", 0), int(number(node, "burst", 0))) if node is not None else None
