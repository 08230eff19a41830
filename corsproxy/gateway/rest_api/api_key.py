"""API keys and usage plans: is there a key, whose plan is it in, and what does the plan still allow?

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
"""

from __future__ import annotations

import hmac
from dataclasses import replace

from corsproxy.gateway.provenance import Documented, Recorded, Statement
from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.definition import ApiKey, UsagePlan
from corsproxy.gateway.rest_api.gateway_response import Refusal
from corsproxy.gateway.rest_api.response_type import ResponseType
from corsproxy.gateway.rest_api.state import Asked, State
from corsproxy.gateway.turn import AskAdmission, Check

_PAGE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html"

STATEMENTS = (
    Statement(
        "rest-api",
        "A missing, unknown or disabled key, and one without a usage plan, are 403 Forbidden",
        Recorded("a method that requires a key", "2023-07-27"),
    ),
    Statement("rest-api", "The authorizer is asked before the key is looked at", Recorded("SAM's tests", "2024")),
    Statement(
        "rest-api",
        "A plan's throttle and quota count per key, before the method's own throttle",
        Documented(_PAGE),
    ),
    Statement(
        "rest-api",
        "With apiKeySource AUTHORIZER the key is the authorizer's usageIdentifierKey",
        Documented("https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-key-source.html"),
    ),
)


def _presented(call: Call) -> str:
    if call.api.api_key_source == "AUTHORIZER":
        return call.usage_identifier
    return call.headers.get("x-api-key") or ""


def _plan_of(call: Call, value: str) -> tuple[UsagePlan, ApiKey] | None:
    for plan in call.api.usage_plans:
        if plan.stages and call.stage_name not in plan.stages:
            continue
        for key in plan.keys:
            if key.enabled and hmac.compare_digest(key.value.encode(), value.encode("utf-8", "replace")):
                return plan, key
    return None


def found(call: Call) -> Call | Refusal:
    """The call with its key, or why it is refused; unchanged where the method requires none."""
    if call.method is None or not call.method.api_key_required:
        return call
    value = _presented(call)
    if not value:
        return Refusal(ResponseType.INVALID_API_KEY, "the method requires an API key and the request has none")
    plan = _plan_of(call, value)
    if plan is None:
        return Refusal(ResponseType.INVALID_API_KEY, "the API key is in no usage plan of this stage")
    return replace(call, api_key=plan[1])


def usage(call: Call) -> AskAdmission | None:
    """The question whether the key's plan still admits the request; None where nothing is counted."""
    if call.api_key is None:
        return None
    entry = _plan_of(call, call.api_key.value)
    if entry is None:
        return None
    plan, key = entry
    if plan.throttle is None and plan.quota is None:
        return None
    checks = (*((Check.THROTTLE,) if plan.throttle else ()), *((Check.QUOTA,) if plan.quota else ()))
    return AskAdmission(
        State(call, Asked.USAGE_PLAN),
        checks,
        bucket=f"key:{plan.name}:{key.name or key.value}",
        rate=plan.throttle.rate if plan.throttle else None,
        burst=plan.throttle.burst if plan.throttle else None,
        quota=plan.quota,
    )
