"""What an API serves, as rows for people: methods, paths, who answers, who authorizes."""

from __future__ import annotations

from dataclasses import dataclass

from corsproxy.gateway.api import Served
from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.function_url.definition import FunctionUrl
from corsproxy.gateway.http_api import definition as http_api
from corsproxy.gateway.rest_api import definition as rest_api
from corsproxy.gateway.unresolved import Unresolved


@dataclass(frozen=True, slots=True)
class Row:
    """One route or method. `answered_by` and `authorized_by` are words for people; empty when nobody authorizes."""

    method: str
    path: str
    answered_by: str
    authorized_by: str = ""


def rows(api: Served) -> tuple[Row, ...]:
    """Every route of `api`, in the order of its definition; a function URL takes everything."""
    if isinstance(api, FunctionUrl):
        return (Row("any", "/", _function(api.function), "AWS_IAM" if api.iam else ""),)
    if isinstance(api, http_api.HttpApi):
        return tuple(_route(route) for route in api.routes)
    return tuple(
        Row(method.http_method, resource.path, _rest(method.integration), _authorizer(method.authorizer, method))
        for resource in api.resources
        for method in resource.methods
    )


def title(api: Served) -> str:
    """`HTTP API shop (abc123)`, with what its CORS configuration says where it has one."""
    if isinstance(api, FunctionUrl):
        name = api.function.name if isinstance(api.function, LambdaFunction) else str(api.function)
        return f"Function URL of {name} [{api.url_id}]"
    product = "HTTP API" if isinstance(api, http_api.HttpApi) else f"REST API ({api.endpoint_type.value.lower()})"
    name = f" {api.name}" if api.name else ""
    return f"{product}{name} [{api.api_id}]"


def _route(route: http_api.Route) -> Row:
    method, _, path = route.key.rpartition(" ")
    match route.integration:
        case http_api.LambdaIntegration(function=function):
            by = _function(function)
        case http_api.HttpIntegration(uri=uri):
            by = f"HTTP {uri}"
        case None:
            by = "nothing"
    return Row(method or "any", path, by, _authorizer(route.authorizer, None))


def _function(function: LambdaFunction | Unresolved | None) -> str:
    match function:
        case None:
            return "Lambda"
        case Unresolved():
            return f"Lambda {function}"
        case _:
            where = f" at {function.invoke_url}" if function.invoke_url else ""
            return f"Lambda {function.name}{where}"


def _rest(integration: rest_api.Integration | None) -> str:
    if integration is None:
        return "nothing"
    match integration.type:
        case rest_api.IntegrationType.MOCK:
            return "MOCK"
        case rest_api.IntegrationType.AWS_PROXY:
            return _function(integration.function)
        case rest_api.IntegrationType.AWS:
            return f"AWS {_function(integration.function)}" if integration.function else f"AWS {integration.uri}"
        case _:
            return f"{integration.type.value} {integration.uri}"


def _authorizer(
    authorizer: http_api.Authorizer | rest_api.Authorizer | rest_api.IamAuthorization | None,
    method: rest_api.Method | None,
) -> str:
    key = "API key" if method is not None and method.api_key_required else ""
    match authorizer:
        case None:
            return key
        case http_api.JwtAuthorizer(name=name):
            words = f"JWT {name}"
        case http_api.LambdaAuthorizer(name=name):
            words = f"Lambda {name}"
        case rest_api.Authorizer(name=name, type=kind):
            words = f"{kind.value} {name}"
        case _:
            words = "AWS_IAM"
    return f"{words}, {key}" if key else words
