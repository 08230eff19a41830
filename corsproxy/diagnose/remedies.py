"""What to change for each cause, with the user's own values filled in."""

from __future__ import annotations

from corsproxy.diagnose.clues import Clues, Product
from corsproxy.diagnose.finding import Remedy
from corsproxy.diagnose.remedy_texts import TEXTS
from corsproxy.diagnose.sighting import Sighting
from corsproxy.fetch.page_fetch import Credentials
from corsproxy.http.url import parse

# cause -> remedies, the best first
FOR_CAUSE: dict[str, tuple[str, ...]] = {
    "missing-options-method": ("add-options-method",),
    "unknown-path": ("correct-url", "add-gateway-response-headers"),
    "options-requires-authorization": ("open-options-method", "add-options-method"),
    "options-requires-iam": ("open-options-method",),
    "options-requires-api-key": ("no-api-key-on-options",),
    "unknown-stage": ("correct-url",),
    "bearer-token-on-unknown-path": ("correct-url", "add-gateway-response-headers"),
    "iam-without-signature": ("sign-request", "add-gateway-response-headers"),
    "iam-bad-signature": ("sign-request", "add-gateway-response-headers"),
    "resource-policy-denies": ("allow-options-in-policy",),
    "mock-options-broken": ("repair-mock",),
    "gateway-response-without-cors": ("add-gateway-response-headers",),
    "gateway-response-wildcard-with-credentials": ("reflect-origin-in-gateway-responses", "drop-credentials"),
    "malformed-proxy-response": ("repair-proxy-response", "add-gateway-response-headers"),
    "private-api-not-addressed": ("use-browser-form-of-private-url",),
    "private-dns-captures-public-api": ("leave-private-dns",),
    "domain-mapping-missing": ("map-domain",),
    "api-key-refused": ("send-api-key", "add-gateway-response-headers"),
    "cors-not-configured": ("configure-http-api-cors",),
    "preflight-caught-by-authorized-route": ("configure-http-api-cors", "allow-options-route"),
    "origin-not-in-configuration": ("configure-http-api-cors",),
    "header-not-in-configuration": ("configure-http-api-cors",),
    "method-not-in-configuration": ("configure-http-api-cors",),
    "route-not-found": ("correct-url",),
    "function-url-denies": ("open-function-url",),
    "function-url-cors-mismatch": ("configure-function-url",),
    "function-url-duplicate-cors": ("set-cors-in-one-place",),
    "integration-without-cors-headers": ("return-cors-headers",),
    "integration-error-without-cors-headers": ("return-cors-headers", "repair-integration"),
    "allow-origin-list": ("choose-origin-at-run-time",),
    "allow-origin-in-two-places": ("set-cors-in-one-place",),
    "allow-origin-trailing-slash": ("correct-origin-value",),
    "allow-origin-quoted": ("correct-origin-value",),
    "allow-origin-without-scheme": ("correct-origin-value",),
    "allow-origin-pattern": ("choose-origin-at-run-time", "correct-origin-value"),
    "allow-origin-other": ("choose-origin-at-run-time", "correct-origin-value"),
    "allow-origin-null": ("correct-origin-value",),
    "wildcard-with-credentials": ("name-the-origin", "drop-credentials"),
    "credentials-not-allowed": ("allow-credentials", "drop-credentials"),
    "header-not-listed": ("list-header", "add-options-method"),
    "method-not-listed": ("list-method", "add-options-method"),
    "allow-list-unparsable": ("write-plain-list",),
    "wildcard-list-with-credentials": ("list-names",),
    "preflight-status": ("add-options-method",),
    "options-without-cors-headers": ("add-options-method", "configure-framework"),
    "token-refused": ("refresh-token", "add-gateway-response-headers"),
    "authorizer-denies": ("check-permissions", "add-gateway-response-headers"),
    "authorizer-broken": ("repair-authorizer", "add-gateway-response-headers"),
    "request-throttled": ("back-off", "add-gateway-response-headers"),
    "quota-exceeded": ("back-off", "add-gateway-response-headers"),
    "request-invalid": ("repair-request", "add-gateway-response-headers"),
    "unsupported-media-type": ("repair-request", "add-gateway-response-headers"),
    "payload-too-large": ("shrink-payload",),
    "integration-timeout": ("shorten-work", "add-gateway-response-headers"),
    "integration-broken": ("repair-integration", "add-gateway-response-headers"),
    "waf-blocks": ("exempt-preflight-from-waf", "add-gateway-response-headers"),
    "waf-challenges": ("use-waf-integration",),
    "cloudfront-error-page": ("adjust-cloudfront",),
    "cloudfront-behavior-misses-api": ("adjust-cloudfront",),
    "load-balancer-answers": ("adjust-cloudfront",),
    "redirected-preflight": ("use-final-url",),
    "redirect-without-cors": ("use-final-url",),
    "redirected-to-login": ("answer-401",),
    "network-failure": ("check-network",),
    "mixed-content": ("use-https",),
    "local-network-access-denied": ("grant-local-network-access",),
    "local-tool-differs": ("test-against-emulator",),
    "framework-refuses-preflight": ("configure-framework",),
    "framework-answers-options": ("configure-framework", "add-options-method"),
    "opaque-response": ("drop-no-cors",),
    "errors-without-cors-configuration": ("configure-http-api-cors",),
    "handler-must-send-cors-headers": ("return-cors-headers",),
    "options-without-request-method": ("ask-as-a-browser",),
    "stale-preflight-cache": ("empty-preflight-cache",),
}
# what a whole configuration is written with, by product
REMEDIES_OF_SUGGESTION: dict[str, tuple[str, ...]] = {
    "http-api": ("configure-http-api-cors",),
    "rest-api": ("add-options-method", "add-gateway-response-headers", "return-cors-headers"),
}
# remedies of a REST API that an HTTP API has no use for
_REST_ONLY = frozenset({"add-gateway-response-headers", "add-options-method", "reflect-origin-in-gateway-responses"})


def _union(text: str) -> list[str]:
    """The items of comma-joined lists, each once, in order; never a wildcard, which would swallow the others."""
    items = (item.strip() for item in text.split(","))
    return list(dict.fromkeys(item for item in items if item and item != "*"))


def values(sighting: Sighting, clue: Clues, **more: str) -> dict[str, str]:
    """The user's own values: origin, method, methods, headers, path, url, api, stage, region and the like."""
    fetch = sighting.fetch
    request = clue.exchange.request
    asked = request.headers.get("access-control-request-headers") or ""
    listed = clue.headers.get("access-control-allow-headers") or ""
    names = _union(f"{listed},{asked}".lower())
    methods = _union(f"{clue.headers.get('access-control-allow-methods') or ''},{fetch.method}")
    if clue.product is not Product.HTTP_API and "OPTIONS" not in methods:
        methods.append("OPTIONS")  # nothing needs it there, and everybody looks for it
    url = parse(request.url)
    path = url.path if url else "/"
    stage = clue.url.first_segment if clue.url.names_api_gateway else ""
    if stage and path.startswith(f"/{stage}"):
        path = path[len(stage) + 1 :] or "/"
    found = {
        "origin": fetch.page_origin,
        "method": fetch.method,
        "methods": ",".join(methods),
        "headers": ",".join(names) or "content-type",
        "path": path,
        "url": request.url,
        "api": clue.url.api_id or "API_ID",
        "stage": stage or "STAGE",
        "region": clue.url.region or "REGION",
        "vpce": clue.url.vpc_endpoint or "VPCE_ID",
        "credentials": "true" if sighting.credentials == (Credentials.INCLUDE,) else "",
        "request_id": clue.headers.get("x-amzn-requestid") or clue.headers.get("apigw-requestid") or "see its log",
        "location": clue.headers.get("location") or "see Location",
        "message": clue.message or "see the body",
        "product": clue.product.value,
        "header": "",
    }
    found["credentials_note"] = ", AllowCredentials true" if found["credentials"] else ""
    return found | more


def remedies(cause: str, filled: dict[str, str]) -> tuple[Remedy, ...]:
    """The remedies for a cause, the best first; those of the other product are left out."""
    chosen = [name for name in FOR_CAUSE.get(cause, ()) if filled["product"] != "http-api" or name not in _REST_ONLY]
    if filled["product"] == "http-api" and cause.startswith("integration-"):
        chosen.insert(1, "configure-http-api-cors")
    return tuple(Remedy(name, TEXTS[name].format(**filled), filled) for name in chosen)
