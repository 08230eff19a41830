"""Parameter mapping: an integration's request parameters, and its response parameters by status code.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html
`access-control-*` is reserved: CORS headers cannot be set by a mapping.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from urllib.parse import quote, quote_plus, unquote, urlsplit, urlunsplit

from corsproxy.gateway.http_api.expressions import body_value, value_of
from corsproxy.gateway.http_api.incoming import query_pairs, raw_path_of
from corsproxy.gateway.http_api.visit import Visit
from corsproxy.gateway.provenance import Assumed, Documented, Statement
from corsproxy.http.headers import Headers, Line
from corsproxy.http.message import Request
from corsproxy.where import Mistake, Where

_MANUAL = "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html"
_KEY = re.compile(r"^(append|overwrite|remove):(header|querystring|path|statuscode)(?:\.(.+))?$")
_RESERVED = frozenset(
    {
        "authorization",
        "connection",
        "content-encoding",
        "content-length",
        "content-location",
        "forwarded",
        "keep-alive",
        "origin",
        "proxy-authenticate",
        "proxy-authorization",
        "te",
        "trailers",
        "transfer-encoding",
        "upgrade",
        "via",
    }
)
_RESERVED_PREFIXES = ("access-control-", "apigw-", "x-amz-", "x-amzn-", "x-forwarded-")


class Verb(StrEnum):
    """What a mapping does to its place."""

    APPEND = "append"
    OVERWRITE = "overwrite"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Change:
    """One mapping, taken apart: `place` is header, querystring, path or statuscode; `name` within it."""

    verb: Verb
    place: str
    name: str
    value: str


def is_reserved(name: str) -> bool:
    """True for header names that no mapping may touch."""
    low = name.lower()
    return low in _RESERVED or low.startswith(_RESERVED_PREFIXES)


def changes_of(parameters: Mapping[str, str]) -> tuple[Change, ...]:
    """The mappings that have an effect, in order; what the control plane refuses is left out here."""
    found = []
    for key, value in parameters.items():
        parts = _KEY.match(key)
        if parts and not (parts[2] == "header" and is_reserved(parts[3] or "")):
            found.append(Change(Verb(parts[1]), parts[2], parts[3] or "", str(value)))
    return tuple(found)


def mistakes_in_parameters(
    parameters: Mapping[str, str], where: Where | None = None, *, of_response: bool = False
) -> tuple[Mistake, ...]:
    """What the control plane refuses in one integration's mapping."""
    places = ("header", "statuscode") if of_response else ("header", "querystring", "path")
    found: list[Mistake] = []
    for key, value in parameters.items():
        parts = _KEY.match(key)
        if parts is None or parts[2] not in places:
            mend = (
                f"Write append, overwrite or remove, `:`, and one of {', '.join(places)}, e.g. `overwrite:header.x`."
            )
            found.append(Mistake(f"{key!r} is no parameter mapping.", where, mend))
        elif parts[2] == "header" and is_reserved(parts[3] or ""):
            mend = "API Gateway reserves it; CORS headers come from the CORS configuration alone."
            found.append(Mistake(f"Operations on header {parts[3]} are restricted", where, mend))
        elif parts[2] in ("path", "statuscode") and parts[1] != "overwrite":
            found.append(Mistake(f"{parts[2]} can only be overwritten.", where, f"Write `overwrite:{parts[2]}`."))
        elif "apigw-requestid" in str(value).lower():
            mend = "Use `$context.requestId`."
            found.append(Mistake("The header apigw-requestid cannot be read by a mapping.", where, mend))
    return tuple(found)


def mapped_request(request: Request, changes: Iterable[Change], visit: Visit) -> Request:
    """The backend's request after the integration's request parameters."""
    for change in changes:
        value = "" if change.verb is Verb.REMOVE else value_of(change.value, visit)
        if value is None:  # an expression without a value changes nothing
            continue
        match change.place:
            case "header":
                headers = Headers(_changed(request.headers.lines, change, _one_line(value)))
                request = replace(request, headers=headers)
            case "querystring":
                request = replace(request, url=_with_query(request.url, change, value))
            case _:
                request = replace(request, url=_with_path(request.url, value))
    return request


def mapped_visit(visit: Visit, changes: tuple[Change, ...]) -> Visit:
    """The request as a function's event shows it after the integration's request parameters."""
    if not changes:
        return visit
    arrival = visit.arrival
    request = mapped_request(arrival.request, changes, visit)
    moved = any(change.place == "path" for change in changes)
    path = unquote(raw_path_of(request.url)) if moved else visit.path
    return replace(visit, arrival=replace(arrival, request=request), path=path)


def mapped_response(
    status: int,
    lines: tuple[Line, ...],
    parameters: Mapping[str, Mapping[str, str]],
    visit: Visit,
    body: bytes = b"",
) -> tuple[int, tuple[Line, ...]]:
    """Status and headers of an integration's response after the mapping for its status code."""
    received = Headers(lines)
    for change in changes_of(parameters.get(str(status), {})):
        value = "" if change.verb is Verb.REMOVE else _response_value(change.value, received, visit, body)
        if value is None:
            continue
        if change.place == "statuscode":
            status = int(value) if value.isdigit() and 100 <= int(value[:4]) <= 599 else status
        else:
            lines = _changed(lines, change, _one_line(value))
    return status, lines


def _response_value(expression: str, received: Headers, visit: Visit, body: bytes) -> str | None:
    if expression == "$response.body" or expression.startswith("$response.body."):
        return body_value(expression.removeprefix("$response.body").removeprefix("."), body)
    if expression.startswith("$response.header."):
        found = received.get_all(expression.removeprefix("$response.header."))
        return ",".join(found) if found else None
    return value_of(expression, visit)


def _changed(lines: tuple[Line, ...], change: Change, value: str) -> tuple[Line, ...]:
    name = change.name
    if change.verb is Verb.REMOVE:
        return Headers(lines).without(name).lines
    if change.verb is Verb.OVERWRITE:
        return Headers(lines).having(name, value).lines
    before = Headers(lines).get_all(name)
    return Headers(lines).having(name, ",".join((*before, value))).lines


def _with_query(url: str, change: Change, value: str) -> str:
    parts = urlsplit(url)
    pairs = query_pairs(parts.query)
    if change.verb is not Verb.APPEND:
        pairs = [pair for pair in pairs if pair[0] != change.name]
    if change.verb is not Verb.REMOVE:
        pairs.append((change.name, value))
    query = "&".join(f"{quote_plus(name)}={quote_plus(held)}" for name, held in pairs)
    return urlunsplit(parts._replace(query=query))


def _with_path(url: str, value: str) -> str:
    path = quote(value if value.startswith("/") else f"/{value}", safe="/:@!$&'()*+,;=-._~%")
    return urlunsplit(urlsplit(url)._replace(path=path))


def _one_line(value: str) -> str:
    if any(c > "\xff" for c in value):  # from JSON; header values are one character per byte
        value = value.encode("utf-8", "surrogatepass").decode("latin-1")
    return "".join(c if c >= " " else " " for c in value).strip()


STATEMENTS = (
    Statement(
        "http-api", "access-control-* and other reserved headers are refused in mappings.", Documented(_MANUAL)
    ),
    Statement(
        "http-api",
        "The refusal of a reserved header reads: Operations on header … are restricted",
        Assumed("quoted in public reports; the exact sentence is not recorded"),
    ),
    Statement(
        "http-api",
        "A mapping whose expression has no value changes nothing.",
        Assumed("the manual does not say; an empty header would be the alternative"),
    ),
    Statement(
        "http-api",
        "Appending to a header joins the values with ',' in one line.",
        Assumed("the manual's sample shows joined values"),
    ),
)
