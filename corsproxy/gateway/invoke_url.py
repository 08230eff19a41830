"""Which API a URL invokes, as its host tells.

https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-call-api.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from corsproxy.http.url import parse


class HostForm(StrEnum):
    """The forms of host name under which something of AWS's, or a stand-in, is invoked."""

    EXECUTE_API = "execute-api"
    """`{api-id}.execute-api.{region}.amazonaws.com`: a REST API or an HTTP API."""
    PRIVATE_ALIAS = "private-alias"
    """`{api-id}-{vpce-id}.execute-api.{region}.amazonaws.com`: the Route 53 alias of a private REST API."""
    VPC_ENDPOINT = "vpc-endpoint"
    """`vpce-….execute-api.{region}.vpce.amazonaws.com`: the endpoint's own name; Host or x-apigw-api-id tells."""
    CUSTOM_DOMAIN_TARGET = "custom-domain-target"
    """`d-….execute-api.{region}.amazonaws.com`: what a regional custom domain's DNS record points to."""
    FUNCTION_URL = "function-url"
    """`{url-id}.lambda-url.{region}.on.aws`: a Lambda function URL."""
    CLOUDFRONT = "cloudfront"
    """`….cloudfront.net`."""
    LOCAL = "local"
    """`localhost`, `*.localhost`, a loopback address, or a stand-in's own name for one."""
    OTHER = "other"
    """Anything else: a custom domain, or not API Gateway at all."""


@dataclass(frozen=True, slots=True)
class InvokeUrl:
    """What a URL's host tells. Empty strings where it does not; `first_segment` is the path's first one,
    which is the stage on the default endpoint (an HTTP API's `$default` stage has none)."""

    form: HostForm
    host: str
    api_id: str = ""
    region: str = ""
    vpc_endpoint: str = ""
    first_segment: str = ""
    path: str = "/"

    @property
    def names_api_gateway(self) -> bool:
        """True when the host can only be API Gateway's."""
        return self.form in {
            HostForm.EXECUTE_API,
            HostForm.PRIVATE_ALIAS,
            HostForm.VPC_ENDPOINT,
            HostForm.CUSTOM_DOMAIN_TARGET,
        }

    def stage(self, *, rest: bool) -> str:
        """The stage that the path begins with, as far as the host tells; on a stand-in's name for an API only where
        it is a REST API (an HTTP API is mostly at `$default`)."""
        local = rest and self.form is HostForm.LOCAL and bool(self.api_id)
        return self.first_segment if local or self.names_api_gateway else ""

    def resource_path(self, *, rest: bool) -> str:
        """The path as the API's resources name it: without the stage."""
        stage = self.stage(rest=rest)
        return self.path.removeprefix(f"/{stage}") or "/" if stage else self.path


_SUFFIX = r"(?:amazonaws\.com(?:\.cn)?)"
_HOSTS: tuple[tuple[HostForm, re.Pattern[str]], ...] = (
    (
        HostForm.VPC_ENDPOINT,
        re.compile(rf"^(?P<vpce>vpce-[0-9a-z]+)-[0-9a-z-]+\.execute-api\.(?P<region>[a-z0-9-]+)\.vpce\.{_SUFFIX}$"),
    ),
    (
        HostForm.PRIVATE_ALIAS,
        re.compile(rf"^(?P<api>[a-z0-9]+)-(?P<vpce>vpce-[0-9a-z]+)\.execute-api\.(?P<region>[a-z0-9-]+)\.{_SUFFIX}$"),
    ),
    (
        HostForm.CUSTOM_DOMAIN_TARGET,
        re.compile(rf"^d-[a-z0-9]+\.execute-api\.(?P<region>[a-z0-9-]+)\.{_SUFFIX}$"),
    ),
    (
        HostForm.EXECUTE_API,
        re.compile(rf"^(?P<api>[a-z0-9]+)\.execute-api\.(?P<region>[a-z0-9-]+)\.{_SUFFIX}$"),
    ),
    (
        HostForm.FUNCTION_URL,
        re.compile(r"^(?P<api>[a-z0-9]+)\.lambda-url\.(?P<region>[a-z0-9-]+)\.on\.aws$"),
    ),
    (HostForm.CLOUDFRONT, re.compile(r"^[a-z0-9]+\.cloudfront\.net$")),
    (
        HostForm.LOCAL,
        re.compile(
            r"^(?:(?P<api>[a-z0-9]+)\.execute-api\.localhost(?:\.localstack\.cloud)?"
            r"|localhost|[a-z0-9.-]+\.localhost|(?:[a-z0-9-]+\.)*localhost\.localstack\.cloud"
            r"|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0|host\.docker\.internal)$"
        ),
    ),
)


@lru_cache(maxsize=4096)
def invoke_url(text: str) -> InvokeUrl:
    """Read a URL's host; total: what does not parse is `OTHER`."""
    url = parse(text)
    if url is None:
        return InvokeUrl(HostForm.OTHER, "")
    first = url.path.lstrip("/").partition("/")[0]
    for form, pattern in _HOSTS:
        match = pattern.match(url.host)
        if match:
            found = match.groupdict()
            return InvokeUrl(
                form=form,
                host=url.host,
                api_id=found.get("api") or "",
                region=found.get("region") or "",
                vpc_endpoint=found.get("vpce") or "",
                first_segment=first,
                path=url.path,
            )
    return InvokeUrl(HostForm.OTHER, url.host, first_segment=first, path=url.path)
