"""What a page can call of an API, and what it would send: one endpoint for each method of each route."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corsproxy.gateway.api import Api
from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.function_url.definition import FunctionUrl
from corsproxy.gateway.http_api import definition as http_api
from corsproxy.gateway.rest_api import definition as rest_api
from corsproxy.http.headers import Line
from corsproxy.where import Where

# what stands for ANY: the methods that a page may send, save those that the path defines by itself
_ANY = ("GET", "POST", "PUT", "PATCH", "DELETE")
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
_HEADER_SOURCE = re.compile(r"^(?:\$request\.header\.|method\.request\.header\.)(.+)$")
_QUERY_SOURCE = re.compile(r"^(?:\$request\.querystring\.|method\.request\.querystring\.)(.+)$")
_SIGNATURE = (
    ("Authorization", "AWS4-HMAC-SHA256 Credential=AKIDSUPPOSEDBYLINT/20260101/us-east-1/execute-api/aws4_request, "
     "SignedHeaders=host, Signature=0"),
    ("X-Amz-Date", "20260101T000000Z"),
)  # fmt: skip
UNKNOWN_SEGMENT = "corsproxy-no-such-path"

Linted = Api | FunctionUrl
"""What is linted."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method of one route.

    `label` is as the definition writes it (`ANY /items/{id}`), `method` the one that the page sends, `path` the
    example path behind the stage. `identity` are the header lines that carry the caller's credentials (token,
    signature, API key), `lines` all author-set ones, identity included.
    """

    api: Linted
    label: str
    method: str
    stage: str
    path: str
    lines: tuple[Line, ...]
    identity: tuple[Line, ...]
    where: Where | None
    authorized: bool = False

    @property
    def url(self) -> str:
        """The real URL on the default endpoint."""
        prefix = "" if self.stage == "$default" else f"/{self.stage}"
        return f"https://{host(self.api)}{prefix}{self.path}"


def host(api: Linted) -> str:
    """The default endpoint's host."""
    if isinstance(api, FunctionUrl):
        return f"{api.url_id}.lambda-url.{api.region}.on.aws"
    return f"{api.api_id}.execute-api.{api.region}.amazonaws.com"


def title(api: Linted) -> str:
    """What people call it."""
    if isinstance(api, FunctionUrl):
        named = api.function.name if isinstance(api.function, LambdaFunction) else api.url_id
        return f"function URL of {named}"
    return api.name or api.api_id


def example(path: str) -> str:
    """A path that a route's template matches: `/items/{id}` gives `/items/1`, `/{proxy+}` gives `/any/path`."""
    return re.sub(r"\{[^}+]*\}", "1", re.sub(r"\{[^}]*\+\}", "any/path", path)) or "/"


def endpoints(api: Linted) -> tuple[Endpoint, ...]:
    """Every endpoint that a page could call, in the definition's order; OPTIONS routes are not called by pages."""
    if isinstance(api, http_api.HttpApi):
        return tuple(_of_http(api))
    if isinstance(api, FunctionUrl):
        return tuple(_of_function_url(api))
    return tuple(_of_rest(api))


def _content(method: str) -> tuple[Line, ...]:
    return (("Content-Type", "application/json"),) if method in _WITH_BODY else ()


def _sent_for(sources: tuple[str, ...]) -> tuple[tuple[Line, ...], str]:
    """The header lines and the query string that identity sources or required parameters ask for."""
    lines: list[Line] = []
    query: list[str] = []
    for source in sources:
        if header := _HEADER_SOURCE.match(source):
            token = "Bearer supposed.token.value" if header[1].lower() == "authorization" else "supposed"
            lines.append((header[1], token))
        elif parameter := _QUERY_SOURCE.match(source):
            query.append(f"{parameter[1]}=supposed")
    return tuple(lines), "&".join(query)


def _of_function_url(api: FunctionUrl) -> list[Endpoint]:
    """A function URL takes every method and path; those are meant that its configuration names, where it has one."""
    listed = api.cors.allow_methods if api.cors is not None else ("*",)
    named = ("GET", "POST") if "*" in listed else tuple(one for one in _ANY if one in listed) or ("GET",)
    identity = tuple((name, value.replace("/execute-api/", "/lambda/")) for name, value in _SIGNATURE if api.iam)
    return [
        Endpoint(
            api, "ANY /", one, "$default", "/", (*_content(one), *identity), identity, api.where, authorized=api.iam
        )
        for one in named
    ]


def _of_http(api: http_api.HttpApi) -> list[Endpoint]:
    own: dict[str, set[str]] = {}
    for route in api.routes:
        method, _, path = route.key.partition(" ")
        if path and method != "ANY":
            own.setdefault(path, set()).add(method)
    stage = api.stages[0].name if api.stages else "$default"
    found = []
    for route in api.routes:
        method, _, path = route.key.partition(" ")
        methods: tuple[str, ...]
        if route.key == "$default":
            methods, path = ("GET", "POST"), "/any/path"
        elif method == "ANY":
            methods = tuple(one for one in _ANY if one not in own.get(path, set()))
        else:
            methods = (method,)
        identity: tuple[Line, ...] = ()
        query = ""
        match route.authorizer:
            case http_api.JwtAuthorizer():
                identity, query = _sent_for((route.authorizer.identity_source,))
            case http_api.LambdaAuthorizer():
                identity, query = _sent_for(route.authorizer.identity_sources)
            case http_api.IamAuthorization():
                identity = _SIGNATURE
            case None:
                pass
        for one in methods:
            if one == "OPTIONS":
                continue
            url_path = example(path) + (f"?{query}" if query else "")
            lines = (*_content(one), *identity)
            found.append(
                Endpoint(
                    api, route.key, one, stage, url_path, lines, identity, route.where, route.authorizer is not None
                )
            )
    return found


def _of_rest(api: rest_api.RestApi) -> list[Endpoint]:
    stage = api.stages[0].name if api.stages else "prod"
    keys = [key.value for plan in api.usage_plans for key in plan.keys if key.enabled]
    found = []
    for resource in api.resources:
        own = {method.http_method for method in resource.methods}
        for method in resource.methods:
            if method.http_method == "OPTIONS":
                continue
            names = (
                tuple(one for one in _ANY if one not in own) if method.http_method == "ANY" else (method.http_method,)
            )
            identity: tuple[Line, ...] = ()
            query = ""
            match method.authorizer:
                case rest_api.Authorizer():
                    identity, query = _sent_for(method.authorizer.identity_sources)
                case rest_api.IamAuthorization():
                    identity = _SIGNATURE
                case None:
                    pass
            if method.api_key_required:
                # an authorizer may read the key's header too
                others = tuple(line for line in identity if line[0].lower() != "x-api-key")
                identity = (*others, ("x-api-key", keys[0] if keys else "supposed"))
            required, more = _sent_for(method.required_parameters if method.validation.parameters else ())
            known = {name.lower() for name, _ in identity}
            extra = tuple(line for line in required if line[0].lower() not in known)
            whole_query = "&".join(part for part in (query, more) if part)
            path = example(resource.path) + (f"?{whole_query}" if whole_query else "")
            found += [
                Endpoint(
                    api,
                    f"{method.http_method} {resource.path}",
                    one,
                    stage,
                    path,
                    (*_content(one), *identity, *extra),
                    identity,
                    method.where or resource.where,
                    method.authorizer is not None or method.api_key_required,
                )
                for one in names
            ]
    return found
