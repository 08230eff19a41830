"""What events and expressions read from a request: query string, cookies, headers, body, addresses.

Payload formats 1.0 and 2.0 and parameter mapping all show the same request; this is what they share.
"""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import unquote_plus, urlsplit

from corsproxy.gateway.arrival import Arrival
from corsproxy.gateway.http_api.definition import HttpApi, Stage
from corsproxy.gateway.provenance import Assumed, Recorded, Statement
from corsproxy.http.headers import Headers

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1: they end at the gateway
HOP_BY_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)


def raw_query(url: str) -> str:
    """The query string as sent, without `?` and fragment."""
    return url.partition("#")[0].partition("?")[2]


def raw_path_of(url: str) -> str:
    """The path of an absolute URL as sent."""
    rest = url.partition("://")[2].partition("#")[0].partition("?")[0]
    slash = rest.find("/")
    return rest[slash:] if slash >= 0 else "/"


def query_pairs(query: str) -> list[tuple[str, str]]:
    """Names and values of a query string, decoded, in order; a name without `=` has an empty value."""
    pairs = []
    for pair in query.split("&"):
        if pair:
            name, _, value = pair.partition("=")
            pairs.append((unquote_plus(name), unquote_plus(value)))
    return pairs


def grouped(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    """Values by name; names and values in order of appearance."""
    groups: dict[str, list[str]] = {}
    for name, value in pairs:
        groups.setdefault(name, []).append(value)
    return groups


def cookies(headers: Headers) -> list[str]:
    """The request's cookies, one string each, as sent."""
    if "cookie" not in headers:
        return []
    return [part for line in headers.get_all("cookie") for crumb in line.split(";") if (part := crumb.strip())]


def domain_of(arrival: Arrival) -> str:
    """The domain name that events show: the arrival's, else the Host header's, else the URL's."""
    return arrival.domain or arrival.request.headers.get("host") or urlsplit(arrival.request.url).netloc


def stage_is_in_url(arrival: Arrival, stage: Stage) -> bool:
    """True where the stage is a segment of the URL: a named stage on the default endpoint, no custom domain."""
    if stage.name == "$default" or arrival.mapping_key:
        return False
    path = raw_path_of(arrival.request.url)
    # a custom domain's path may begin with the stage's name by chance: what stands before the path decides
    return path.endswith(
        (f"/{stage.name}{arrival.path}", f"/{stage.name}") if arrival.path == "/" else f"/{stage.name}{arrival.path}"
    )


def forwarding_headers(arrival: Arrival) -> dict[str, str]:
    """What API Gateway says of the client: X-Forwarded-For (the client's own list first), -Port, -Proto, trace id."""
    said = client_headers(arrival.request.headers, origin_of(arrival.request.url), arrival.source_ip)
    if arrival.trace_id:
        said["X-Amzn-Trace-Id"] = arrival.trace_id
    return said


def client_headers(headers: Headers, origin: str, source_ip: str) -> dict[str, str]:
    """The same without the trace id: what all of one client's requests have in common."""
    scheme, netloc = urlsplit(origin)[:2]
    port = netloc.rpartition(":")[2]
    before = headers.get("x-forwarded-for")
    return {
        "X-Forwarded-For": f"{before}, {source_ip}" if before else source_ip,
        "X-Forwarded-Port": port if port.isdigit() else "80" if scheme == "http" else "443",
        "X-Forwarded-Proto": scheme or "https",
    }


def origin_of(url: str) -> str:
    """What stands before the path of an absolute URL."""
    path = url.find("/", url.find("://") + 3)
    return url if path < 0 else url[:path]


def is_text(content_type: str | None, content_encoding: str | None) -> bool:
    """True where a body of this type is given to a function as text; base64 otherwise."""
    if content_encoding and content_encoding.lower() != "identity":
        return False
    media = (content_type or "").partition(";")[0].strip().lower()
    kind, _, subtype = media.partition("/")
    if kind == "text":
        return True
    return kind == "application" and (subtype in ("json", "xml", "javascript") or subtype.endswith(("+json", "+xml")))


def body_of(arrival: Arrival) -> tuple[str | None, bool]:
    """The body as an event shows it, and whether that is base64; None for an empty one."""
    request = arrival.request
    text = is_text(request.headers.get("content-type"), request.headers.get("content-encoding"))
    if not request.body:
        return None, not text
    if text:
        try:
            return request.body.decode("utf-8"), False
        except UnicodeDecodeError:
            pass
    return b64encode(request.body).decode("ascii"), True


@lru_cache(maxsize=16)
def event_time(second: int) -> str:
    """`12/Mar/2020:19:03:58 +0000`, as events show the time of a request; `second` since the epoch."""
    at = datetime.fromtimestamp(second, UTC)
    month = _MONTHS[at.month - 1]
    return f"{at.day:02d}/{month}/{at.year:04d}:{at.hour:02d}:{at.minute:02d}:{at.second:02d} +0000"


def execute_api_arn(api: HttpApi, stage: Stage, method: str, path: str) -> str:
    """The ARN that policies of a Lambda authorizer are judged by (`routeArn`, `methodArn`)."""
    return f"arn:aws:execute-api:{api.region}:{api.account}:{api.api_id}/{stage.name}/{method}{path}"


STATEMENTS = (
    Statement(
        "http-api",
        "Bodies of text/*, JSON, XML and JavaScript reach a function as text, every other as base64.",
        Recorded("measured by the ministack project", "2026"),
    ),
    Statement(
        "http-api",
        "A body that is not UTF-8, or has a content coding, reaches a function as base64.",
        Assumed("there is no other way to put it into JSON unchanged"),
    ),
    Statement(
        "http-api",
        "routeArn names the request's own method and path, also on the $default route.",
        Assumed("the manual's sample shows a method and a path"),
    ),
)
