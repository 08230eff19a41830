"""What a Lambda function URL is made of.

https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html
"""

from __future__ import annotations

from dataclasses import dataclass

from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.http_api.definition import CorsConfiguration
from corsproxy.gateway.unresolved import Unresolved
from corsproxy.where import Where


@dataclass(frozen=True, slots=True)
class FunctionUrl:
    """One function URL. `url_id` stands in its host name; `iam` is `AuthType: AWS_IAM`."""

    url_id: str
    function: LambdaFunction | Unresolved
    cors: CorsConfiguration | None = None
    iam: bool = False
    region: str = "us-east-1"
    account: str = "123456789012"
    where: Where | None = None
