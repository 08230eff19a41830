"""What an HTTP API is made of, as its definition says it.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.http_api.doubts import LIKELIEST, Doubts
from corsproxy.gateway.unresolved import Unresolved
from corsproxy.where import Where


@dataclass(frozen=True, slots=True)
class CorsConfiguration:
    """https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html

    `max_age` is in seconds, None where not given. Values stand as the definition wrote them.
    """

    allow_origins: tuple[str, ...] = ()
    allow_methods: tuple[str, ...] = ()
    allow_headers: tuple[str, ...] = ()
    expose_headers: tuple[str, ...] = ()
    max_age: int | None = None
    allow_credentials: bool = False
    where: Where | None = None


@dataclass(frozen=True, slots=True)
class LambdaIntegration:
    """AWS_PROXY to a function; `payload_format` is `"1.0"` or `"2.0"`, `timeout` in seconds (30 at most)."""

    function: LambdaFunction | Unresolved
    payload_format: str = "2.0"
    timeout: float = 30.0
    request_parameters: Mapping[str, str] = field(default_factory=dict)
    response_parameters: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    where: Where | None = None


@dataclass(frozen=True, slots=True)
class HttpIntegration:
    """HTTP_PROXY to `uri`; `method` is `ANY` to keep the request's own. Parameter mappings as in the manual:

    `request_parameters` e.g. `{"append:header.x": "$request.path.id"}`; `response_parameters` by status code,
    e.g. `{"200": {"overwrite:statuscode": "201"}}`.
    """

    uri: str | Unresolved
    method: str = "ANY"
    timeout: float = 30.0
    request_parameters: Mapping[str, str] = field(default_factory=dict)
    response_parameters: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    where: Where | None = None
    service: str = ""
    """The subtype of a first-class integration (`SQS-SendMessage`): AWS answers, and never with CORS headers."""


Integration = LambdaIntegration | HttpIntegration


@dataclass(frozen=True, slots=True)
class JwtAuthorizer:
    """`jwks` is where the keys are (URL or file); empty means the issuer's own discovery document."""

    name: str
    issuer: str | Unresolved
    audience: tuple[str | Unresolved, ...]
    identity_source: str = "$request.header.Authorization"
    jwks: str = ""
    where: Where | None = None


@dataclass(frozen=True, slots=True)
class LambdaAuthorizer:
    """`identity_sources` are ANDed; `ttl` is the cache's life in seconds (0: no caching)."""

    name: str
    function: LambdaFunction | Unresolved
    payload_format: str = "2.0"
    simple_responses: bool = False
    identity_sources: tuple[str, ...] = ()
    ttl: int = 0
    where: Where | None = None


class IamAuthorization(StrEnum):
    """`AWS_IAM` on a route: a SigV4 signature is required."""

    AWS_IAM = "AWS_IAM"


Authorizer = JwtAuthorizer | LambdaAuthorizer | IamAuthorization


@dataclass(frozen=True, slots=True)
class Route:
    """One route. `key` is `GET /items/{id}`, `ANY /{proxy+}` or `$default`. `scopes` bind a JWT authorizer."""

    key: str
    integration: Integration | None
    authorizer: Authorizer | None = None
    scopes: tuple[str, ...] = ()
    where: Where | None = None


@dataclass(frozen=True, slots=True)
class Throttle:
    """A token bucket: `rate` requests a second, `burst` deep."""

    rate: float
    burst: int


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage; `$default` adds nothing to the path. `route_throttles` is keyed by route key."""

    name: str = "$default"
    variables: Mapping[str, str] = field(default_factory=dict)
    throttle: Throttle | None = None
    route_throttles: Mapping[str, Throttle] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HttpApi:
    """A whole HTTP API. `api_id` is the ten-character id that stands in its URL.

    `doubts` settles what AWS leaves open; its defaults are what the evidence favours.
    """

    api_id: str
    routes: tuple[Route, ...]
    name: str = ""
    cors: CorsConfiguration | None = None
    stages: tuple[Stage, ...] = (Stage(),)
    region: str = "us-east-1"
    account: str = "123456789012"
    default_endpoint_disabled: bool = False
    where: Where | None = None
    doubts: Doubts = LIKELIEST
