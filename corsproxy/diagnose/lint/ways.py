"""Every way in which an API can answer one request, by supposition."""

from __future__ import annotations

from dataclasses import dataclass, replace

from corsproxy.diagnose.lint.callers import Caller, callers
from corsproxy.diagnose.lint.subject import host
from corsproxy.gateway.answer import Answer
from corsproxy.gateway.api import Served
from corsproxy.gateway.arrival import Arrival
from corsproxy.gateway.rest_api.definition import EndpointType, RestApi
from corsproxy.gateway.supposition import Supposition, enumerate_answers
from corsproxy.http.headers import Headers
from corsproxy.http.message import Request
from corsproxy.http.url import parse

# a fixed moment and fixed ids: the same definition gives the same findings, byte by byte
_AT = 1_767_225_600.0
_REQUEST_ID = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"
_EXTENDED_ID = "LEXpZFBcjoEFYYA="
# what a browser writes by itself; how the page's own names are compared is the definition's business
_BROWSERS_OWN = frozenset({"Accept", "Access-Control-Request-Headers", "Access-Control-Request-Method", "Origin"})
_TRACE_ID = "Root=1-69560a00-000000000000000000000000"


@dataclass(frozen=True, slots=True)
class Way:
    """One way to answer: what was supposed on the way (nothing: it is certain), and the answer."""

    supposed: tuple[Supposition, ...]
    answer: Answer

    @property
    def sunny(self) -> bool:
        """True when nothing goes wrong on it."""
        return all(one.sunny for one in self.supposed)

    @property
    def name(self) -> str:
        """The supposition that decides: the first that is not sunny, else the last; `certain` where there is none."""
        for one in self.supposed:
            if not one.sunny:
                return one.name
        return self.supposed[-1].name if self.supposed else "certain"


def ways(api: Served, stage: str, request: Request, *, as_sent: bool = True) -> tuple[Way, ...]:
    """Walk the gateway's model through every supposition for this request, of the first caller that may call; header
    names are spelled as browsers send them, or as `request` has them."""
    if as_sent:
        request = _as_sent(api, request)
    found: tuple[Way, ...] = ()
    for caller in callers(api):
        found = _of_caller(api, stage, request, caller)
        if found and found[0].answer.author.type != "ACCESS_DENIED":
            return found
    return found


def _of_caller(api: Served, stage: str, request: Request, caller: Caller) -> tuple[Way, ...]:
    url = parse(request.url)
    path = url.path if url else "/"
    prefix = "" if stage == "$default" else f"/{stage}"
    if prefix and (path == prefix or path.startswith(prefix + "/")):
        path = path[len(prefix) :] or "/"
    arrival = Arrival(
        request=request,
        stage=stage,
        path=path,
        at=_AT,
        request_id=_REQUEST_ID,
        extended_id=_EXTENDED_ID,
        domain=host(api),
        trace_id=_TRACE_ID,
        source_ip=caller.source_ip,
        vpc_endpoint=caller.vpc_endpoint,
    )
    if isinstance(api, RestApi) and caller.vpc_endpoint is not None and caller.vpc:
        api = replace(api, endpoint_vpcs={**api.endpoint_vpcs, caller.vpc_endpoint: caller.vpc})
    return tuple(Way(supposed, answer) for supposed, answer in enumerate_answers(api, arrival))


def _as_sent(api: Served, request: Request) -> Request:
    """Browsers speak HTTP/2 with API Gateway, which has header names in lower case: a mapping template that looks up
    `Origin` alone finds nothing. Private APIs are held to HTTP/1.1.

    https://www.rfc-editor.org/rfc/rfc9113#section-8.2.1
    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-apis.html
    """
    if isinstance(api, RestApi) and api.endpoint_type is EndpointType.PRIVATE:
        return request
    lines = [(name.lower() if name in _BROWSERS_OWN else name, value) for name, value in request.headers]
    return replace(request, headers=Headers(lines))
