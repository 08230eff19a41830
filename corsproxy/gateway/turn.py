"""The turns of the conversation, and the outcomes that answer them.

A turn says what the gateway needs to know from the world before it can go on; an outcome is what the
world (or a supposition, or a chosen fault) says. Both are values, so one turn can be resumed twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from corsproxy.gateway.answer import Answer
from corsproxy.gateway.backend import LambdaFunction
from corsproxy.gateway.unresolved import Unresolved
from corsproxy.http.message import Request, Response


class Check(StrEnum):
    """What admission may fail at. The pure model settles resource policies and API keys by itself."""

    WAF = "waf"
    THROTTLE = "throttle"
    QUOTA = "quota"
    SIZE = "size"
    """Never asked: a size is settled without the world. A chosen fault refuses it (413)."""


@dataclass(frozen=True, slots=True)
class AskAdmission:
    """May this request in? `bucket` names the counter (`GET /items`, or `key:…` for a usage plan's).

    `rate`/`burst` describe the token bucket and `quota` the `(limit, period)`, None where there is none.
    """

    state: object
    checks: tuple[Check, ...]
    bucket: str = ""
    rate: float | None = None
    burst: int | None = None
    quota: tuple[int, str] | None = None


@dataclass(frozen=True, slots=True)
class Admitted:
    """Nothing stands in the way."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Admission failed at `check`."""

    check: Check


@dataclass(frozen=True, slots=True)
class AskAuthorizer:
    """Ask an authorizer. `authorizer` is the definition's own value (JWT, Lambda, Cognito …).

    `token` is the bearer token to verify (JWT, Cognito); `event` the JSON event for a Lambda authorizer.
    `cache_key` is None when the result may not be cached; `ttl` in seconds. For AWS_IAM `token` is the access
    key id of a well-formed signature: `TokenVerified` accepts it (its claims are not read), `TokenInvalid` does not.
    """

    state: object
    authorizer: object
    token: str = ""
    event: bytes = b""
    cache_key: str | None = None
    ttl: int = 0


@dataclass(frozen=True, slots=True)
class TokenVerified:
    """The signature holds; `claims` is the token's payload as JSON. The gateway judges the claims."""

    claims: bytes


@dataclass(frozen=True, slots=True)
class TokenInvalid:
    """Not a token, wrong signature, unknown key: `reason` is AWS's error_description where known."""

    reason: str


@dataclass(frozen=True, slots=True)
class AuthorizerReturned:
    """What a Lambda authorizer returned, as JSON."""

    payload: bytes


@dataclass(frozen=True, slots=True)
class AuthorizerFailed:
    """It crashed (`error` is its errorMessage), timed out, could not be called, or keys were out of reach."""

    error: str


@dataclass(frozen=True, slots=True)
class InvokeFunction:
    """Invoke a Lambda function with `event` (JSON)."""

    function: LambdaFunction | Unresolved
    event: bytes
    timeout: float


@dataclass(frozen=True, slots=True)
class SendRequest:
    """Send `request` to an HTTP backend; redirects are not followed.

    `service` names the AWS service that the backend is, and which wants a signature; empty for all others.
    """

    request: Request
    timeout: float
    service: str = ""


@dataclass(frozen=True, slots=True)
class CallIntegration:
    """Call the backend."""

    state: object
    call: InvokeFunction | SendRequest


@dataclass(frozen=True, slots=True)
class FunctionReturned:
    """The handler's result, as JSON."""

    payload: bytes


@dataclass(frozen=True, slots=True)
class FunctionFailed:
    """The handler raised, exited, ran out of memory or out of its own timeout; `payload` is Lambda's error JSON."""

    payload: bytes


@dataclass(frozen=True, slots=True)
class FunctionThrottled:
    """Reserved concurrency is used up."""


@dataclass(frozen=True, slots=True)
class FunctionUnavailable:
    """No permission to invoke it, or there is no such function."""

    reason: str


@dataclass(frozen=True, slots=True)
class BackendAnswered:
    """The HTTP backend's response, body still encoded as sent."""

    response: Response


@dataclass(frozen=True, slots=True)
class BackendUnreachable:
    """Connection refused, name unknown, TLS failed, protocol broken."""

    reason: str


@dataclass(frozen=True, slots=True)
class IntegrationTimedOut:
    """Nothing came back within the integration's timeout."""


Turn = Answer | AskAdmission | AskAuthorizer | CallIntegration
Outcome = (
    Admitted
    | Refused
    | TokenVerified
    | TokenInvalid
    | AuthorizerReturned
    | AuthorizerFailed
    | FunctionReturned
    | FunctionFailed
    | FunctionThrottled
    | FunctionUnavailable
    | BackendAnswered
    | BackendUnreachable
    | IntegrationTimedOut
)
