"""Usage plans, API keys and throttles of a stack's REST APIs."""

from __future__ import annotations

from corsproxy.gateway.rest_api.definition import ApiKey, Throttle, UsagePlan
from corsproxy.iac.node import Node, scalar_text
from corsproxy.iac.settled import Taking
from corsproxy.iac.stack import REST, Stack


def usage_plans(stack: Stack) -> list[tuple[UsagePlan, dict[str, tuple[str, ...]]]]:
    """Return the plans, each with the APIs it covers and the stages of those."""
    taking = stack.taking
    keys = {logical: api_key(logical, properties, taking) for logical, properties in stack.of_type(f"{REST}ApiKey")}
    members: dict[str, list[ApiKey]] = {}
    for _, properties in stack.of_type(f"{REST}UsagePlanKey"):
        key = taking.text(properties.get("KeyId"), "KeyId")
        if key in keys:
            members.setdefault(taking.text(properties.get("UsagePlanId"), "UsagePlanId"), []).append(keys[key])
    found = []
    for logical, properties in stack.of_type(f"{REST}UsagePlan"):
        apis: dict[str, tuple[str, ...]] = {}
        for item in taking.items(properties.get("ApiStages"), "ApiStages"):
            api_id = taking.text(item.get("ApiId"), "ApiId")
            apis[api_id] = (*apis.get(api_id, ()), taking.text(item.get("Stage"), "Stage"))
        quota = properties.get("Quota")
        limit = taking.whole(quota.get("Limit"), "Limit") if quota is not None else None
        period = taking.text(quota.get("Period"), "Period", "MONTH") if quota is not None else ""
        plan = UsagePlan(
            taking.text(properties.get("UsagePlanName"), "UsagePlanName", logical),
            tuple(members.get(logical, ())),
            throttle(properties.get("Throttle"), taking),
            (limit, period) if limit is not None else None,
        )
        found.append((plan, apis))
    return found


def api_key(logical: str, properties: Node, taking: Taking) -> ApiKey:
    """Return a key; where AWS would draw its value, the logical id stands in."""
    value = properties.get("Value")
    text = scalar_text(value) if value is not None else None
    if text is None:
        taking.note(f"the API key '{logical}' has no value in the template; '{logical}' stands in for it", properties)
    name = taking.text(properties.get("Name"), "Name", logical)
    return ApiKey(text or logical, name, taking.flag(properties.get("Enabled"), "Enabled"))


def throttle(node: Node | None, taking: Taking) -> Throttle | None:
    """Read RateLimit and BurstLimit."""
    if node is None or node.get("RateLimit") is None:
        return None
    rate = taking.number(node.get("RateLimit"), "RateLimit", 0)
    return Throttle(rate, taking.whole(node.get("BurstLimit"), "BurstLimit") or int(rate))


def method_throttles(node: Node | None, taking: Taking) -> tuple[dict[str, Throttle], Throttle | None]:
    """Read MethodSettings: throttles by `path/METHOD`, and the one of `/*` and `*`, which is the whole stage's."""
    found: dict[str, Throttle] = {}
    whole: Throttle | None = None
    for item in taking.items(node, "MethodSettings"):
        if item.get("ThrottlingRateLimit") is None and item.get("ThrottlingBurstLimit") is None:
            continue
        rate = taking.number(item.get("ThrottlingRateLimit"), "ThrottlingRateLimit", 10_000)
        burst = taking.whole(item.get("ThrottlingBurstLimit"), "ThrottlingBurstLimit")
        limit = Throttle(rate, 5_000 if burst is None else burst)
        path = taking.text(item.get("ResourcePath"), "ResourcePath", "/*").replace("~1", "/")
        path = "/" + path.strip("/")
        verb = taking.text(item.get("HttpMethod"), "HttpMethod", "*").upper()
        if path == "/*" and verb == "*":
            whole = limit
        else:
            found[f"{path.rstrip('/')}/{verb}"] = limit
    return found, whole
