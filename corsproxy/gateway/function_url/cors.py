"""The CORS settings of a function URL.

https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html#urls-cors
Unlike an HTTP API: a preflight is 200 with a content type, and the function's own CORS headers are kept, so
that a function that sends them too makes browsers see two of each.
"""

from __future__ import annotations

from corsproxy.gateway.http_api import cors as http_api
from corsproxy.gateway.http_api.definition import CorsConfiguration
from corsproxy.gateway.provenance import Assumed, Documented, Recorded, Statement
from corsproxy.http.headers import Headers, Line
from corsproxy.where import Mistake

_MANUAL = "https://docs.aws.amazon.com/lambda/latest/api/API_Cors.html"
MOST = {"allowMethods": 6, "allowOrigins": 100, "allowHeaders": 100, "exposeHeaders": 100}
LONGEST_METHOD = 6


def mistakes_in_cors(cors: CorsConfiguration) -> tuple[Mistake, ...]:
    """What Lambda refuses: too many of something, OPTIONS among the methods, a max-age out of range.

    Origins are taken in any form, and `*` together with credentials.
    """
    lists = {
        "allowMethods": cors.allow_methods,
        "allowOrigins": cors.allow_origins,
        "allowHeaders": cors.allow_headers,
        "exposeHeaders": cors.expose_headers,
    }
    found = [
        Mistake(f"{name} has {len(values)} values, and function URLs take {MOST[name]}.", cors.where)
        for name, values in lists.items()
        if len(values) > MOST[name]
    ]
    found += [
        Mistake(f"{method} is no method that a function URL's CORS settings take.", cors.where, "Leave it out.")
        for method in cors.allow_methods
        if len(method) > LONGEST_METHOD and not method.startswith("<unresolved")
    ]
    if cors.max_age is not None and not 0 <= cors.max_age <= 86400:
        found.append(Mistake(f"maxAge is {cors.max_age}.", cors.where, "Write 0 to 86400 seconds."))
    return tuple(found)


def allowed_origin(cors: CorsConfiguration, origin: str | None) -> str | None:
    """The value of Access-Control-Allow-Origin, None where the Origin is not allowed.

    With credentials `*` means every origin, and each is echoed, which an HTTP API refuses to be configured with.
    """
    allowed = http_api.allowed_origin(cors, origin)
    return origin if allowed == "*" and cors.allow_credentials else allowed


def preflight_lines(cors: CorsConfiguration, request: Headers) -> tuple[Line, ...]:
    """What a preflight's answer carries, in the recorded order."""
    lines: list[Line] = [("Vary", "Origin")]
    origin = allowed_origin(cors, request.get("origin"))
    if origin is None:
        return tuple(lines)
    lines.append(("Access-Control-Allow-Origin", origin))
    if cors.allow_headers:
        lines.append(("Access-Control-Allow-Headers", ",".join(name.lower() for name in cors.allow_headers)))
    if cors.allow_methods:
        lines.append(("Access-Control-Allow-Methods", ",".join(cors.allow_methods)))
    if cors.expose_headers:
        lines.append(("Access-Control-Expose-Headers", ",".join(name.lower() for name in cors.expose_headers)))
    if cors.max_age is not None:
        lines.append(("Access-Control-Max-Age", str(cors.max_age)))
    if cors.allow_credentials:
        lines.append(("Access-Control-Allow-Credentials", "true"))
    return tuple(lines)


def actual_lines(cors: CorsConfiguration, request: Headers) -> tuple[Line, ...]:
    """What is added to any other response, beside what the function sends itself."""
    origin = allowed_origin(cors, request.get("origin"))
    if origin is None:
        return ()
    lines: list[Line] = [("Access-Control-Allow-Origin", origin)]
    if cors.expose_headers:
        lines.append(("Access-Control-Expose-Headers", ",".join(name.lower() for name in cors.expose_headers)))
    if cors.allow_credentials:
        lines.append(("Access-Control-Allow-Credentials", "true"))
    return tuple(lines)


STATEMENTS = (
    Statement(
        "function-url",
        "A preflight is answered 200 with `Content-Type: application/json`, `Content-Length: 0` and `Vary: Origin`; "
        "the function is not invoked.",
        Recorded("a function URL's preflight", "2024-08-08"),
    ),
    Statement(
        "function-url",
        "The function's own CORS headers are kept beside the configured ones: browsers see both.",
        Recorded("a function URL whose function sends CORS headers too", "2024-08-08"),
    ),
    Statement(
        "function-url",
        "AllowOrigins `*` with AllowCredentials echoes the Origin; without credentials it is sent as `*`.",
        Recorded("a probed function URL of AllowOrigins `*` with credentials", "2026-05-14"),
    ),
    Statement(
        "function-url",
        "At most 6 methods of at most 6 letters, 100 origins of any form, 100 headers; maxAge 0 to 86400.",
        Documented(_MANUAL),
    ),
    Statement(
        "function-url",
        "allowHeaders are sent in lower case, in the configured order.",
        Assumed("the recorded configuration's own order is not known; lower case is recorded"),
    ),
    Statement(
        "function-url",
        "An OPTIONS request whose Origin does not match is answered 200 with `Vary: Origin` alone.",
        Assumed("not recorded; the same answer without what the match adds"),
    ),
)
