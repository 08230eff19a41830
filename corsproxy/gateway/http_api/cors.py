"""The CORS configuration of an HTTP API: what it refuses, what it answers, what it adds, what it drops.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
Configured, it has two independent effects: preflights are answered without any OPTIONS route, and actual
responses get CORS headers while the backend's own are dropped.
"""

from __future__ import annotations

from dataclasses import dataclass

from corsproxy.gateway.http_api.definition import CorsConfiguration
from corsproxy.gateway.http_api.doubts import LIKELIEST, Doubts, Wildcard
from corsproxy.gateway.provenance import Assumed, Documented, Recorded, Statement
from corsproxy.http.headers import Headers, Line
from corsproxy.where import Mistake

_MANUAL = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html"
MAX_AGE_LIMIT = 86400
_SCHEME_WILDCARDS = ("https://*", "http://*")
_PREFIX = "access-control-"

CORS_METHODS = ("*", "CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE")


def mistakes_in_cors(cors: CorsConfiguration) -> tuple[Mistake, ...]:
    """What the control plane refuses, in its own words where they are recorded."""
    found: list[Mistake] = []
    if cors.allow_credentials and "*" in cors.allow_origins:
        found.append(
            Mistake(
                "allow-credentials is not supported if 'allow-origin' is *",
                cors.where,
                "Name the origins (or `https://*`), or leave allowCredentials out.",
            )
        )
    # recorded: capacitor:// and chrome-extension:// are refused, so an app's own scheme cannot be allowed
    found += [
        Mistake(
            f"Invalid format for origin {origin}",
            cors.where,
            "An origin is `http://` or `https://` with host and port, or `*`; no other scheme is accepted.",
        )
        for origin in cors.allow_origins
        # what a template leaves open (`<unresolved …>`) is not refused
        if origin != "*" and not origin.startswith(("http://", "https://", "<unresolved"))
    ]
    found += [
        Mistake(f"'{method}' is not a method", cors.where, f"allowMethods takes {', '.join(CORS_METHODS)}.")
        for method in cors.allow_methods
        if method.upper() not in CORS_METHODS and not method.startswith("<unresolved")
    ]
    if cors.max_age is not None and not -1 <= cors.max_age <= MAX_AGE_LIMIT:
        found.append(
            Mistake(
                f"maxAge is {cors.max_age}, outside of what API Gateway takes.",
                cors.where,
                f"Write a number of seconds from 0 to {MAX_AGE_LIMIT} (24 hours), or -1.",
            )
        )
    return tuple(found)


def allowed_origin(cors: CorsConfiguration, origin: str | None, doubts: Doubts = LIKELIEST) -> str | None:
    """The value of access-control-allow-origin for a request's Origin, or None where it does not match.

    `*` is answered literally; any other match echoes the origin.
    """
    if not origin:
        return None
    if "*" in cors.allow_origins:
        return "*"
    if origin in cors.allow_origins and origin not in _SCHEME_WILDCARDS:
        return origin
    for pattern in _SCHEME_WILDCARDS:
        if pattern in cors.allow_origins and origin.startswith(pattern[:-1]) and len(origin) > len(pattern) - 1:
            return origin if doubts.scheme_wildcard_echoes else pattern
    return None


@dataclass(frozen=True, slots=True)
class CorsLists:
    """A configuration's lists as they go over the wire, made once per API."""

    methods: str
    headers: str
    expose: str
    max_age: str


def lists_of(cors: CorsConfiguration, doubts: Doubts = LIKELIEST) -> CorsLists:
    """Join the lists: methods verbatim, header names in lower case, sorted, `,` between."""

    def joined(values: tuple[str, ...]) -> str:
        return ",".join(sorted(values) if doubts.sorted_lists else values)

    return CorsLists(
        methods=joined(cors.allow_methods),
        headers=joined(tuple(name.lower() for name in cors.allow_headers)),
        expose=joined(tuple(name.lower() for name in cors.expose_headers)),
        max_age="" if cors.max_age is None else str(cors.max_age),
    )


def preflight_lines(
    cors: CorsConfiguration, lists: CorsLists, request: Headers, doubts: Doubts = LIKELIEST
) -> tuple[Line, ...]:
    """What a preflight's answer carries; nothing where the Origin does not match or is not there.

    A mismatch is 204 with nothing: not 403, not 404.
    """
    requested_method = request.get("access-control-request-method")
    if requested_method is None:
        return ()
    origin = allowed_origin(cors, request.get("origin"), doubts)
    if origin is None:
        return ()
    methods, headers = lists.methods, lists.headers
    if doubts.wildcard is Wildcard.ECHO:
        if "*" in cors.allow_methods:
            methods = requested_method
        if "*" in cors.allow_headers:
            headers = request.get("access-control-request-headers") or ""
    lines = [(f"{_PREFIX}allow-origin", origin)]
    if doubts.vary_on_preflight and origin != "*":
        lines.append(("vary", "origin"))
    if methods:
        lines.append((f"{_PREFIX}allow-methods", methods))
    if headers:
        lines.append((f"{_PREFIX}allow-headers", headers))
    if doubts.expose_headers_in_preflight and lists.expose:
        lines.append((f"{_PREFIX}expose-headers", lists.expose))
    if lists.max_age:
        lines.append((f"{_PREFIX}max-age", lists.max_age))
    if cors.allow_credentials:
        lines.append((f"{_PREFIX}allow-credentials", "true"))
    return tuple(lines)


def actual_lines(
    cors: CorsConfiguration, lists: CorsLists, request: Headers, doubts: Doubts = LIKELIEST
) -> tuple[Line, ...]:
    """What any other response carries: allow-origin, `vary: origin` if echoed, credentials, expose-headers."""
    origin = allowed_origin(cors, request.get("origin"), doubts)
    if origin is None:
        return ()
    lines = [(f"{_PREFIX}allow-origin", origin)]
    if origin != "*":
        lines.append(("vary", "origin"))
    if cors.allow_credentials:
        lines.append((f"{_PREFIX}allow-credentials", "true"))
    if lists.expose:
        lines.append((f"{_PREFIX}expose-headers", lists.expose))
    return tuple(lines)


def without_backend_cors(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """A backend's headers as they pass once CORS is configured: its own CORS headers are dropped."""
    return tuple(line for line in lines if not line[0].lower().startswith(_PREFIX))


STATEMENTS = (
    Statement("http-api", "Preflights are answered without any OPTIONS route.", Documented(_MANUAL)),
    Statement(
        "http-api",
        "Preflights of paths that no route has at all are answered alike.",
        Assumed("the configuration belongs to the API, and the answer names no route"),
    ),
    Statement("http-api", "The backend's CORS headers are dropped once CORS is configured.", Documented(_MANUAL)),
    Statement(
        "http-api",
        "A preflight whose Origin does not match is answered 204 with no CORS header and no vary.",
        Recorded("two foreign origins against a configured API", "2026-05-01"),
    ),
    Statement(
        "http-api",
        "allowCredentials with `*` is refused: allow-credentials is not supported if 'allow-origin' is *",
        Recorded("BadRequestException in aws/aws-cdk#9076", "2020"),
    ),
    Statement(
        "http-api",
        "Origins with a scheme other than http and https are refused: Invalid format for origin capacitor://localhost",
        Recorded("BadRequestException on deployment, two public reports (capacitor://, chrome-extension://)", "2026"),
    ),
    Statement(
        "http-api",
        "allowHeaders and exposeHeaders are stored and sent in lower case; methods and origins verbatim.",
        Recorded("control-plane read of a deployed API", "2026"),
    ),
    Statement(
        "http-api",
        "An actual response with a matching Origin carries allow-origin, `vary: origin` and allow-credentials.",
        Recorded("a 401 from FastAPI behind an HTTP API", "2025-05-18"),
    ),
    Statement(
        "http-api",
        "An OPTIONS request with Origin but without Access-Control-Request-Method is answered 204 with nothing.",
        Assumed("the manual says that it gets no CORS headers; the status is not recorded"),
    ),
    Statement(
        "http-api",
        "An actual response whose Origin does not match carries no CORS header.",
        Assumed("by analogy with the recorded preflight"),
    ),
    Statement(
        "http-api",
        "Origins are compared exactly, letter case included; `null` matches only `*` or itself.",
        Assumed("the control plane keeps origins verbatim, and browsers send them in lower case"),
    ),
    Statement(
        "http-api",
        "maxAge 0 and -1 are sent as they are.",
        Assumed("they are legal values, and what is not given is recorded as absent"),
    ),
)
