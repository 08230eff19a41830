"""What to change for each cause, with the user's own values filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from corsproxy.diagnose.clues import Clues, Product
from corsproxy.diagnose.finding import Attribution, Remedy
from corsproxy.diagnose.header_senders import senders
from corsproxy.diagnose.remedy_texts import TEXTS
from corsproxy.diagnose.sighting import Sighting
from corsproxy.fetch.page_fetch import Credentials

# cause -> remedies, the best first
FOR_CAUSE: dict[str, tuple[str, ...]] = {
    "missing-options-method": ("add-options-method",),
    "change-not-deployed": ("deploy-stage",),
    "method-response-without-cors-headers": ("map-cors-headers",),
    "mapping-value-unquoted": ("quote-mapping-value",),
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
    "header-not-in-configuration": ("configure-http-api-cors", "drop-header"),
    "method-not-in-configuration": ("configure-http-api-cors",),
    "route-not-found": ("correct-url",),
    "function-url-denies": ("open-function-url",),
    "function-url-denies-preflight": ("configure-function-url", "open-function-url"),
    "function-url-errors-without-cors": ("configure-function-url",),
    "function-url-cors-mismatch": ("configure-function-url",),
    "function-url-duplicate-cors": ("set-cors-in-one-place",),
    "integration-without-cors-headers": ("return-cors-headers",),
    "cached-for-another-origin": ("key-cache-by-origin",),
    "method-in-lower-case": ("write-method-upper-case", "list-method"),
    "dev-proxy-forwards-origin": ("forward-other-origin",),
    "backend-unreachable": ("revive-backend",),
    "page-instead-of-api": ("route-api-path", "correct-url"),
    "blocked-by-client": ("compare-with-deployed",),
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
    "credentials-value-not-true": ("return-lowercase-true", "allow-credentials", "drop-credentials"),
    "header-not-listed": ("list-header", "drop-header", "add-options-method"),
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
    "cloudfront-behavior-misses-api": ("route-api-path", "adjust-cloudfront"),
    "load-balancer-answers": ("adjust-cloudfront",),
    "redirected-preflight": ("use-final-url",),
    "redirect-without-cors": ("use-final-url",),
    "redirected-to-login": ("answer-401",),
    "network-failure": ("check-network", "wait-for-domain"),
    "mixed-content": ("use-https",),
    "local-network-access-denied": ("grant-local-network-access",),
    "local-tool-differs": ("configure-local-tool", "test-against-emulator"),
    "framework-refuses-preflight": ("configure-framework",),
    "framework-answers-options": ("configure-framework", "add-options-method"),
    "opaque-response": ("drop-no-cors",),
    "errors-without-cors-configuration": ("configure-http-api-cors",),
    "handler-must-send-cors-headers": ("return-cors-headers",),
    "options-without-request-method": ("ask-as-a-browser",),
    "stale-preflight-cache": ("empty-preflight-cache",),
}
# what a remedy of one product is called in the other
_INSTEAD: dict[str, dict[str, str]] = {
    "http-api": {"add-options-method": "configure-http-api-cors", "list-method": "configure-http-api-cors"},
    "function-url": {
        "add-options-method": "configure-function-url",
        "list-header": "configure-function-url",
        "list-method": "configure-function-url",
    },
}
_EXTENSIONS = ("chrome-extension://", "moz-extension://", "safari-web-extension://", "extension://")
# remedies that what is known of the page adds to those of the cause
OF_THE_PAGE = ("grant-host-permissions", "give-page-an-origin", "open-page-elsewhere", "remove-upload-listener")
# what a whole configuration is written with, by product
REMEDIES_OF_SUGGESTION: dict[str, tuple[str, ...]] = {
    "http-api": ("configure-http-api-cors",),
    "rest-api": ("add-options-method", "add-gateway-response-headers", "return-cors-headers"),
}
# remedies of a REST API that an HTTP API has no use for
_AS_DEPLOYED = "Test against `corsproxy emulate` with your own definition: it answers as deployed."
_BY_THE_ORIGIN = frozenset(
    {
        "origin-not-in-configuration",
        "function-url-cors-mismatch",
        "integration-without-cors-headers",
        "options-without-cors-headers",
        "framework-refuses-preflight",
        "local-tool-differs",
    }
)
_PREFLIGHT_FAILS = frozenset({"unknown-path", "cors-not-configured", "framework-answers-options", "preflight-status"})
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
    given = _union(listed.lower())
    missing = [name for name in _union(asked.lower()) if name not in given]
    names = _union(f"{listed},{asked}".lower())
    methods = _union(f"{clue.headers.get('access-control-allow-methods') or ''},{fetch.method}")
    if clue.product not in {Product.HTTP_API, Product.FUNCTION_URL} and "OPTIONS" not in methods:
        methods.append("OPTIONS")  # nothing needs it there, and everybody looks for it; function URLs refuse it
    rest = clue.product is Product.REST_API
    found = {
        "origin": fetch.page_origin,
        "method": fetch.method,
        "methods": ",".join(methods),
        "headers": ",".join(names) or "content-type",
        "path": clue.url.resource_path(rest=rest),
        "url": request.url,
        "api": clue.url.api_id or "API_ID",
        "stage": clue.url.stage(rest=rest) or "STAGE",
        "region": clue.url.region or "REGION",
        "vpce": clue.url.vpc_endpoint or "VPCE_ID",
        "credentials": "true" if sighting.credentials == (Credentials.INCLUDE,) else "",
        "request_id": clue.headers.get("x-amzn-requestid") or clue.headers.get("apigw-requestid") or "see its log",
        "location": clue.headers.get("location") or "see Location",
        "message": clue.message or "see the body",
        "product": clue.product.value,
        "header": "",
        "missing": ",".join(missing) or "the header",
        "senders": senders(missing) or "look for who adds it",
        "allowed": clue.headers.get("access-control-allow-origin") or "",
        "given": clue.headers.get("access-control-allow-credentials") or "",
        "forced": "true" if fetch.force_preflight else "",
        "tool_fix": _AS_DEPLOYED,
    }
    found["credentials_note"] = ", AllowCredentials true" if found["credentials"] else ""
    return found | more


def _names(cause: str, product: str) -> list[str]:
    """The remedies for a cause in the words of one product, the best first."""
    instead = _INSTEAD.get(product, {})
    named = [instead.get(name, name) for name in FOR_CAUSE.get(cause, ())]
    chosen = [name for name in named if product not in _INSTEAD or name not in _REST_ONLY]
    of_the_backend = cause.startswith("integration-") or cause == "handler-must-send-cors-headers"
    if product == "http-api" and of_the_backend:
        # before anything was sent nobody knows of a backend that could: AWS services cannot
        chosen.insert(1 if cause.startswith("integration-") else 0, "configure-http-api-cors")
    if product == "function-url" and of_the_backend:
        chosen.insert(0, "configure-function-url")
    return list(dict.fromkeys(chosen))


def _of_the_page(cause: str, filled: Mapping[str, str]) -> list[str]:
    """What can be changed on the page's side, as far as the fetch tells."""
    found = []
    of_the_origin = cause.startswith("allow-origin") or cause in _BY_THE_ORIGIN
    if of_the_origin and filled["origin"].startswith(_EXTENSIONS):
        found.append("grant-host-permissions")
    if of_the_origin and filled["origin"] == "null":
        found.append("give-page-an-origin")
    if cause == "allow-origin-other" and filled["allowed"].startswith(("http://", "https://")):
        found.append("open-page-elsewhere")
    if filled["forced"] and (cause in _PREFLIGHT_FAILS or "option" in cause):
        found.append("remove-upload-listener")
    return found


def remedies(cause: str, filled: dict[str, str], others: Iterable[Attribution] = ()) -> tuple[Remedy, ...]:
    """The remedies for a cause, the best first, then the best one for each other cause that the bytes allow.

    Those of the other product are left out.
    """
    product = filled["product"]
    chosen = _names(cause, product) + _of_the_page(cause, filled)
    found = {name: Remedy(name, TEXTS[name].format(**filled), filled) for name in chosen}
    for other in others:
        for name in _names(other.cause, product)[:1]:
            if name not in found:
                text = f"If {other.meaning}: {TEXTS[name].format(**filled)}"
                found[name] = Remedy(name, text, filled)
    return tuple(found.values())
