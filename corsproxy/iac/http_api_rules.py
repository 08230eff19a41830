"""What API Gateway's control plane refuses in an HTTP API.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from corsproxy.gateway.http_api.definition import CorsConfiguration
from corsproxy.where import Mistake, Where

METHODS = ("ANY", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://[^/\s?#]+", re.IGNORECASE)
ROUTE_KEY = re.compile(r"([A-Z]+) (/\S*)")
WEBSOCKET_KEYS = {"$connect", "$disconnect"}


def cors_notes(cors: CorsConfiguration) -> list[str]:
    """Name what the control plane takes (or may take) and no browser will ever match."""
    place = f"{cors.where}: " if cors.where else ""
    found = []
    for origin in cors.allow_origins:
        if "*" in origin and origin not in {"*", "https://*", "http://*"}:
            found.append(f"{place}allowOrigins '{origin}': a wildcard within an origin matches no origin")
        elif "://" in origin and not ORIGIN.fullmatch(origin):
            found.append(f"{place}allowOrigins '{origin}' is more than scheme://host[:port] and matches no origin")
        elif re.fullmatch(r"https://[^/]+:443|http://[^/]+:80", origin):
            found.append(f"{place}allowOrigins '{origin}' matches no origin: browsers leave the default port out")
    names = (*cors.allow_headers, *cors.expose_headers)
    return found + [f"{place}'{name}' is not one header's name" for name in names if not TOKEN.fullmatch(name)]


def route_key_mistake(key: str, where: Where) -> Mistake | None:
    """Say what is wrong with a route key, if anything.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
    """
    if key == "$default":
        return None
    match = ROUTE_KEY.fullmatch(key)
    if not match or match[1] not in METHODS:
        method, _, path = key.partition(" ")
        if method.upper() in METHODS and path.startswith("/"):
            return Mistake(f"the route key '{key}' names no method", where, f"Write '{method.upper()} {path}'.")
        return Mistake(f"'{key}' is not a route key", where, "Write 'GET /path', 'ANY /path/{proxy+}' or '$default'.")
    if problem := path_problem(match[2]):
        return Mistake(f"the path of '{key}' {problem}", where)
    if ends_with_slash(match[2]):
        return Mistake(f"the path of '{key}' ends with a slash", where, f"Write '{key.rstrip('/')}'.")
    return None


def ends_with_slash(path: str) -> bool:
    """True for a path that API Gateway takes for no route: created it is refused, imported it is left out."""
    return path.endswith("/") and bool(path.strip("/"))


def path_problem(path: str) -> str:
    """Say what is wrong with a resource path or a route's path; empty when nothing is."""
    if not path.startswith("/"):
        return "does not begin with a slash"
    parts = path.strip("/").split("/")
    for index, part in enumerate(parts):
        if ("{" in part or "}" in part) and not re.fullmatch(r"\{[A-Za-z0-9._:-]+\+?\}", part):
            return f"has '{part}', and a parameter is a whole segment such as {{id}}"
        if part.endswith("+}") and index != len(parts) - 1:
            return f"goes on behind '{part}', which takes all that follows"
    names = parameter_names(path)
    if twice := {name for name in names if names.count(name) > 1}:
        return f"names the parameter '{sorted(twice)[0]}' twice"
    return ""


def parameter_names(path: str) -> list[str]:
    """Return the names of a path's parameters, in order, without the `+` of a greedy one."""
    return [name.rstrip("+") for name in re.findall(r"\{([^{}]*)\}", path)]


def same_route_twice(keys: Iterable[tuple[str, Where | None]]) -> list[Mistake]:
    """Name route keys that stand twice."""
    seen: dict[str, Where | None] = {}
    found = []
    for key, where in keys:
        if key in seen:
            found.append(Mistake(f"the route '{key}' is defined twice", where, f"It stands at {seen[key]} already."))
        seen.setdefault(key, where)
    return found
