"""Where a conversation stands between two turns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.overrides import NO_OVERRIDES, Overrides


class Asked(StrEnum):
    """What the turn in flight asks, in pipeline order."""

    WAF = "waf"
    AUTHORIZER = "authorizer"
    USAGE_PLAN = "usage-plan"
    THROTTLE = "throttle"
    INTEGRATION = "integration"


@dataclass(frozen=True, slots=True)
class State:
    """The call as far as it has come, the question that was asked, and what a request template changed."""

    call: Call
    asked: Asked
    overrides: Overrides = NO_OVERRIDES
