"""What nobody has recorded or documented about HTTP APIs, as switches with the likeliest default.

Each field says why its default is the likeliest; `STATEMENTS` lists the same for `explain --assumptions`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from corsproxy.gateway.provenance import Assumed, Documented, Recorded, Statement


class Wildcard(StrEnum):
    """How `*` in allowMethods or allowHeaders is written into a preflight's answer."""

    LITERAL = "literal"
    ECHO = "echo"


class RoutedPreflight(StrEnum):
    """Who answers a preflight whose OPTIONS request also matches a route of the API."""

    ROUTE = "route"
    CORS_CONFIGURATION = "cors-configuration"


class EmptySegments(StrEnum):
    """Whether the empty segment that a trailing slash makes takes part in selecting a route.

    Where it is significant, only a parameter takes it: `/items/` is not `/items`, but `/items/{id}` with an empty id.
    """

    IGNORED = "ignored"
    SIGNIFICANT = "significant"


@dataclass(frozen=True, slots=True)
class Doubts:
    """One field per open question; the defaults are what the evidence favours.

    `errors_without_cors` holds the statuses of API Gateway's own errors that carry no CORS headers although
    the Origin matches (recorded: 401 carries them).
    """

    sorted_lists: bool = True
    wildcard: Wildcard = Wildcard.LITERAL
    vary_on_preflight: bool = False
    expose_headers_in_preflight: bool = False
    errors_without_cors: frozenset[int] = frozenset()
    routed_preflight: RoutedPreflight = RoutedPreflight.ROUTE
    scheme_wildcard_echoes: bool = True
    empty_segments: EmptySegments = EmptySegments.SIGNIFICANT
    title_case_over_http_1: bool = True


LIKELIEST = Doubts()


STATEMENTS = (
    Statement(
        "http-api",
        "A preflight's lists are sorted alphabetically and joined with ',' without a space.",
        Recorded("two preflights with known configurations; one retyped sample disagrees", "2024/2026"),
    ),
    Statement(
        "http-api",
        "`*` in allowMethods or allowHeaders is sent literally, never expanded or echoed.",
        Assumed("allowOrigins `*` and exposeHeaders `*` are recorded as literal; the manual lists `*` as a value"),
    ),
    Statement(
        "http-api",
        "A preflight's answer has no `vary`, also where one configured origin is echoed.",
        Assumed("no recorded preflight shows it; actual responses do"),
    ),
    Statement(
        "http-api",
        "exposeHeaders are not part of a preflight's answer.",
        Recorded("aws/serverless-application-model#2478, a real API", "2022"),
    ),
    Statement(
        "http-api",
        "Every error that API Gateway writes after it found the stage carries CORS headers when the Origin matches.",
        Assumed("the 401 of an authorizer is recorded with them; 403, 404, 413, 429, 500 and 503 are not recorded"),
    ),
    Statement(
        "http-api",
        "A route that matches the OPTIONS request (OPTIONS, ANY, $default) answers the preflight, authorizer first.",
        Recorded(
            "aws/serverless-application-model#1603 (ANY: the function gets it), sst#5493 (ANY + JWT: 401)",
            "2020/2025",
        ),
    ),
    Statement(
        "http-api",
        "A preflight that a route's authorizer refuses carries allow-origin: clients report its status instead.",
        Recorded("sst#5493 and a public article quote `It does not have HTTP ok status`", "2022/2025"),
    ),
    Statement(
        "http-api",
        "A routed preflight is answered with the integration's status and the configuration's preflight headers.",
        Assumed(
            "the manual advises an OPTIONS route beside an authorizer on $default and drops the backend's headers"
        ),
    ),
    Statement(
        "http-api",
        "An origin allowed by `https://*` or `http://*` is echoed, with `vary: origin`.",
        Assumed("`https://*` itself is no origin, so no browser could accept it"),
    ),
    Statement(
        "http-api",
        "A trailing slash makes an empty segment, which a parameter takes and a literal does not.",
        Recorded(
            "events of ANY /handler/{proxy+} for /handler/; storacha/w3infra#166: GET /metrics/ not found",
            "2022/2023",
        ),
    ),
    Statement(
        "http-api",
        "Several slashes in a row count as one when a route is selected.",
        Recorded("POST ///signIn reached its route", "2024"),
    ),
    Statement(
        "http-api",
        "Over HTTP/1.1 header names are written in Title-Case (`Apigw-Requestid`), over HTTP/2 in lower case.",
        Recorded("HTTPie transcripts; the manual's own sample prints `apigw-requestid` instead", "2020-2024"),
    ),
    Statement(
        "http-api",
        "The preflight's answer does not depend on the requested method and headers; the browser decides.",
        Documented("https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html"),
    ),
)
