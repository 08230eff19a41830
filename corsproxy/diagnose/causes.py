"""From a browser's refusal to its cause: who wrote the deciding response, what in it is wrong, what to change.

What is no CORS fault at all (a 401, a 429, a 504 …) is said first, the missing headers second.
"""

from __future__ import annotations

from corsproxy.diagnose.allow_origin_fault import one_value, several_values
from corsproxy.diagnose.authorship import attribute
from corsproxy.diagnose.catalogue import kind
from corsproxy.diagnose.clues import Clues, Product, clues
from corsproxy.diagnose.finding import Attribution, Certainty, Finding, Severity
from corsproxy.diagnose.header_senders import sender
from corsproxy.diagnose.remedies import remedies, values
from corsproxy.diagnose.sighting import Sighting
from corsproxy.diagnose.witness_dev_tools import fix_of
from corsproxy.diagnose.witness_edge import leads_to_login
from corsproxy.fetch.error import Error
from corsproxy.fetch.page_fetch import Mode
from corsproxy.fetch.verdict import Outcome, Phase, Verdict
from corsproxy.gateway.answer import Author, Layer
from corsproxy.gateway.invoke_url import HostForm
from corsproxy.http.message import Exchange

_MISSING = {Error.MISSING_ALLOW_ORIGIN_HEADER, Error.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER}
_WILDCARD = {Error.WILDCARD_ORIGIN_NOT_ALLOWED, Error.PREFLIGHT_WILDCARD_ORIGIN_NOT_ALLOWED}
_MULTIPLE = {Error.MULTIPLE_ALLOW_ORIGIN_VALUES, Error.PREFLIGHT_MULTIPLE_ALLOW_ORIGIN_VALUES}
_ONE_VALUE = {
    Error.INVALID_ALLOW_ORIGIN_VALUE,
    Error.PREFLIGHT_INVALID_ALLOW_ORIGIN_VALUE,
    Error.ALLOW_ORIGIN_MISMATCH,
    Error.PREFLIGHT_ALLOW_ORIGIN_MISMATCH,
}
_CREDENTIALS = {Error.INVALID_ALLOW_CREDENTIALS, Error.PREFLIGHT_INVALID_ALLOW_CREDENTIALS}
_UNPARSABLE = {Error.INVALID_ALLOW_METHODS_PREFLIGHT_RESPONSE, Error.INVALID_ALLOW_HEADERS_PREFLIGHT_RESPONSE}
_LOCAL_NETWORK = {
    Error.INSECURE_LOCAL_NETWORK,
    Error.INVALID_LOCAL_NETWORK_ACCESS,
    Error.LOCAL_NETWORK_ACCESS_PERMISSION_DENIED,
}
_GATEWAY_LAYERS = {Layer.GATEWAY_RESPONSE, Layer.AUTHORIZER, Layer.WAF}


# written before any stage is known, or where no gateway response of one's own applies
_NO_GATEWAY_RESPONSE = {
    "unknown-stage",
    "private-api-not-addressed",
    "private-dns-captures-public-api",
    "payload-too-large",
    "domain-mapping-missing",
}
PREFLIGHT_PASSED = "The preflight passed: do not touch OPTIONS."
_LISTENER = (
    "The preflight announces nothing that needs one: an upload listener (xhr.upload, axios onUploadProgress) or a "
    "streamed body asked for it."
)


_AFTER_A_REDIRECT = {
    "page-instead-of-api",
    "integration-without-cors-headers",
    "integration-error-without-cors-headers",
    "redirect-without-cors",
    "cloudfront-behavior-misses-api",
}


def deciding_exchange(sighting: Sighting, verdict: Verdict) -> Exchange | None:
    """The exchange whose response the browser refused; the last one where the verdict names none."""
    hops = sighting.fetch.hops
    if not hops:
        return None
    hop = hops[min(verdict.hop, len(hops) - 1)]
    if verdict.phase is Phase.PREFLIGHT:
        return hop.preflight or hop.actual
    return hop.actual or hop.preflight


def _passed_preflight(sighting: Sighting, verdict: Verdict) -> bool:
    return verdict.phase is Phase.ACTUAL and any(hop.preflight is not None for hop in sighting.fetch.hops)


def _cause(clue: Clues, verdict: Verdict, first: Attribution, page_origin: str) -> tuple[str, str]:
    """The catalogue's name for the cause, and what the values say."""
    error = verdict.error
    request = clue.exchange.request
    if request.method == "OPTIONS" and not clue.preflight and clue.product is Product.HTTP_API and clue.status == 404:
        return "options-without-request-method", ""
    allow_origin = clue.headers.get("access-control-allow-origin") or ""
    if error in _LOCAL_NETWORK:
        return "local-network-access-denied", ""
    if error in _MULTIPLE:
        if clue.product is Product.FUNCTION_URL:
            return "function-url-duplicate-cors", f"the header says '{allow_origin}'"
        return several_values(clue.headers), f"the header says '{allow_origin}'"
    if error in _ONE_VALUE:
        name, says = one_value(allow_origin, page_origin)
        if name == "allow-origin-other" and clue.from_cache and not clue.preflight:
            return "cached-for-another-origin", f"{clue.from_cache}; {says}"
        return name, says
    if error in _WILDCARD:
        if first.author.layer in _GATEWAY_LAYERS:
            return "gateway-response-wildcard-with-credentials", f"{first.author.type} says '*'"
        return "wildcard-with-credentials", "the header says '*', the page asks with credentials"
    if error in _CREDENTIALS:
        given = clue.headers.get("access-control-allow-credentials")
        if given is not None:
            return "credentials-value-not-true", f"the header says '{given}'"
        return "credentials-not-allowed", "the header is missing"
    if error in _UNPARSABLE:
        which = "headers" if error is Error.INVALID_ALLOW_HEADERS_PREFLIGHT_RESPONSE else "methods"
        return "allow-list-unparsable", f"the header says '{clue.headers.get(f'access-control-allow-{which}')}'"
    if error is Error.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE:
        return _unlisted(clue, verdict, "headers")
    if error is Error.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE:
        return _unlisted(clue, verdict, "methods")
    if first.cause:
        return first.cause, first.meaning
    if error is Error.PREFLIGHT_INVALID_STATUS:
        return "preflight-status", f"the status is {clue.status}"
    if error is Error.PREFLIGHT_DISALLOWED_REDIRECT:
        return "redirected-preflight", f"status {clue.status}, location {clue.headers.get('location')}"
    if error in _MISSING:
        if verdict.phase is Phase.PREFLIGHT:
            return "options-without-cors-headers", f"status {clue.status}"
        if verdict.phase is Phase.REDIRECT:
            return "redirect-without-cors", f"status {clue.status}"
        if clue.from_cache and clue.status < 400:
            return "cached-for-another-origin", clue.from_cache
        if clue.status >= 400:
            return "integration-error-without-cors-headers", f"status {clue.status}"
        return "integration-without-cors-headers", f"status {clue.status}"
    return "", ""


def _names(listed: str | None) -> set[str]:
    return {item.strip() for item in (listed or "").split(",")}


def _unlisted(clue: Clues, verdict: Verdict, which: str) -> tuple[str, str]:
    listed = clue.headers.get(f"access-control-allow-{which}")
    says = f"'{verdict.culprit}' is not in '{listed or ''}'"
    if (
        which == "headers"
        and verdict.culprit == "x-apigw-api-id"
        and clue.url.form in {HostForm.VPC_ENDPOINT, HostForm.PRIVATE_ALIAS}
    ):
        return "private-api-not-addressed", says
    if which == "methods" and (verdict.culprit or "").upper() in _names(listed) and verdict.culprit:
        return "method-in-lower-case", f"{says}: the case differs"
    plain = {item.strip("'\"[] ").lower() for item in (listed or "").split(",")}
    if verdict.culprit and verdict.culprit.lower() in plain and set("'\"[]") & set(listed or ""):
        return "allow-list-unparsable", f"the header says {listed}: quotes and brackets become part of the names"
    if listed and "*" in [item.strip() for item in listed.split(",")] and verdict.culprit != "*":
        return "wildcard-list-with-credentials", says
    if clue.product is Product.HTTP_API and not clue.text:
        return f"{which.removesuffix('s')}-not-in-configuration", says
    return f"{which.removesuffix('s')}-not-listed", says


def _alternatives(clue: Clues, cause: str, attributions: tuple[Attribution, ...]) -> tuple[Attribution, ...]:
    found = attributions[1:]
    if clue.product is Product.HTTP_API and cause == "integration-without-cors-headers":
        found += (
            Attribution(
                Author(Layer.CORS_CONFIGURATION),
                Certainty.POSSIBLE,
                ("an HTTP API adds no headers for an origin that its configuration does not allow",),
                f"aws apigatewayv2 get-api --api-id {clue.url.api_id or 'API_ID'} --query CorsConfiguration",
                "origin-not-in-configuration",
                "the CORS configuration does not allow this origin, so no CORS header appears",
            ),
        )
    return found


def _tool_values(found: tuple[Attribution, ...]) -> dict[str, str]:
    fix = fix_of(found[0].author.type) if found and found[0].author.layer is Layer.DEV_TOOL else ""
    return {"tool_fix": fix} if fix else {}


def _finding(
    name: str, says: str, clue: Clues, found: tuple[Attribution, ...], sighting: Sighting, verdict: Verdict
) -> Finding:
    entry = kind(name)
    filled = values(sighting, clue, header=verdict.culprit or "", **_tool_values(found))
    title = entry.title
    if name in {"header-not-listed", "method-not-listed"} | {
        "header-not-in-configuration",
        "method-not-in-configuration",
    }:
        title = f"{entry.title}: {verdict.culprit}"
    why = f"{says[:1].upper()}{says[1:]}. {entry.why}" if says else entry.why
    if name in {"header-not-listed", "header-not-in-configuration"} and sender(verdict.culprit or ""):
        why = f"{why} {verdict.culprit} is sent by {sender(verdict.culprit or '')}."
    if sighting.fetch.force_preflight and verdict.phase is Phase.PREFLIGHT:
        why = f"{why} {_LISTENER}"
    if _passed_preflight(sighting, verdict):
        why = f"{why} {PREFLIGHT_PASSED}"
    severity = entry.severity
    if verdict.outcome is Outcome.BLOCKED and severity is Severity.WARNING:
        severity = Severity.ERROR  # what is only a warning where it passes is the reason where it does not
    return Finding(
        kind=entry,
        severity=severity,
        title=title,
        why=why,
        attribution=found[0] if found else None,
        alternatives=found[1:],
        remedies=remedies(name, filled, [other for other in found[1:] if other.cause != name]),
    )


def _refused_by_backend(clue: Clues) -> bool:
    """A development server's own page asked it, and what answered does not like the Origin that came along."""
    request = clue.exchange.request
    return (
        clue.url.form is HostForm.LOCAL
        and request.method not in {"GET", "HEAD"}
        and "origin" in request.headers
        and clue.status in {400, 401, 403, 405}
    )


def _named(sighting: Sighting, verdict: Verdict, clue: Clues, first: Attribution) -> tuple[str, str]:
    name, says = _cause(clue, verdict, first, sighting.fetch.page_origin)
    if verdict.hop and name in _AFTER_A_REDIRECT and leads_to_login(clue.exchange.request.url):
        return "redirected-to-login", f"the chain ends at {clue.url.host}"
    return name, says


def wrong_as_a_whole(sighting: Sighting, verdict: Verdict) -> bool:
    """True where what `verdict` refuses is another response altogether than the one that was asked for: that this
    writer answered is the cause, whatever its answer lacks."""
    exchange = deciding_exchange(sighting, verdict)
    if exchange is None:
        return False
    first = attribute(exchange)[0]
    return bool(first.cause) and _named(sighting, verdict, clues(exchange), first)[0] == first.cause


def causes(sighting: Sighting, verdict: Verdict) -> tuple[Finding, ...]:
    """Why a browser refused, the true cause first; a note for what no verdict covers; empty when all is well."""
    exchange = deciding_exchange(sighting, verdict)
    if exchange is None:
        return ()
    clue = clues(exchange)
    if verdict.outcome is Outcome.NOT_CORS:
        if sighting.fetch.mode is Mode.NO_CORS and sighting.fetch.initiator == "fetch":
            return (_finding("opaque-response", "", clue, attribute(exchange), sighting, verdict),)
        if _refused_by_backend(clue):
            says = f"status {clue.status}, Origin: {clue.exchange.request.headers.get('origin')}"
            return (_finding("dev-proxy-forwards-origin", says, clue, attribute(exchange), sighting, verdict),)
        return ()
    if verdict.outcome is not Outcome.BLOCKED:
        return ()
    attributions = attribute(exchange)
    first = attributions[0]
    name, says = _named(sighting, verdict, clue, first)
    if not name:
        return ()
    others = _alternatives(clue, name, attributions)
    gap = verdict.error in _MISSING and verdict.phase is not Phase.PREFLIGHT
    if (
        gap
        and clue.product is Product.REST_API
        and first.author.layer is Layer.GATEWAY_RESPONSE
        and name not in _NO_GATEWAY_RESPONSE
    ):
        # the status was the real problem; that the page cannot see it is the second one
        lacks = f"the gateway response {first.author.type or 'of this error'} has no Access-Control-Allow-Origin"
        whole = "DEFAULT_5XX" if clue.status >= 500 else "DEFAULT_4XX"
        unset = Attribution(
            first.author,
            Certainty.POSSIBLE,
            (lacks,),
            f"aws apigateway get-gateway-responses --rest-api-id {clue.url.api_id or 'API_ID'}",
            "gateway-response-without-cors",
            f"{whole} (or the type of its own) has no CORS headers, so the page cannot see this {clue.status}",
        )
        return (
            _finding(name, says, clue, (first, *others, unset), sighting, verdict),
            _finding("gateway-response-without-cors", lacks, clue, (first,), sighting, verdict),
        )
    return (_finding(name, says, clue, (first, *others), sighting, verdict),)
