"""An HTTP API from OpenAPI 3, as `ImportApi` reads it.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-open-api.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.http_api.definition import Authorizer, HttpApi, IamAuthorization, Route
from corsproxy.iac.http_api_parts import cors_configuration, http_authorizer, http_integration
from corsproxy.iac.http_api_rules import ends_with_slash, route_key_mistake
from corsproxy.iac.node import Node
from corsproxy.iac.openapi_rest import ANY, OPERATIONS, X, unknown_operation
from corsproxy.iac.openapi_variables import with_variables
from corsproxy.iac.references import References
from corsproxy.iac.security import AUTHORIZER, required, schemes
from corsproxy.iac.settled import Taking


def http_api(
    root: Node,
    api: HttpApi,
    functions: Mapping[str, LambdaFunction],
    variables: Mapping[str, str],
    taking: Taking,
) -> HttpApi:
    """Return `api` with what the document at `root` defines put over it."""
    root = with_variables(root, api.region, api.account)
    references = References(root, taking)
    known = schemes(root, references)
    authorizers: dict[str, Authorizer] = {}
    for name, scheme in known.items():
        extension = scheme.get(AUTHORIZER)
        if extension is not None:
            built = http_authorizer(name, extension, functions, variables, taking)
            if built is not None:
                authorizers[name] = built
    cors = root.at_key(f"{X}cors")
    info = root.get("info")
    endpoint = root.get(f"{X}endpoint-configuration")
    disabled = endpoint is not None and taking.flag(
        endpoint.get("disableExecuteApiEndpoint"), "disableExecuteApiEndpoint"
    )
    routes: list[Route] = []
    paths = root.get("paths")
    for path, written in taking.entries(paths, "paths"):
        if path.startswith("x-"):
            continue
        item = references.follow(written)
        if ends_with_slash(path):
            taking.note(f"the path '{path}' ends with a slash: API Gateway imports no route for it", item)
            continue
        for key, operation in taking.entries(item, f"the path '{path}'"):
            unknown_operation(key, operation, item, taking)
            if key.lower() not in OPERATIONS and key != ANY:
                continue
            wants = required(operation, root, known, taking)
            authorizer: Authorizer | None = authorizers.get(wants.scheme) if wants.scheme else None
            if wants.iam and authorizer is None:
                authorizer = IamAuthorization.AWS_IAM
            extension = operation.get(f"{X}integration")
            followed = references.follow(extension) if extension is not None else None
            integration = (
                http_integration(followed, functions, variables, taking)
                if followed is not None and isinstance(followed.value, Mapping)
                else None
            )
            is_default = taking.flag(operation.get("isDefaultRoute"), "isDefaultRoute") or path == "/$default"
            route_key = "$default" if is_default else f"{'ANY' if key == ANY else key.upper()} {path}"
            where = item.place_of(key)
            if problem := route_key_mistake(route_key, where):
                taking.mistakes.append(problem)
            routes.append(Route(route_key, integration, authorizer, wants.scopes, where))
    return replace(
        api,
        routes=(*api.routes, *routes),
        name=api.name or (taking.text(info.get("title"), "the title") if info else ""),
        cors=cors_configuration(cors, taking) if cors is not None else api.cors,
        default_endpoint_disabled=api.default_endpoint_disabled or disabled,
    )
