"""Which library or tool is known to put a request header there: nobody remembers having sent `baggage`."""

from __future__ import annotations

from functools import lru_cache

# name, or prefix ending in '-' -> who sends it
_SENDERS: tuple[tuple[str, str], ...] = (
    ("amz-sdk-", "the AWS SDK for JavaScript v3"),
    ("x-amz-user-agent", "the AWS SDK or Amplify"),
    ("x-amz-date", "a SigV4 signer (AWS SDK, Amplify)"),
    ("x-amz-security-token", "a SigV4 signer with temporary credentials (AWS SDK, Amplify)"),
    ("x-amz-content-sha256", "a SigV4 signer (AWS SDK)"),
    ("x-amz-target", "the AWS SDK"),
    ("x-amz-", "the AWS SDK or Amplify"),
    ("x-amzn-trace-id", "X-Ray or CloudWatch RUM"),
    ("x-aws-waf-token", "the AWS WAF JavaScript integration"),
    ("x-api-key", "the page, for a usage plan of API Gateway"),
    ("x-apigw-api-id", "the page, to name a private API; its preflight cannot carry it"),
    ("sentry-trace", "Sentry (tracePropagationTargets)"),
    ("baggage", "Sentry or OpenTelemetry (tracePropagationTargets, propagateTraceHeaderCorsUrls)"),
    ("x-datadog-", "Datadog RUM (allowedTracingUrls)"),
    ("traceparent", "OpenTelemetry, Datadog RUM, New Relic or Elastic APM"),
    ("tracestate", "OpenTelemetry, New Relic or Elastic APM"),
    ("x-b3-", "a Zipkin tracer"),
    ("b3", "a Zipkin tracer"),
    ("newrelic", "New Relic Browser (distributed tracing)"),
    ("x-newrelic-", "New Relic Browser"),
    ("request-id", "Application Insights (correlation)"),
    ("request-context", "Application Insights (correlation)"),
    ("x-dtpc", "Dynatrace RUM"),
    ("x-dtreferer", "Dynatrace RUM"),
    ("elastic-apm-traceparent", "Elastic APM RUM"),
    ("x-highlight-request", "highlight.io"),
    ("x-requested-with", "jQuery, axios defaults or an Android WebView"),
    ("x-xsrf-token", "axios or Angular (XSRF cookie)"),
    ("x-csrf-token", "Rails UJS, Laravel or the page's own CSRF protection"),
    ("apollo-require-preflight", "Apollo Client"),
    ("apollographql-client-", "Apollo Client"),
    ("x-apollo-operation-name", "Apollo Client"),
    ("ngrok-skip-browser-warning", "the page, for ngrok's warning page"),
    ("bypass-tunnel-reminder", "the page, for localtunnel's reminder"),
    ("cache-control", "the page or an HTTP library's cache setting (axios, fetch interceptors)"),
    ("pragma", "the page or an HTTP library's cache setting (axios, Angular interceptors)"),
    ("expires", "the page's no-cache interceptor"),
    ("if-none-match", "the page's own revalidation"),
    ("if-modified-since", "the page's own revalidation"),
    ("access-control-allow-", "the page, by mistake: these are response headers"),
    ("x-http-method-override", "a library's method override"),
    ("x-stainless-", "a generated SDK (Stainless: OpenAI, Anthropic)"),
    ("tus-", "tus-js-client (resumable uploads)"),
    ("upload-", "tus-js-client (resumable uploads)"),
    ("x-playwright-", "Playwright"),
    ("hx-", "htmx"),
    ("x-inertia", "Inertia.js"),
    ("next-router-", "Next.js"),
    ("rsc", "Next.js"),
    ("x-ionic-", "Ionic"),
    ("x-firebase-", "Firebase"),
    ("x-supabase-", "Supabase"),
    ("x-client-info", "Supabase"),
    ("x-parse-", "the Parse SDK"),
)


@lru_cache(maxsize=1024)
def sender(name: str) -> str:
    """Who is known to send this request header (any case); empty when nobody in particular."""
    low = name.lower()
    for known, who in _SENDERS:
        if low == known or (known.endswith("-") and low.startswith(known)):
            return who
    return ""


def senders(names: list[str]) -> str:
    """The known senders of these names, `name is sent by …`, joined; empty when none is known."""
    by_who: dict[str, list[str]] = {}
    for name in names:
        who = sender(name)
        if who:
            by_who.setdefault(who, []).append(name)
    return "; ".join(f"{', '.join(theirs)}: sent by {who}" for who, theirs in by_who.items())
