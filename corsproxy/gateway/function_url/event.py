"""The event that a function behind a URL gets: payload format 2.0, with a few differences from an HTTP API's.

https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-request-payload
"""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from corsproxy.gateway.arrival import Arrival
from corsproxy.gateway.function_url.definition import FunctionUrl
from corsproxy.gateway.http_api.definition import HttpApi, LambdaIntegration, Route, Stage
from corsproxy.gateway.http_api.event_2_0 import encoded, request_part
from corsproxy.gateway.http_api.incoming import body_of
from corsproxy.gateway.http_api.signature import identity_of
from corsproxy.gateway.http_api.visit import Authorization, AuthorizedBy, Visit
from corsproxy.gateway.provenance import Assumed, Recorded, Statement

_TLS = {"x-amzn-tls-cipher-suite": "TLS_AES_128_GCM_SHA256", "x-amzn-tls-version": "TLSv1.3"}


def function_event(url: FunctionUrl, arrival: Arrival, access_key: str | None) -> bytes:
    """The JSON event. `access_key` is the id of the key that signed the request, None where nobody has to."""
    visit = _visit(url, arrival, access_key)
    event = request_part(visit)
    event["rawPath"] = arrival.path
    event["headers"] = _headers(arrival, event["headers"])
    context = event["requestContext"]
    assert isinstance(context, dict)  # noqa: S101 -- built by request_part
    context["requestId"] = arrival.request_id
    body, is_base64 = body_of(arrival)
    if body is not None:
        event["body"] = body
    event["isBase64Encoded"] = is_base64 and body is not None
    return encoded(event)


def _visit(url: FunctionUrl, arrival: Arrival, access_key: str | None) -> Visit:
    """An HTTP API's visit with one $default route; the account is `anonymous` where nobody signs."""
    route = Route("$default", LambdaIntegration(url.function))
    api = HttpApi(url.url_id, (route,), region=url.region, account="anonymous" if access_key is None else url.account)
    signed = None if access_key is None else Authorization(AuthorizedBy.IAM, identity_of(api, access_key))
    return Visit(api, arrival, Stage(), route, unquote(arrival.path), {}, signed)


def _headers(arrival: Arrival, shown: object) -> dict[str, object]:
    """An HTTP API's, with the cookies, what TLS was spoken, and a content-length only where one was sent."""
    request = arrival.request
    headers: dict[str, object] = dict(shown) if isinstance(shown, dict) else {}
    if "cookie" in request.headers:
        headers["cookie"] = "; ".join(request.headers.get_all("cookie"))
    if "content-length" not in request.headers:
        headers.pop("content-length", None)
    if urlsplit(request.url).scheme == "https":
        headers.update(_TLS)
    return dict(sorted(headers.items()))


STATEMENTS = (
    Statement(
        "function-url",
        "rawPath stands as sent and requestContext.http.path is decoded; requestId is that of the response.",
        Recorded("the event of a probe behind a function URL (hotsock/voker)", "2026-07-10"),
    ),
    Statement(
        "function-url",
        "Cookies stand in `cookies` and in `headers`; x-amzn-tls-* tell of the connection.",
        Recorded("the event of a probe behind a function URL (hotsock/voker)", "2026-07-10"),
    ),
    Statement(
        "function-url",
        "A request without a body has no content-length among its headers.",
        Recorded("events of browsers, in public fixtures", "2022"),
    ),
    Statement(
        "function-url",
        "The signer's identity is made up from the access key.",
        Assumed("a stand-in has no account to ask"),
    ),
)
