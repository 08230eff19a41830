"""Private REST APIs: which API a call through a VPC endpoint reaches, and the 403 of each mistake.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from corsproxy.gateway.answer import Answer
from corsproxy.gateway.arrival import Arrival
from corsproxy.gateway.invoke_url import HostForm, invoke_url
from corsproxy.gateway.partition import partition_of
from corsproxy.gateway.provenance import Assumed, Documented, Recorded, Statement
from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.definition import EndpointType, RestApi
from corsproxy.gateway.rest_api.gateway_response import Refusal, refuse

_PAGE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html"

STATEMENTS = (
    Statement(
        "rest-api",
        "x-apigw-api-id names the API whatever the Host says",
        Recorded("a private API behind a load balancer and a VPC endpoint", "2020-06-23"),
    ),
    Statement(
        "rest-api",
        "Through a VPC endpoint a Host that is not exactly an API's own name is 403 Forbidden",
        Recorded("a Host without its .cn suffix", "2020-06-23"),
    ),
    Statement(
        "rest-api",
        "A public API called through a VPC endpoint with private DNS is 403 Forbidden",
        Documented("https://repost.aws/knowledge-center/api-gateway-vpc-connections"),
    ),
    Statement(
        "rest-api",
        "{api}-{vpce}.execute-api.{region} resolves for the endpoints that are associated with the API",
        Documented(_PAGE),
    ),
    Statement(
        "rest-api",
        "An API of another region or account through the endpoint is 403 Forbidden too",
        Assumed("the endpoint's service knows no such API, which is the recorded case"),
    ),
)


class Form(StrEnum):
    """How the API was named. `needs_header` forms work only for clients that may set the header."""

    PRIVATE_DNS = "private DNS name"
    ALIAS = "Route 53 alias"
    API_ID_HEADER = "x-apigw-api-id header"
    HOST_HEADER = "Host header"

    @property
    def needs_header(self) -> bool:
        """True for the two forms that a preflight cannot use: it carries neither header."""
        return self in {Form.API_ID_HEADER, Form.HOST_HEADER}


@dataclass(frozen=True, slots=True)
class Reached:
    """The call reaches `api` through the VPC endpoint `vpc_endpoint`, named by `form`."""

    api: RestApi
    vpc_endpoint: str
    form: Form


@dataclass(frozen=True, slots=True)
class Forbidden:
    """The VPC endpoint answers 403 Forbidden; `because` says why."""

    because: str


@dataclass(frozen=True, slots=True)
class Unresolvable:
    """No answer at all: the name does not resolve (or leads elsewhere) from where the client is."""

    because: str


def host_of(api: RestApi) -> str:
    """The API's own name: `{api}.execute-api.{region}.amazonaws.com`, with `.cn` in China."""
    suffix = "amazonaws.com.cn" if partition_of(api.region) == "aws-cn" else "amazonaws.com"
    return f"{api.api_id}.execute-api.{api.region}.{suffix}"


def _bare(host: str) -> str:
    return host.partition(":")[0].lower().rstrip(".")


def route(
    apis: Iterable[RestApi],
    name: str,
    *,
    host: str = "",
    api_id: str | None = None,
    endpoint: str | None = None,
) -> Reached | Forbidden | Unresolvable:
    """Which API a call reaches.

    `name` is the name in the URL, `host` the Host header where it is another one, `api_id` the value of
    x-apigw-api-id, `endpoint` the VPC endpoint for execute-api in the client's VPC (None outside of any).
    """
    known = tuple(apis)
    through = _endpoint(known, name, endpoint)
    if isinstance(through, Unresolvable):
        return through
    if api_id:
        return _reach(known, api_id, through, Form.API_ID_HEADER)
    asked = _bare(host or name)
    form = invoke_url(f"https://{asked}/")
    if form.form is HostForm.PRIVATE_ALIAS:
        return _reach(known, form.api_id, through, Form.ALIAS)
    if form.form is HostForm.EXECUTE_API:
        found = next((api for api in known if host_of(api) == asked), None)
        by = Form.HOST_HEADER if host and _bare(host) != _bare(name) else Form.PRIVATE_DNS
        if found is None:
            return Forbidden(f"the Host {asked} is no API's own name")
        return _reach(known, found.api_id, through, by)
    return Forbidden("neither Host nor x-apigw-api-id names an API")


def _endpoint(apis: tuple[RestApi, ...], name: str, inside: str | None) -> str | Unresolvable:
    """The VPC endpoint that a name leads to."""
    form = invoke_url(f"https://{_bare(name)}/")
    if form.form is HostForm.VPC_ENDPOINT:
        return form.vpc_endpoint
    if form.form is HostForm.PRIVATE_ALIAS:
        api = next((api for api in apis if api.api_id == form.api_id), None)
        if api is None or form.vpc_endpoint not in api.vpc_endpoints:
            return Unresolvable(f"the VPC endpoint {form.vpc_endpoint} is not associated with the API {form.api_id}")
        return form.vpc_endpoint
    api = next((api for api in apis if host_of(api) == _bare(name)), None)
    if inside is None:
        return Unresolvable(f"{_bare(name)} does not lead to a VPC endpoint from outside of a VPC")
    if api is not None and not api.private_dns:
        return Unresolvable("private DNS is off: the API's own name does not lead to the VPC endpoint")
    return inside


def _reach(apis: tuple[RestApi, ...], api_id: str, endpoint: str, form: Form) -> Reached | Forbidden:
    api = next((api for api in apis if api.api_id == api_id), None)
    if api is None:
        return Forbidden(f"there is no API {api_id}")
    if api.endpoint_type is not EndpointType.PRIVATE:
        return Forbidden(f"the API {api_id} is public and cannot be called through a VPC endpoint")
    return Reached(api, endpoint, form)


def forbidden(api: RestApi, arrival: Arrival, because: str) -> Answer:
    """403 Forbidden as a VPC endpoint's side of API Gateway writes it; no gateway response customises it."""
    return refuse(
        Call(api, arrival, arrival.request.method),
        Refusal(None, because, message="Forbidden", error_type="ForbiddenException"),
    )
