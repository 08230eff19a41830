"""The HTTP proxy integration: what the backend gets, and what of its response passes.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-http.html
"""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from corsproxy.gateway.http_api.definition import HttpIntegration
from corsproxy.gateway.http_api.incoming import HOP_BY_HOP, domain_of, raw_query
from corsproxy.gateway.http_api.routes import DEFAULT_KEY
from corsproxy.gateway.http_api.visit import Visit
from corsproxy.gateway.provenance import Assumed, Documented, Statement
from corsproxy.gateway.unresolved import NOWHERE, Unresolved
from corsproxy.http.headers import Headers, Line
from corsproxy.http.message import Request, Response

_MANUAL = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-http.html"

_PATH = "/:@!$&'()*+,;=-._~"


def backend_request(visit: Visit, integration: HttpIntegration) -> Request:
    """The request that the backend gets: URI filled in, hop-by-hop headers gone, `Forwarded` for X-Forwarded-*."""
    request = visit.arrival.request
    method = request.method if integration.method == "ANY" else integration.method
    url = backend_url(visit, integration.uri)
    return Request(method, url, _headers(visit, url), request.body)


def backend_url(visit: Visit, uri: str | Unresolved) -> str:
    """The integration URI with `{parameter}` and `${stageVariables.x}` filled in and the query string appended.

    On $default, whose key has no path to take parameters from, the request's path is appended. A URI that the
    definition leaves open becomes one that no resolver knows.
    """
    if isinstance(uri, Unresolved):
        return NOWHERE
    for name, value in visit.stage.variables.items():
        uri = uri.replace(f"${{stageVariables.{name}}}", value)
    for name, value in visit.path_parameters.items():
        escaped = quote(value, safe=_PATH)
        uri = uri.replace(f"{{{name}+}}", escaped).replace(f"{{{name}}}", escaped)
    if visit.route.key == DEFAULT_KEY and "?" not in uri:
        uri = uri.rstrip("/") + quote(visit.path, safe=_PATH)
    query = raw_query(visit.arrival.request.url)
    if query:
        uri = f"{uri}{'&' if '?' in uri else '?'}{query}"
    return uri


def _headers(visit: Visit, url: str) -> Headers:
    arrival = visit.arrival
    dropped = HOP_BY_HOP | {"host", "content-length", "forwarded", "via"}
    lines: list[Line] = [
        (name, value)
        for name, value in arrival.request.headers
        if (low := name.lower()) not in dropped and not low.startswith("x-forwarded-")
    ]
    scheme = urlsplit(arrival.request.url).scheme or "https"
    forwarded = f"by={arrival.source_ip};for={arrival.source_ip};host={domain_of(arrival)};proto={scheme}"
    lines.append(("Host", urlsplit(url).netloc.rpartition("@")[2]))
    lines.append(("Forwarded", forwarded))
    lines.append(("Via", "HTTP/1.1 AmazonAPIGateway"))
    if arrival.request.body or arrival.request.method in ("POST", "PUT", "PATCH"):
        lines.append(("Content-Length", str(len(arrival.request.body))))
    return Headers(lines)


def passed_response(response: Response) -> tuple[str, tuple[Line, ...]]:
    """Content type and further headers of a backend's response that reach the client, hop-by-hop ones gone."""
    gone = HOP_BY_HOP | {"content-length", "content-type", "date"}
    lines = tuple((name, value) for name, value in response.headers if name.lower() not in gone)
    return response.headers.get("content-type") or "", lines


STATEMENTS = (
    Statement(
        "http-api",
        "HTTP_PROXY: Forwarded replaces X-Forwarded-*; hop-by-hop headers are dropped.",
        Documented(_MANUAL),
    ),
    Statement(
        "http-api",
        "HTTP_PROXY: the path is the integration URI's; only the URI's own {parameters} carry the request's path.",
        Documented(_MANUAL),
    ),
    Statement(
        "http-api",
        "HTTP_PROXY on $default: the request's path is appended to the integration URI.",
        Assumed("quick-created APIs with an HTTP target would be of no use otherwise; not documented"),
    ),
    Statement(
        "http-api",
        "HTTP_PROXY: a `Via: HTTP/1.1 AmazonAPIGateway` header reaches the backend.",
        Assumed("seen in public dumps of such requests; not documented"),
    ),
)
