"""Who wrote a response, in the few words that a row has room for."""

from __future__ import annotations

from corsproxy.diagnose.network_author import network_author

_LAYERS = {
    "cors-configuration": "CORS configuration",
    "gateway-response": "gateway response",
    "mock-integration": "MOCK integration",
    "integration": "backend",
    "authorizer": "authorizer",
    "waf": "AWS WAF",
    "cloudfront": "CloudFront",
    "dev-tool": "development tool",
    "unknown": "unknown",
}
_INTEGRATIONS = {"AWS_PROXY": "Lambda function", "LAMBDA_URL": "Lambda function", "HTTP_PROXY": "HTTP backend"}


def named(layer: str, kind: str) -> str:
    """An author's layer and type: `gateway response UNAUTHORIZED`, `Lambda function`, `backend (express)`."""
    if kind in _INTEGRATIONS:
        return _INTEGRATIONS[kind]
    if layer == "network":
        return network_author(kind)
    if layer == "unknown" and not kind:
        return "nobody can be named"
    words = _LAYERS.get(layer, layer)
    if not kind or kind == "MOCK":
        return words
    return f"{words} {kind}" if kind.isupper() else f"{words} ({kind})"
