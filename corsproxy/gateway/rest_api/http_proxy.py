"""HTTP_PROXY: the request goes through, the response comes back, with the headers of B8 held back or renamed.

https://docs.aws.amazon.com/apigateway/latest/developerguide/setup-http-integrations.html
"""

from __future__ import annotations

from urllib.parse import quote_plus

from corsproxy.gateway.answer import Answer, Author, Layer
from corsproxy.gateway.provenance import Assumed, Recorded, Statement
from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.definition import Integration
from corsproxy.gateway.rest_api.header_remapping import NEVER_SENT, NOT_FORWARDED, remapped
from corsproxy.gateway.rest_api.integration_request import Mapped, endpoint
from corsproxy.gateway.rest_api.wire import respond, trace_id
from corsproxy.http.headers import Headers, Line
from corsproxy.http.message import Request, Response

STATEMENTS = (
    Statement(
        "rest-api",
        "Backends see X-Amzn-Apigateway-Api-Id and X-Amzn-Trace-Id, non-proxy ones the User-Agent "
        "AmazonAPIGateway_<api id>",
        Recorded("HTTP and HTTP_PROXY integrations echoing what they saw", "2024-12-11"),
    ),
    Statement(
        "rest-api",
        "HTTP_PROXY backends see X-Forwarded-For, -Port and -Proto",
        Assumed("the echo service of the recordings hides them; Lambda proxies see them"),
    ),
)


def url_of(call: Call, integration: Integration, values: Mapped, *, own_query: bool) -> str | None:
    """The backend's URL with its query: the client's (for proxies), then what mappings add or replace."""
    found = endpoint(call, integration.uri, values.path)
    if found is None:
        return None
    pairs = [(name, value) for name, value in call.query if own_query and name not in values.query]
    pairs += [(name, value) for name, several in values.query.items() for value in several]
    if not pairs:
        return found
    query = "&".join(f"{quote_plus(name)}={quote_plus(value)}" for name, value in pairs)
    return f"{found}{'&' if '?' in found else '?'}{query}"


def gateway_lines(call: Call) -> list[Line]:
    """What API Gateway tells every HTTP backend of itself."""
    return [
        ("X-Amzn-Apigateway-Api-Id", call.api.api_id),
        ("X-Amzn-Trace-Id", trace_id(call.arrival)),
    ]


def with_mapped(lines: list[Line], mapped_headers: dict[str, list[str]]) -> Headers:
    """Lines with the mapped headers in place of those of the same name; the connection's stay the gateway's."""
    names = {name.lower() for name in mapped_headers}
    kept = [line for line in lines if line[0].lower() not in names]
    more = [(name, value) for name, several in mapped_headers.items() for value in several]
    return Headers([*kept, *more]).without(*NEVER_SENT)


def request_to_backend(
    call: Call, integration: Integration, values: Mapped, body: bytes | None = None
) -> Request | None:
    """The request that the backend receives; None when the endpoint is no URL. `body` None sends the client's."""
    url = url_of(call, integration, values, own_query=True)
    if url is None:
        return None
    sent = call.arrival.request.body if body is None else body
    lines = [(name, value) for name, value in call.headers if name.lower() not in NOT_FORWARDED]
    client = call.arrival.source_ip
    forwarded = ", ".join(call.headers.get_all("x-forwarded-for"))
    lines += [
        ("X-Forwarded-For", f"{forwarded}, {client}" if forwarded else client),
        ("X-Forwarded-Port", "443"),
        ("X-Forwarded-Proto", "https"),
        *gateway_lines(call),
    ]
    method = integration.http_method.upper()
    return Request(
        call.http_method if method in {"ANY", "", "X-AMAZON-APIGATEWAY-ANY-METHOD"} else method,
        url,
        with_mapped(lines, values.headers),
        sent,
    )


def answer(call: Call, response: Response) -> Answer:
    """The backend's response as the client sees it."""
    types = response.headers.get_all("content-type")
    lines = remapped(tuple(line for line in response.headers if line[0].lower() != "content-type"))
    made = respond(
        call.api,
        call.arrival,
        response.status,
        response.body,
        content_type=types[-1] if types else "application/json",
        lines=lines,
    )
    return Answer(made, Author(Layer.INTEGRATION, "HTTP_PROXY"), "the HTTP backend sent this response")
