"""What a REST API is made of, as its definition says it.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-rest-api.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.unresolved import Unresolved
from corsproxy.where import Where

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


class IntegrationType(StrEnum):
    """https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-integration-types.html"""

    MOCK = "MOCK"
    AWS = "AWS"
    AWS_PROXY = "AWS_PROXY"
    HTTP = "HTTP"
    HTTP_PROXY = "HTTP_PROXY"


class PassthroughBehavior(StrEnum):
    """What happens to a request body whose content type no request template covers."""

    WHEN_NO_MATCH = "WHEN_NO_MATCH"
    WHEN_NO_TEMPLATES = "WHEN_NO_TEMPLATES"
    NEVER = "NEVER"


class ContentHandling(StrEnum):
    """https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings.html"""

    CONVERT_TO_TEXT = "CONVERT_TO_TEXT"
    CONVERT_TO_BINARY = "CONVERT_TO_BINARY"


@dataclass(frozen=True, slots=True)
class IntegrationResponse:
    """One integration response. `selection_pattern` empty makes it the default one.

    `parameters` maps `method.response.header.X` to `'static'`, `integration.response.header.Y`,
    `context.…` or `stageVariables.…`; `templates` maps media types to VTL. `status` is the method response's.
    """

    status: str
    selection_pattern: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    templates: Mapping[str, str] = field(default_factory=dict)
    content_handling: ContentHandling | None = None
    where: Where | None = None


@dataclass(frozen=True, slots=True)
class MethodResponse:
    """`parameters` maps `method.response.header.X` to whether it is required (of no effect at run time)."""

    status: str
    parameters: Mapping[str, bool] = field(default_factory=dict)
    models: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Integration:
    """How a method is answered. `uri` for HTTP and HTTP_PROXY, `function` for AWS_PROXY and Lambda AWS.

    `http_method` is the integration's own method; `timeout` is in seconds; `parameters` maps
    `integration.request.{header,querystring,path}.X`; `templates` maps media types to VTL.
    """

    type: IntegrationType
    uri: str | Unresolved = ""
    function: LambdaFunction | Unresolved | None = None
    http_method: str = "POST"
    parameters: Mapping[str, str] = field(default_factory=dict)
    templates: Mapping[str, str] = field(default_factory=dict)
    passthrough: PassthroughBehavior = PassthroughBehavior.WHEN_NO_MATCH
    content_handling: ContentHandling | None = None
    responses: tuple[IntegrationResponse, ...] = ()
    timeout: float = 29.0
    where: Where | None = None


class AuthorizerType(StrEnum):
    """The four ways a REST API method is authorized, besides none."""

    TOKEN = "TOKEN"  # noqa: S105 -- AWS's name for the type, not a secret
    REQUEST = "REQUEST"
    COGNITO_USER_POOLS = "COGNITO_USER_POOLS"


@dataclass(frozen=True, slots=True)
class Authorizer:
    """A TOKEN, REQUEST or Cognito authorizer.

    `identity_sources` as AWS writes them (`method.request.header.Authorization`). `validation` is the
    regular expression that a TOKEN must match. `ttl` in seconds, 0 for no caching. Cognito: `user_pools`
    holds ARNs; `issuer` and `jwks` say where the keys are for local use.
    """

    name: str
    type: AuthorizerType
    function: LambdaFunction | Unresolved | None = None
    identity_sources: tuple[str, ...] = ("method.request.header.Authorization",)
    validation: str = ""
    ttl: int = 300
    user_pools: tuple[str | Unresolved, ...] = ()
    issuer: str = ""
    jwks: str = ""
    where: Where | None = None


class IamAuthorization(StrEnum):
    """`AWS_IAM` on a method: a SigV4 signature is required."""

    AWS_IAM = "AWS_IAM"


@dataclass(frozen=True, slots=True)
class RequestValidation:
    """What a request validator looks at; `body` and `parameters` may both be on."""

    body: bool = False
    parameters: bool = False


@dataclass(frozen=True, slots=True)
class Method:
    """One method of a resource. `http_method` may be `ANY`.

    `required_parameters` are `method.request.{header,querystring,path}.X`; `models` maps media types to
    JSON schemas.
    """

    http_method: str
    integration: Integration | None
    authorizer: Authorizer | IamAuthorization | None = None
    scopes: tuple[str, ...] = ()
    api_key_required: bool = False
    responses: tuple[MethodResponse, ...] = ()
    validation: RequestValidation = RequestValidation()
    required_parameters: tuple[str, ...] = ()
    models: Mapping[str, Json] = field(default_factory=dict)
    where: Where | None = None


@dataclass(frozen=True, slots=True)
class Resource:
    """A path and its methods. `path` is `/`, `/items/{id}`, `/{proxy+}`."""

    path: str
    methods: tuple[Method, ...]
    where: Where | None = None


@dataclass(frozen=True, slots=True)
class GatewayResponse:
    """A customised gateway response: `type` is one of the 21, `DEFAULT_4XX` and `DEFAULT_5XX` among them.

    `parameters` maps `gatewayresponse.header.X` to `'static'` or `method.request.header.Y` etc.
    """

    type: str
    status: int | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    templates: Mapping[str, str] = field(default_factory=dict)
    where: Where | None = None


class EndpointType(StrEnum):
    """https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-endpoint-types.html"""

    EDGE = "EDGE"
    REGIONAL = "REGIONAL"
    PRIVATE = "PRIVATE"


@dataclass(frozen=True, slots=True)
class Throttle:
    """A token bucket: `rate` requests a second, `burst` deep."""

    rate: float
    burst: int


@dataclass(frozen=True, slots=True)
class ApiKey:
    """An API key's value and whether it is enabled."""

    value: str
    name: str = ""
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class UsagePlan:
    """Keys with their throttle and quota; `quota` is `(limit, "DAY" | "WEEK" | "MONTH")`.

    `stages` names the API's stages that the plan covers; empty covers all.
    """

    name: str
    keys: tuple[ApiKey, ...] = ()
    throttle: Throttle | None = None
    quota: tuple[int, str] | None = None
    stages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage. `method_throttles` is keyed `"{path}/{method}"` (`"/items/GET"`, `"*/*"` for all)."""

    name: str
    variables: Mapping[str, str] = field(default_factory=dict)
    throttle: Throttle | None = None
    method_throttles: Mapping[str, Throttle] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RestApi:
    """A whole REST API. `policy` is its resource policy document, `vpc_endpoints` those associated with it.

    `endpoint_vpcs` says which VPC a VPC endpoint is in (`{"vpce-…": "vpc-…"}`), for `aws:SourceVpc`.
    """

    api_id: str
    resources: tuple[Resource, ...]
    name: str = ""
    stages: tuple[Stage, ...] = ()
    gateway_responses: tuple[GatewayResponse, ...] = ()
    endpoint_type: EndpointType = EndpointType.EDGE
    binary_media_types: tuple[str, ...] = ()
    policy: Json = None
    vpc_endpoints: tuple[str, ...] = ()
    private_dns: bool = True
    usage_plans: tuple[UsagePlan, ...] = ()
    region: str = "us-east-1"
    account: str = "123456789012"
    default_endpoint_disabled: bool = False
    api_key_source: str = "HEADER"
    minimum_compression_size: int | None = None
    endpoint_vpcs: Mapping[str, str] = field(default_factory=dict)
    where: Where | None = None
