"""One request on its way through one HTTP API: what is known of it once its route is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from corsproxy.gateway.arrival import Arrival
from corsproxy.gateway.http_api.definition import HttpApi, Route, Stage


class AuthorizedBy(StrEnum):
    """Who authorized a request: the key under `requestContext.authorizer` of a payload 2.0 event."""

    JWT = "jwt"
    LAMBDA = "lambda"
    IAM = "iam"


@dataclass(frozen=True, slots=True)
class Authorization:
    """What an authorizer found: `value` is JSON, as it stands in a payload 2.0 event.

    `principal` is the principalId of a Lambda authorizer's policy, which payload 1.0 events show.
    """

    by: AuthorizedBy
    value: object
    principal: str = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """The state that a turn carries. `path` is the decoded, collapsed path behind stage and base path."""

    api: HttpApi
    arrival: Arrival
    stage: Stage
    route: Route
    path: str
    path_parameters: Mapping[str, str]
    authorization: Authorization | None = None
