"""What the gateway answers, and who wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from corsproxy.http.message import Response


class Layer(StrEnum):
    """Who wrote a response. The first six are layers of API Gateway itself or called by it."""

    CORS_CONFIGURATION = "cors-configuration"
    GATEWAY_RESPONSE = "gateway-response"
    MOCK_INTEGRATION = "mock-integration"
    INTEGRATION = "integration"
    AUTHORIZER = "authorizer"
    WAF = "waf"
    CLOUDFRONT = "cloudfront"
    DEV_TOOL = "dev-tool"
    NETWORK = "network"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Author:
    """The writer of a response: its layer, and within it the type.

    `type` is a gateway response type (`MISSING_AUTHENTICATION_TOKEN`), an integration type (`AWS_PROXY`,
    `HTTP_PROXY`), an HTTP API error (`not-found`), or empty where the layer says it all.
    """

    layer: Layer
    type: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished response, its author, and `because`: one sentence that names the deciding fact."""

    response: Response
    author: Author
    because: str
