"""A REST API from OpenAPI 3 or Swagger 2, as `ImportRestApi` reads it.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-import-api.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.rest_api.definition import (
    Authorizer,
    EndpointType,
    IamAuthorization,
    Json,
    Method,
    MethodResponse,
    RequestValidation,
    Resource,
    RestApi,
)
from corsproxy.iac.gateway_responses import gateway_responses
from corsproxy.iac.http_api_rules import path_problem
from corsproxy.iac.node import Node, plain
from corsproxy.iac.openapi_variables import with_variables
from corsproxy.iac.references import References, closed_schema
from corsproxy.iac.rest_authorizer import rest_authorizer
from corsproxy.iac.rest_integration import rest_integration
from corsproxy.iac.rest_rules import method_notes
from corsproxy.iac.security import AUTHORIZER, required, schemes
from corsproxy.iac.settled import Taking
from corsproxy.iac.shape import near

X = "x-amazon-apigateway-"
ANY = f"{X}any-method"
OPERATIONS = ("get", "put", "post", "delete", "options", "head", "patch")
BESIDE = {"parameters", "summary", "description", "servers", "$ref", "trace"}
PLACES = {"header": "header", "query": "querystring", "path": "path"}


@dataclass(frozen=True, slots=True)
class Import:
    """What one import works with: the document, its references, the functions and stage variables around it."""

    root: Node
    references: References
    functions: Mapping[str, LambdaFunction]
    variables: Mapping[str, str]
    taking: Taking
    authorizers: Mapping[str, Authorizer]
    schemes: Mapping[str, Node]


def rest_api(
    root: Node,
    api: RestApi,
    functions: Mapping[str, LambdaFunction],
    variables: Mapping[str, str],
    taking: Taking,
) -> RestApi:
    """Return `api` with what the document at `root` defines put over it."""
    root = with_variables(root, api.region, api.account)
    references = References(root, taking)
    known = schemes(root, references)
    authorizers = {}
    for name, scheme in known.items():
        extension = scheme.get(AUTHORIZER)
        if extension is not None:
            header = taking.text(scheme.get("name"), "the header of the security scheme")
            built = rest_authorizer(name, extension, header, functions, variables, taking)
            if built is not None:
                authorizers[name] = built
    work = Import(root, references, functions, variables, taking, authorizers, known)
    endpoint = root.get(f"{X}endpoint-configuration")
    vpc_endpoints = taking.texts(endpoint.get("vpcEndpointIds"), "vpcEndpointIds") if endpoint else ()
    types = taking.texts(endpoint.get("types"), "types") if endpoint else ()
    binary = root.get(f"{X}binary-media-types")
    info = root.get("info")
    compression = taking.whole(root.get(f"{X}minimum-compression-size"), "minimum-compression-size")
    return replace(
        api,
        resources=merged(api.resources, resources(work)),
        name=api.name or (taking.text(info.get("title"), "the title") if info else ""),
        gateway_responses=(*gateway_responses(root.get(f"{X}gateway-responses"), taking), *api.gateway_responses),
        endpoint_type=endpoint_type(types, vpc_endpoints, api.endpoint_type),
        binary_media_types=taking.texts(binary, "binary-media-types") or api.binary_media_types,
        policy=policy_of(root.get(f"{X}policy")) or api.policy,
        vpc_endpoints=vpc_endpoints or api.vpc_endpoints,
        default_endpoint_disabled=api.default_endpoint_disabled
        or bool(endpoint and taking.flag(endpoint.get("disableExecuteApiEndpoint"), "disableExecuteApiEndpoint")),
        api_key_source=taking.text(root.get(f"{X}api-key-source"), "api-key-source", api.api_key_source).upper(),
        minimum_compression_size=api.minimum_compression_size if compression is None else compression,
    )


def policy_of(node: Node | None) -> Json:
    """Return a resource policy as JSON; an empty one, as the Serverless Framework writes it, is none."""
    return (plain(node) or None) if node is not None else None


def endpoint_type(types: tuple[str, ...], vpc_endpoints: tuple[str, ...], default: EndpointType) -> EndpointType:
    """Return the endpoint type that an import says; VPC endpoints belong to private APIs only."""
    if types and types[0] in EndpointType.__members__:
        return EndpointType[types[0]]
    return EndpointType.PRIVATE if vpc_endpoints else default


def merged(first: tuple[Resource, ...], more: tuple[Resource, ...]) -> tuple[Resource, ...]:
    """Return resources with each path once, its methods joined."""
    paths: dict[str, Resource] = {}
    for resource in (*first, *more):
        known = paths.get(resource.path)
        paths[resource.path] = replace(known, methods=(*known.methods, *resource.methods)) if known else resource
    return tuple(paths.values())


def resources(work: Import) -> tuple[Resource, ...]:
    """Read `paths`."""
    found = []
    paths = work.root.get("paths")
    for path, item in work.taking.entries(paths, "paths"):
        where = paths.place_of(path) if paths is not None else item.where
        if path.startswith("x-"):
            continue
        if problem := path_problem(path):
            # an import refuses the path and may go on with the others (failonwarnings=false)
            work.taking.note(f"the path '{path}' {problem}; it is left out", Node(None, where))
            continue
        whole = work.references.follow(item)
        operations = tuple(work.taking.entries(whole, f"the path '{path}'"))
        methods = [
            method(key, operation, whole, work)
            for key, operation in operations
            if key.lower() in OPERATIONS or key == ANY
        ]
        for key, operation in operations:
            unknown_operation(key, operation, whole, work.taking)
        found.append(Resource(path.rstrip("/") or "/", tuple(item for item in methods if item is not None), where))
    return merged((), tuple(found))


def unknown_operation(key: str, operation: Node, path_item: Node, taking: Taking) -> None:
    """Note what is no method: an import warns of it and goes on without it."""
    if key == "trace":
        taking.note("API Gateway does not support TRACE; the method is left out", operation)
    elif key.lower() == "any":
        taking.note(
            f"'{key}' is not a method of OpenAPI and is left out; {ANY} is", Node(None, path_item.place_of(key))
        )
    elif key.lower() not in OPERATIONS and key not in BESIDE and not key.startswith("x-"):
        at = Node(None, path_item.place_of(key))
        taking.note(f"'{key}' is not a method and is left out. {near(key, (*OPERATIONS, ANY))}", at)


def method(key: str, written: Node, path_item: Node, work: Import) -> Method | None:
    """Read one operation."""
    taking, operation = work.taking, work.references.follow(written)
    if not isinstance(operation.value, Mapping):
        dict(taking.entries(operation, f"the operation '{key}'"))
        return None
    extension = operation.get(f"{X}integration")
    integration = None
    if extension is not None:
        followed = work.references.follow(extension)
        if isinstance(followed.value, Mapping):
            integration = rest_integration(followed, work.functions, work.variables, taking)
        else:
            dict(taking.entries(followed, "the integration"))
    wants = required(operation, work.root, work.schemes, taking)
    authorizer: Authorizer | IamAuthorization | None = work.authorizers.get(wants.scheme) if wants.scheme else None
    if wants.iam and authorizer is None:
        authorizer = IamAuthorization.AWS_IAM
    needed, models = inputs(operation, path_item, work)
    built = Method(
        http_method="ANY" if key == ANY else key.upper(),
        integration=integration,
        authorizer=authorizer,
        scopes=wants.scopes,
        api_key_required=wants.api_key,
        responses=method_responses(operation, work),
        validation=validation(operation, work),
        required_parameters=needed,
        models=models,
        where=path_item.place_of(key),
    )
    for said in method_notes(built):
        taking.note(said)
    return built


def validation(operation: Node, work: Import) -> RequestValidation:
    """Find the request validator that counts for an operation: its own, or the document's."""
    chosen = operation.get(f"{X}request-validator") or work.root.get(f"{X}request-validator")
    if chosen is None:
        return RequestValidation()
    name = work.taking.text(chosen, "request-validator")
    validators = work.root.get(f"{X}request-validators")
    found = validators.get(name) if validators is not None else None
    if found is None:
        work.taking.note(f"the request validator '{name}' is not defined; nothing is validated", chosen)
        return RequestValidation()
    return RequestValidation(
        work.taking.flag(found.get("validateRequestBody"), "validateRequestBody"),
        work.taking.flag(found.get("validateRequestParameters"), "validateRequestParameters"),
    )


def inputs(operation: Node, path_item: Node, work: Import) -> tuple[tuple[str, ...], dict[str, Json]]:
    """Return an operation's required parameters as AWS names them, and its body models by media type."""
    needed: dict[str, None] = {}
    models: dict[str, Json] = {}
    listed = [
        *work.taking.items(path_item.get("parameters"), "parameters"),
        *work.taking.items(operation.get("parameters"), "parameters"),
    ]
    for item in map(work.references.follow, listed):
        place, name = (work.taking.text(item.get(key), f"a parameter's {key}") for key in ("in", "name"))
        if place == "body" and (schema := item.get("schema")) is not None:
            consumes = operation.get("consumes") or work.root.get("consumes")
            for media in work.taking.texts(consumes, "consumes") or ("application/json",):
                models[media] = closed_schema(schema, work.references)
        elif place in PLACES and name and work.taking.flag(item.get("required"), "required"):
            needed[f"method.request.{PLACES[place]}.{name}"] = None
    if (body := operation.get("requestBody")) is not None:
        content = work.references.follow(body).get("content")
        for media, item in work.taking.entries(content, "content"):
            if (schema := item.get("schema")) is not None:
                models[media] = closed_schema(schema, work.references)
    return tuple(needed), models


def method_responses(operation: Node, work: Import) -> tuple[MethodResponse, ...]:
    """Read `responses`: statuses and the headers that they declare."""
    found = []
    for status, item in work.taking.entries(operation.get("responses"), "responses"):
        response = work.references.follow(item)
        headers = work.taking.entries(response.get("headers"), "headers")
        parameters = {f"method.response.header.{name}": False for name, _ in headers}
        media = [name for name, _ in work.taking.entries(response.get("content"), "content")]
        found.append(MethodResponse(status, parameters, dict.fromkeys(media, "")))
    return tuple(found)
