"""Which resource and method a request selects.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from corsproxy.gateway.provenance import Assumed, Documented, Recorded, Statement
from corsproxy.gateway.rest_api.definition import Method, Resource
from corsproxy.gateway.rest_api.identity_cache import IdentityCache
from corsproxy.http.headers import Headers

ANY_METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})

STATEMENTS = (
    Statement(
        "rest-api",
        "Selection works on the (resource, method) pair: a resource without the method does not capture the request, "
        "which falls through to a less specific one",
        Recorded("OPTIONS on a POST-only resource beside an OPTIONS on /{proxy+}", "2024-07-23"),
    ),
    Statement(
        "rest-api",
        "Static parts beat parameters, parameters beat greedy ones, segment by segment, with backtracking",
        Recorded("a greedy resource beside static siblings", "2024-07-23"),
    ),
    Statement(
        "rest-api",
        "A trailing slash does not count; several leading slashes behind the stage count as one",
        Recorded("Lambda events and SAM's integration tests with /Prod//path", "2024-08-02"),
    ),
    Statement(
        "rest-api",
        "X-HTTP-Method-Override in a request overrides its method",
        Documented("https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html"),
    ),
    Statement(
        "rest-api",
        "A {parameter} does not match an empty path segment",
        Assumed("a path parameter that is empty would make the resource indistinguishable from its parent"),
    ),
    Statement(
        "rest-api",
        "Static path parts are compared with the percent-decoded segment",
        Assumed("the front end compares paths, not spellings of paths"),
    ),
)


@dataclass(slots=True)
class _Node:
    static: dict[str, _Node] = field(default_factory=dict)
    parameters: dict[str, _Node] = field(default_factory=dict)
    greedy: dict[str, _Node] = field(default_factory=dict)
    resource: Resource | None = None
    methods: dict[str, Method] = field(default_factory=dict)

    def select(self, http_method: str) -> Method | None:
        """The method's own entry, or ANY's for the seven methods that it stands for."""
        found = self.methods.get(http_method)
        if found is None and http_method in ANY_METHODS:
            found = self.methods.get("ANY")
        return found


@dataclass(frozen=True, slots=True)
class Route:
    """What a request selected: the resource, its method, and the raw values of the path's parameters."""

    resource: Resource
    method: Method
    path_parameters: Mapping[str, str]


def _parts(path: str) -> list[str]:
    return [part for part in path.strip("/").split("/") if part] if path.strip("/") else []


def _compile(resources: tuple[Resource, ...]) -> _Node:
    root = _Node()
    for resource in resources:
        node = root
        for part in _parts(resource.path):
            if part.startswith("{") and part.endswith("+}"):
                node = node.greedy.setdefault(part[1:-2], _Node())
            elif part.startswith("{") and part.endswith("}"):
                node = node.parameters.setdefault(part[1:-1], _Node())
            else:
                node = node.static.setdefault(part, _Node())
        node.resource = resource
        for method in resource.methods:
            node.methods[method.http_method.upper()] = method
    return root


_tree = IdentityCache(_compile, size=64)


def effective_method(method: str, headers: Headers) -> str:
    """The method that counts: `X-HTTP-Method-Override` overrides the request line's."""
    override = headers.get("x-http-method-override")
    return (override or method).upper()


def path_segments(path: str) -> list[str]:
    """The raw segments of a path behind the stage: no leading or trailing empties, inner ones kept."""
    # one trailing slash does not count; what comes doubled inside the path stays
    text = path.lstrip("/")
    if text.endswith("/"):
        text = text[:-1]
    return text.split("/") if text else []


def select(resources: tuple[Resource, ...], http_method: str, path: str) -> Route | None:
    """The (resource, method) pair that answers, or None."""
    found: dict[str, str] = {}
    segments = path_segments(path)
    node = _walk(_tree(resources), segments, 0, http_method, found)
    if node is None or node.resource is None:
        return None
    method = node.select(http_method)
    return Route(node.resource, method, found) if method is not None else None


def _walk(node: _Node, segments: list[str], at: int, http_method: str, found: dict[str, str]) -> _Node | None:
    if at == len(segments):
        return node if node.select(http_method) is not None else None
    raw = segments[at]
    child = node.static.get(raw) or (node.static.get(unquote(raw)) if "%" in raw else None)
    if child is not None:
        answer = _walk(child, segments, at + 1, http_method, found)
        if answer is not None:
            return answer
    if raw:
        for name, child in node.parameters.items():
            answer = _walk(child, segments, at + 1, http_method, found)
            if answer is not None:
                found[name] = raw
                return answer
    for name, child in node.greedy.items():
        if child.select(http_method) is not None:
            found[name] = "/".join(segments[at:])
            return child
    return None
