"""OpenAPI 3 and Swagger 2 files: which product they mean, and what a file alone says of id, region and stage."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.http_api import definition as http
from corsproxy.gateway.rest_api import definition as rest
from corsproxy.iac import openapi_http, openapi_rest
from corsproxy.iac.loaded import Api, Loaded, derived_id
from corsproxy.iac.node import Node, scalar_text
from corsproxy.iac.openapi_expressions import settled
from corsproxy.iac.openapi_rest import X
from corsproxy.iac.references import References
from corsproxy.iac.settled import Taking
from corsproxy.where import Mistake, Unusable

NOTHING: Mapping[str, str] = {}
REFUSED = "an integration of type"
# how an HTTP API's parameter mappings begin
_MAPPED = ("append:", "overwrite:", "remove:")
Product = Literal["HTTP API", "REST API"]
EXECUTE_API = re.compile(r"(?:https://)?([a-z0-9]{5,20})\.execute-api\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?/?(.*)")
REST_ONLY = ("gateway-responses", "policy", "binary-media-types", "request-validators", "request-validator",
             "api-key-source", "minimum-compression-size", "documentation")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Deployed:
    """What an export says of the deployment it was taken from; empty where a file says nothing."""

    api_id: str = ""
    region: str = ""
    stage: str = ""


def looks_like_openapi(node: Node) -> bool:
    """Say whether `node` is an OpenAPI or Swagger document (`paths` alone is not enough)."""
    return node.get("openapi", "swagger") is not None or (
        node.get("paths") is not None and node.get("Resources") is None
    )


def load_openapi(
    node: Node,
    file: Path,
    functions: Mapping[str, LambdaFunction] | None = None,
    parameters: Mapping[str, str] = NOTHING,
) -> Loaded:
    """Return the one API that the document defines; `functions` are those that its ARNs may name.

    `parameters` settle the expressions of a file that a template includes.
    """
    taking = Taking()
    node = settled(node, file.name.split(".")[0], parameters, taking)
    version(node, taking)
    deployed = deployed_of(node, taking)
    api: Api
    if product(node, taking) == "HTTP API":
        stages = (http.Stage(deployed.stage or "$default"),)
        empty = http.HttpApi(
            deployed.api_id or derived_id(file.name), (), stages=stages, region=deployed.region or "us-east-1",
            where=node.where,
        )  # fmt: skip
        api = openapi_http.http_api(node, empty, functions or {}, {}, taking)
    else:
        if not deployed.stage:
            taking.note("the file names no stage; 'prod' stands in", node)
        bare = rest.RestApi(
            deployed.api_id or derived_id(file.name), (), stages=(rest.Stage(deployed.stage or "prod"),),
            region=deployed.region or "us-east-1", where=node.where,
        )  # fmt: skip
        api = openapi_rest.rest_api(node, bare, functions or {}, {}, taking)
    if taking.mistakes:
        raise Unusable(taking.mistakes)
    return Loaded((api,), tuple(taking.notes), (file,))


def version(node: Node, taking: Taking) -> None:
    """Complain of a version that API Gateway does not import. A missing one is taken for Swagger 2, as SAM does."""
    found = node.get("openapi", "swagger")
    if found is None:
        taking.note("the document says neither 'openapi: 3.0.1' nor 'swagger: 2.0'", node)
        return
    said = taking.text(found, "the version")
    if not said.startswith(("3.", "2")) and said != "3":
        taking.mistakes.append(Mistake(f"the version is '{said}'", found.where, "API Gateway imports 2.0 and 3.0.x."))
    elif said.startswith("3.") and not said.startswith("3.0"):
        taking.note(f"OpenAPI {said}: API Gateway imports 3.0.x", found)


def deployed_of(node: Node, taking: Taking) -> Deployed:
    """Read id, region and stage from an export's `servers`, or `host` and `basePath`."""
    servers = node.get("servers")
    if servers is not None and isinstance(servers.value, Mapping):
        # an import warns of it, and reads nothing from it
        taking.note("servers is a mapping where OpenAPI wants a list; it is read as a list of one", servers)
        servers = Node((servers,), servers.where)
    for server in taking.items(servers, "servers"):
        url = scalar_text(server.get("url") or server) or ""
        match = EXECUTE_API.fullmatch(url)
        if match:
            variables = server.get("variables")
            base = variables.get("basePath") if variables is not None else None
            default = (scalar_text(base.get("default") or base) or "") if base is not None else ""
            path = default if match[3] in {"{basePath}", ""} else match[3]
            return Deployed(match[1], match[2], path.strip("/").partition("/")[0])
    host = taking.text(node.get("host"), "host")
    base_path = taking.text(node.get("basePath"), "basePath").strip("/")
    match = EXECUTE_API.fullmatch(host)
    if match:
        return Deployed(match[1], match[2], base_path.partition("/")[0])
    if base_path:
        found = node.get("basePath")
        taking.note(f"basePath '/{base_path}' is ignored, as ImportRestApi does by default (basepath=ignore)", found)
    return Deployed()


def product(node: Node, taking: Taking) -> Product:
    """Tell an HTTP API from a REST API; what speaks for both, or for neither, is noted."""
    for_http = list(http_signs(node, taking))
    for_rest = list(rest_signs(node, taking))
    if for_http and not for_rest:
        return "HTTP API"
    if for_http and for_rest:
        # what the other product refuses decides, not what it ignores
        refused = node.get("swagger") is not None or any(sign.startswith(REFUSED) for sign in for_rest)
        chosen: Product = "REST API" if refused or len(for_rest) > len(for_http) else "HTTP API"
        taking.note(f"taken for a{'n' if chosen[0] == 'H' else ''} {chosen}; {for_http[0]} speaks for an HTTP API,"
                    f" {for_rest[0]} for a REST API", node)  # fmt: skip
        return chosen
    if not for_rest:
        taking.note("taken for a REST API; nothing in the file says whether it is one or an HTTP API", node)
    return "REST API"


def http_signs(node: Node, taking: Taking) -> Iterator[str]:
    """Yield what only an HTTP API's definition has."""
    for name in ("cors", "importexport-version"):
        if node.get(f"{X}{name}") is not None:
            yield f"{X}{name}"
    for kind, integration in integrations(node, taking):
        for name in ("payloadFormatVersion", "integrationSubtype", "responseParameters"):
            if integration.get(name) is not None:
                yield name
        mapped = integration.get("requestParameters")
        if mapped is not None and any(key.startswith(_MAPPED) for key, _ in mapped.entries()):
            yield "a parameter mapping like overwrite:header.x"
        if kind == "$default":
            yield "the $default route"
    for scheme in schemes_of(node):
        authorizer = scheme.get("x-amazon-apigateway-authorizer")
        if (
            authorizer is not None
            and authorizer.get("jwtConfiguration", "authorizerPayloadFormatVersion") is not None
        ):
            yield "a JWT authorizer or an authorizer's payload format"


def rest_signs(node: Node, taking: Taking) -> Iterator[str]:
    """Yield what only a REST API's definition has."""
    if node.get("swagger") is not None:
        yield "Swagger 2.0"
    for name in REST_ONLY:
        if node.get(f"{X}{name}") is not None:
            yield f"{X}{name}"
    for _, integration in integrations(node, taking):
        kind = (scalar_text(integration.get("type") or integration) or "").lower()
        if kind in {"mock", "aws", "http"}:
            yield f"{REFUSED} {kind}"
    for scheme in schemes_of(node):
        authorizer = scheme.get("x-amazon-apigateway-authorizer")
        source = authorizer.get("identitySource") if authorizer is not None else None
        if source is not None and (scalar_text(source) or "").startswith("method.request."):
            yield "an authorizer's identity source 'method.request…'"


def schemes_of(node: Node) -> Iterator[Node]:
    """Yield the document's security schemes."""
    components = node.get("components")
    found = components.get("securitySchemes") if components is not None else None
    yield from (item for _, item in (found.entries() if found is not None else ()))


def integrations(node: Node, taking: Taking) -> Iterator[tuple[str, Node]]:
    """Yield each operation's integration, with `$default` for that of the default route."""
    references = References(node, Taking())
    paths = node.get("paths")
    for path, written in paths.entries() if paths is not None else ():
        for _, operation in references.follow(written).entries():
            extension = operation.get(f"{X}integration")
            if extension is not None:
                followed = references.follow(extension)
                if isinstance(followed.value, Mapping):
                    yield ("$default" if path == "/$default" else path), followed
