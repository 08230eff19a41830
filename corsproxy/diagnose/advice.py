"""What to do about a cause that is only suspected: how to check it, how to fix it, with the values that are known."""

from __future__ import annotations

from collections.abc import Mapping

from corsproxy.diagnose.gateway_response_signs import SIGNS
from corsproxy.diagnose.remedies import FOR_CAUSE
from corsproxy.diagnose.remedy_texts import TEXTS
from corsproxy.gateway.invoke_url import invoke_url
from corsproxy.http.url import parse

_CHECKS: dict[str, str] = {
    sign.cause: sign.decide_with for signs in SIGNS.values() for sign in signs if sign.decide_with
} | {
    "cors-not-configured": "aws apigatewayv2 get-api --api-id {api} --query CorsConfiguration",
    "origin-not-in-configuration": "aws apigatewayv2 get-api --api-id {api} --query CorsConfiguration.AllowOrigins",
    "header-not-in-configuration": "aws apigatewayv2 get-api --api-id {api} --query CorsConfiguration.AllowHeaders",
    "method-not-in-configuration": "aws apigatewayv2 get-api --api-id {api} --query CorsConfiguration.AllowMethods",
    "preflight-caught-by-authorized-route": "aws apigatewayv2 get-routes --api-id {api}",
    "options-requires-authorization": "aws apigateway get-method --rest-api-id {api} --resource-id RESOURCE_ID "
    "--http-method OPTIONS --query authorizationType",
    "mock-options-broken": "aws apigateway test-invoke-method --rest-api-id {api} --resource-id RESOURCE_ID "
    "--http-method OPTIONS",
    "gateway-response-without-cors": "aws apigateway get-gateway-responses --rest-api-id {api}",
    "gateway-response-wildcard-with-credentials": "aws apigateway get-gateway-responses --rest-api-id {api}",
}


class _Known(dict[str, str]):
    """What is not known is left as a word for the reader to replace."""

    def __missing__(self, key: str) -> str:
        return "" if key.endswith("_note") else key.upper()


def known_values(url: str, origin: str, culprit: str = "") -> Mapping[str, str]:
    """The values that a console message gives away; empty texts tell nothing."""
    found = {"origin": origin, "url": url, "header": culprit, "missing": culprit}
    if url:
        target, parsed = invoke_url(url), parse(url)
        stage = target.stage(rest=False)  # a message does not tell the product
        path = target.resource_path(rest=False) if parsed else ""
        found |= {"api": target.api_id, "region": target.region, "stage": stage, "host": target.host, "path": path}
    return {name: value for name, value in found.items() if value}


def how_to_fix(cause: str, known: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The remedies for a cause in words, the best first."""
    return tuple(TEXTS[name].format_map(_Known(known or {})) for name in FOR_CAUSE.get(cause, ()))


def how_to_check(cause: str, known: Mapping[str, str] | None = None) -> str:
    """The command that shows whether it is this cause; empty where a look at the response's headers does."""
    return _CHECKS.get(cause, "").format_map(_Known(known or {}))
