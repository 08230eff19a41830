"""From a host name and a raw path to an API, a stage and a path: every URL form the emulator answers to.

https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-call-api.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html

Nothing here decides an answer: where no stage can be told, `Place.stage` is None and the gateway says what
that means. Where not even an API can be told, the request goes to the API that AWS's own front would have
asked, without a stage.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from corsproxy.gateway.api import Api, Served
from corsproxy.gateway.function_url.definition import FunctionUrl
from corsproxy.gateway.http_api.definition import HttpApi
from corsproxy.gateway.invoke_url import HostForm, InvokeUrl, invoke_url
from corsproxy.gateway.rest_api.definition import EndpointType, RestApi

_LOCAL_EXECUTE_API = re.compile(r"^(?P<name>[a-z0-9-]+)\.execute-api\.localhost(?:\.localstack\.cloud)?$")
_LOCAL_FUNCTION_URL = re.compile(
    r"^(?P<name>[a-z0-9]+)\.lambda-url(?:\.[a-z0-9-]+)?\.localhost(?:\.localstack\.cloud)?$"
)
_LOCAL_ENDPOINT = re.compile(r"^(?P<name>vpce-[a-z0-9-]+)\.execute-api\.vpce\.localhost$")
# stands where a local name has no region
_LOCAL_REGION = "local-1"
# as LocalStack spells it, for hosts that no resolver knows
PATH_FORM = "/_aws/execute-api/"
FUNCTION_URL_PATH_FORM = "/_aws/lambda-url/"
DEFAULT_STAGE = "$default"

"""What an emulator serves."""


@dataclass(frozen=True, slots=True)
class DomainMapping:
    """One API mapping of a custom domain: `https://{domain}/{base_path}/…` is `stage` of the API `api_id`.

    `base_path` is without slashes at its ends, empty for `(none)`. The id of a function URL is mapped as well:
    AWS has no such thing, but a stand-in answers under the host name that a deployment has made up.
    """

    domain: str
    api_id: str
    stage: str
    base_path: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request leads: an API, the stage (None where none can be told) and the raw path behind it."""

    api: Served
    stage: str | None
    path: str
    vpc_endpoint: str | None = None
    mapping_key: str = ""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Every API of one emulator, and how they are told apart.

    `stage_in_url` False is `--no-prepend-stage-in-url`: at `localhost`, paths begin behind the stage.
    """

    apis: tuple[Api, ...]
    domains: tuple[DomainMapping, ...] = ()
    stage_in_url: bool = True
    function_urls: tuple[FunctionUrl, ...] = ()

    def function_url(self, url_id: str) -> FunctionUrl | None:
        """The function URL with that id, or None."""
        return next((url for url in self.function_urls if url.url_id == url_id), None)

    def by_id(self, api_id: str) -> Api | None:
        """The API with that id, or None."""
        return next((api for api in self.apis if api.api_id == api_id), None)


@lru_cache(maxsize=1024)
def host_form(host: str) -> InvokeUrl:
    """What a Host header's value tells; its port is of no account, and `.localhost` stands for AWS's suffix."""
    name = re.sub(r":\d*$", "", host).lower().rstrip(".")
    if match := _LOCAL_EXECUTE_API.match(name):
        name = f"{match['name']}.execute-api.{_LOCAL_REGION}.amazonaws.com"
    elif match := _LOCAL_ENDPOINT.match(name):
        name = f"{match['name']}.execute-api.{_LOCAL_REGION}.vpce.amazonaws.com"
    elif match := _LOCAL_FUNCTION_URL.match(name):
        name = f"{match['name']}.lambda-url.{_LOCAL_REGION}.on.aws"
    return invoke_url(f"http://{name}/")


def locate(addresses: Addresses, host: str, path: str, asked_api_id: str | None) -> Place:
    """Find the place that `path` (raw, without query) at `host` leads to.

    `asked_api_id` is the value of `x-apigw-api-id`, which speaks louder than the host does.
    """
    form = host_form(host)
    if form.form is HostForm.OTHER or addresses.domains:
        mapped = _mapped(addresses, form.host, path)
        if mapped is not None:
            return mapped
    match form.form:
        case HostForm.VPC_ENDPOINT | HostForm.PRIVATE_ALIAS:
            return _through_endpoint(addresses, form, path, asked_api_id)
        case HostForm.FUNCTION_URL if (url := addresses.function_url(form.api_id)) is not None:
            return Place(url, DEFAULT_STAGE, path)
        case HostForm.EXECUTE_API:
            api = addresses.by_id(asked_api_id or form.api_id)
            if (
                isinstance(api, RestApi)
                and api.endpoint_type is EndpointType.PRIVATE
                and form.region != _LOCAL_REGION
            ):
                return (
                    _at_stage(api, path, _endpoint_of(api))
                    if asked_api_id
                    else _by_private_dns(addresses, api, form, path)
                )
            return _by_id(addresses, form.api_id, path)
        case HostForm.CUSTOM_DOMAIN_TARGET:
            # what a custom domain's DNS record points to: it leads nowhere by its own name
            return Place(_nobody(addresses), None, path)
        case _ if asked_api_id and (api := addresses.by_id(asked_api_id)):
            # a private API behind a load balancer or another name: the header is what routes
            return _at_stage(api, path, _endpoint_of(api))
        case _:
            return _local(addresses, path)


def _mapped(addresses: Addresses, host: str, path: str) -> Place | None:
    """The longest API mapping whose base path leads `path`; None when `host` is no custom domain.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-mappings.html
    """
    of_domain = [one for one in addresses.domains if one.domain.lower() == host]
    if not of_domain:
        return None
    for mapping in sorted(of_domain, key=lambda one: -len(one.base_path)):
        prefix = f"/{mapping.base_path}" if mapping.base_path else ""
        if path != prefix and not path.startswith(f"{prefix}/"):
            continue
        rest = path[len(prefix) :] or "/"
        if (api := addresses.by_id(mapping.api_id)) is not None:
            return Place(api, mapping.stage, rest, _endpoint_of(api), mapping.base_path)
        if (url := addresses.function_url(mapping.api_id)) is not None:
            return Place(url, DEFAULT_STAGE, rest)
    apis = [api for one in of_domain if (api := addresses.by_id(one.api_id)) is not None]
    front = next((api for api in apis if isinstance(api, RestApi)), None)
    return Place(front or (apis[0] if apis else _nobody(addresses)), None, path)


def _through_endpoint(addresses: Addresses, form: InvokeUrl, path: str, asked: str | None) -> Place:
    # imported when first needed: it brings a template engine that other APIs do without
    from corsproxy.gateway.rest_api.private import Reached, route

    reached = route(_rest_apis(addresses), form.host, api_id=asked, endpoint=form.vpc_endpoint or None)
    if isinstance(reached, Reached):
        return _at_stage(reached.api, path, reached.vpc_endpoint)
    return Place(addresses.by_id(form.api_id) or _nobody(addresses), None, path, form.vpc_endpoint)


def _rest_apis(addresses: Addresses) -> list[RestApi]:
    return [api for api in addresses.apis if isinstance(api, RestApi)]


def _by_private_dns(addresses: Addresses, api: RestApi, form: InvokeUrl, path: str) -> Place:
    """A private API's own name, from inside its VPC. Without private DNS it leads to the public front: 403."""
    from corsproxy.gateway.rest_api.private import Reached, route

    reached = route(_rest_apis(addresses), form.host, endpoint=_endpoint_of(api) or "vpce-0")
    if isinstance(reached, Reached):
        return _at_stage(reached.api, path, _endpoint_of(reached.api))
    return Place(api, None, path)


def _by_id(addresses: Addresses, api_id: str, path: str) -> Place:
    api = addresses.by_id(api_id)
    if api is None:
        # the name of an API that does not exist does not resolve in reality; here it does
        return Place(_nobody(addresses), None, path)
    return _at_stage(api, path, _endpoint_of(api))


def _nobody(addresses: Addresses) -> Served:
    """Who answers for an API that does not exist: a REST API where there is one, as AWS's own front does."""
    rest = next((api for api in addresses.apis if isinstance(api, RestApi)), None)
    return rest or (*addresses.apis, *addresses.function_urls)[0]


def _endpoint_of(api: Api) -> str | None:
    """The VPC endpoint that a caller inside the VPC comes through when its name says nothing."""
    if isinstance(api, RestApi) and api.endpoint_type is EndpointType.PRIVATE and api.vpc_endpoints:
        return api.vpc_endpoints[0]
    return None


def _local(addresses: Addresses, path: str) -> Place:
    """`http://localhost:4000/…`: the path form, an API's id or name first, a stage, or what only one API has."""
    if path.startswith(PATH_FORM):
        api_id, _, rest = path[len(PATH_FORM) :].partition("/")
        return _by_id(addresses, api_id, f"/{rest}")
    if path.startswith(FUNCTION_URL_PATH_FORM):
        url_id, _, rest = path[len(FUNCTION_URL_PATH_FORM) :].partition("/")
        if (url := addresses.function_url(url_id)) is not None:
            return Place(url, DEFAULT_STAGE, f"/{rest}")
    if not addresses.apis:
        return Place(addresses.function_urls[0], DEFAULT_STAGE, path)
    only = addresses.apis[0] if len(addresses.apis) == 1 else None
    if only is not None:
        if not addresses.stage_in_url and only.stages:
            return Place(only, only.stages[0].name, path, _endpoint_of(only))
        return _at_stage(only, path, _endpoint_of(only))
    first, _, rest = path.lstrip("/").partition("/")
    named = next((api for api in addresses.apis if first and first in {api.api_id, api.name}), None)
    if named is not None:
        return _at_stage(named, f"/{rest}", _endpoint_of(named))
    for api in addresses.apis:
        if any(stage.name == first for stage in api.stages):
            return _at_stage(api, path, _endpoint_of(api))
    for api in addresses.apis:
        if any(stage.name == DEFAULT_STAGE for stage in api.stages):
            return _at_stage(api, path, _endpoint_of(api))
    return Place(addresses.apis[0], None, path)


def id_of(served: Served) -> str:
    """What stands for it in a host name."""
    return served.url_id if isinstance(served, FunctionUrl) else served.api_id


def _at_stage(api: Api, path: str, vpc_endpoint: str | None) -> Place:
    """Split the stage off: the first segment when it names one, else `$default` where the API has that.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
    A REST API tolerates more than one slash before the stage (recorded: rest-missing-auth-token).
    """
    lead = path.lstrip("/") if isinstance(api, RestApi) else path.removeprefix("/")
    first, slash, rest = lead.partition("/")
    names = {stage.name for stage in api.stages}
    if first in names and first != DEFAULT_STAGE:
        return Place(api, first, f"/{rest}" if slash else "/", vpc_endpoint)
    if isinstance(api, HttpApi) and DEFAULT_STAGE in names:
        return Place(api, DEFAULT_STAGE, path, vpc_endpoint)
    return Place(api, None, path, vpc_endpoint)


def base_urls(addresses: Addresses, origin: str) -> dict[str, str]:
    """By API id, the URL (no slash at its end) whose paths reach that API's first stage without any DNS.

    `origin` is the emulator's own, e.g. `http://localhost:4000`.
    """
    found: dict[str, str] = {}
    for api in addresses.apis:
        stage = api.stages[0].name if api.stages else ""
        behind = "" if stage in {"", DEFAULT_STAGE} else f"/{stage}"
        if len(addresses.apis) == 1 and not addresses.stage_in_url:
            found[api.api_id] = origin
            continue
        short = _local(addresses, f"{behind}/any/path")
        told = short.api is api and short.stage == stage and short.path == "/any/path"
        found[api.api_id] = f"{origin}{behind}" if told else f"{origin}{PATH_FORM}{api.api_id}{behind}"
    for url in addresses.function_urls:
        alone = not addresses.apis and len(addresses.function_urls) == 1
        found[url.url_id] = origin if alone else f"{origin}{FUNCTION_URL_PATH_FORM}{url.url_id}"
    return found
