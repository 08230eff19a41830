"""What passes but is wrong, dangerous or wasteful: told apart from what fails, and never as an error."""

from __future__ import annotations

from corsproxy.diagnose.authorship import attribute
from corsproxy.diagnose.catalogue import kind
from corsproxy.diagnose.clues import Clues, clues
from corsproxy.diagnose.finding import Finding, Remedy
from corsproxy.diagnose.remedies import values
from corsproxy.diagnose.sighting import Sighting
from corsproxy.diagnose.witness_dev_tools import fix_of
from corsproxy.fetch.page_fetch import Credentials
from corsproxy.fetch.verdict import Outcome, Verdict
from corsproxy.gateway.answer import Layer
from corsproxy.http.message import Exchange
from corsproxy.http.url import parse

# https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name, and what no script has a use for
_READABLE_OR_DULL = frozenset(
    {
        "cache-control", "content-language", "content-length", "content-type", "expires", "last-modified", "pragma",
        "age", "connection", "content-encoding", "date", "etag", "keep-alive", "server", "strict-transport-security",
        "transfer-encoding", "vary", "via", "x-amz-apigw-id", "x-amz-cf-id", "x-amz-cf-pop", "x-amzn-requestid",
        "x-amzn-trace-id", "x-cache", "apigw-requestid", "alt-svc", "set-cookie", "x-content-type-options",
        "x-frame-options", "x-xss-protection", "content-security-policy", "referrer-policy", "x-powered-by",
        "nel", "report-to", "x-amzn-errortype", "location", "accept-ranges", "permissions-policy", "allow",
        "www-authenticate",
        "cross-origin-resource-policy", "cross-origin-opener-policy", "timing-allow-origin", "proxy-connection",
    }
)  # fmt: skip
_NEVER_ON_A_PREFLIGHT = ("content-type", "authorization", "cookie", "x-api-key")


def _caution(name: str, says: str, clue: Clues, exchange: Exchange, sighting: Sighting, fix: str = "") -> Finding:
    entry = kind(name)
    remedy = (Remedy(f"mend-{name}", fix, values(sighting, clue)),) if fix else ()
    why = f"{says[:1].upper()}{says[1:]}. {entry.why}" if says else entry.why
    return Finding(entry, entry.severity, entry.title, why, attribute(exchange)[0], (), remedy)


def _useless_credentials(sighting: Sighting, exchange: Exchange, clue: Clues) -> list[Finding]:
    value = clue.headers.get("access-control-allow-credentials")
    if value is None or value == "true":
        return []
    return [
        _caution(
            "credentials-header-without-effect",
            f"the value is '{value}'",
            clue,
            exchange,
            sighting,
            "Leave the header out, or write true.",
        )
    ]


def cookie_cautions(sighting: Sighting, exchange: Exchange, clue: Clues) -> list[Finding]:
    """Cookies that a response sets, and that no browser will send back from a page of another site."""
    set_cookies = clue.headers.get_all("set-cookie")
    if not set_cookies or Credentials.INCLUDE not in sighting.credentials:
        return []
    if not is_cross_site(sighting.fetch.page_origin, exchange):
        return []
    withheld = [line.partition("=")[0].strip() for line in set_cookies if not _goes_cross_site(line)]
    if not withheld:
        return []
    return [
        _caution(
            "cookie-withheld",
            f"{', '.join(withheld[:4])} lacks SameSite=None; Secure",
            clue,
            exchange,
            sighting,
            "Set it with SameSite=None; Secure (and Partitioned where third-party cookies are blocked), or serve "
            "page and API from one site, such as app.example.com and api.example.com.",
        )
    ]


def _goes_cross_site(line: str) -> bool:
    attributes = {part.strip().lower() for part in line.split(";")[1:]}
    return "samesite=none" in attributes and "secure" in attributes


def is_cross_site(page_origin: str, exchange: Exchange) -> bool:
    """Whether the request leaves the page's site: by the browser's own word, else by the last labels of the hosts.

    https://html.spec.whatwg.org/#same-site wants the list of public suffixes; without the browser's word two labels
    stand for it, and API Gateway's and CloudFront's own domains are such suffixes.
    """
    said = exchange.request.headers.get("sec-fetch-site")
    if said is not None:
        return said == "cross-site"
    page, target = parse(page_origin), parse(exchange.request.url)
    if page is None or target is None:
        return True
    if page.host.endswith(_SUFFIXES) or target.host.endswith(_SUFFIXES):
        return page.host != target.host
    return page.host.split(".")[-2:] != target.host.split(".")[-2:] or page.scheme != target.scheme


_SUFFIXES = (".amazonaws.com", ".on.aws", ".cloudfront.net", ".amplifyapp.com", ".vercel.app", ".github.io", ".co.uk")


def _on_preflight(sighting: Sighting, exchange: Exchange, clue: Clues) -> list[Finding]:
    found = []
    request = exchange.request.headers
    odd = [name for name in _NEVER_ON_A_PREFLIGHT if name in request]
    if odd:
        found.append(
            _caution("preflight-not-from-a-browser", f"it carries {', '.join(odd)}", clue, exchange, sighting)
        )
    asked = [item.strip().lower() for item in (request.get("access-control-request-headers") or "").split(",")]
    listed = [item.strip().lower() for item in (clue.headers.get("access-control-allow-headers") or "").split(",")]
    methods = [item.strip() for item in (clue.headers.get("access-control-allow-methods") or "").split(",")]
    if "authorization" in asked and "*" in listed and "authorization" not in listed:
        found.append(
            _caution(
                "authorization-not-covered",
                "the list is '*'",
                clue,
                exchange,
                sighting,
                "List Authorization by name beside '*'.",
            )
        )
    elif "*" in listed or "*" in methods:
        found.append(_caution("wildcard-in-old-browsers", "", clue, exchange, sighting, "List the names."))
    found += _useless_credentials(sighting, exchange, clue)
    if clue.headers and 200 <= clue.status < 300 and "access-control-max-age" not in clue.headers:
        found.append(
            _caution(
                "preflight-not-cached",
                "",
                clue,
                exchange,
                sighting,
                "Send Access-Control-Max-Age: 7200 on the preflight's answer once the configuration is settled.",
            )
        )
    return found


def _on_actual(sighting: Sighting, exchange: Exchange, clue: Clues) -> list[Finding]:
    found = []
    allow = clue.headers.get("access-control-allow-origin")
    credentials = clue.headers.get("access-control-allow-credentials")
    origin = sighting.fetch.page_origin
    if allow == "null":
        found.append(_caution("null-origin-allowed", "", clue, exchange, sighting, "Name the origins that you mean."))
    if allow not in {None, "*"} and "origin" not in (clue.headers.get("vary") or "").lower():
        cacheable = "no-store" not in (clue.headers.get("cache-control") or "").lower()
        if cacheable and exchange.request.method in {"GET", "HEAD"}:
            found.append(
                _caution(
                    "vary-origin-missing",
                    f"the response allows '{allow}' only",
                    clue,
                    exchange,
                    sighting,
                    "Send Vary: Origin on every response of this URL.",
                )
            )
    found += _useless_credentials(sighting, exchange, clue)
    found += cookie_cautions(sighting, exchange, clue)
    exposed = [item.strip().lower() for item in (clue.headers.get("access-control-expose-headers") or "").split(",")]
    everything = "*" in exposed and Credentials.INCLUDE not in sighting.credentials
    hidden = [
        name
        for name in clue.headers.names()
        if name not in _READABLE_OR_DULL
        and name not in exposed
        and not name.startswith(("access-control-", "x-amzn-remapped-", "sec-", "x-corsproxy-"))
    ]
    if hidden and not everything:
        found.append(
            _caution(
                "response-header-not-exposed",
                f"script cannot read {', '.join(hidden[:6])}",
                clue,
                exchange,
                sighting,
                f"If the page needs them, send Access-Control-Expose-Headers: {','.join(hidden[:6])} "
                "on the actual response.",
            )
        )
    if allow == origin and origin.startswith("http://") and exchange.request.url.startswith("https://"):
        local = "://localhost" in origin or "://127." in origin or "://[::1]" in origin
        if not local and credentials == "true":
            found.append(_caution("http-origin-allowed", f"'{origin}' is http", clue, exchange, sighting))
    return found


def cautions(sighting: Sighting, verdict: Verdict) -> tuple[Finding, ...]:
    """What to say of a page fetch besides its verdict; also of one that is allowed."""
    if verdict.outcome is Outcome.NOT_CORS:
        return ()
    found: list[Finding] = []
    for hop in sighting.fetch.hops:
        if hop.preflight is not None:
            found += _on_preflight(sighting, hop.preflight, clues(hop.preflight))
        if hop.actual is not None and hop.actual.response is not None and verdict.outcome is Outcome.ALLOWED:
            found += _on_actual(sighting, hop.actual, clues(hop.actual))
    for hop in sighting.fetch.hops[-1:]:
        exchange = hop.actual or hop.preflight
        if exchange is not None and verdict.outcome is Outcome.ALLOWED:
            first = attribute(exchange)[0]
            if first.author.layer is Layer.DEV_TOOL:
                fix = fix_of(first.author.type).replace("{origin}", sighting.fetch.page_origin)
                fix = f"{fix} Test against `corsproxy emulate` with your own definition: it answers as deployed."
                found.insert(
                    0,
                    _caution(
                        "local-tool-differs",
                        first.meaning,
                        clues(exchange),
                        exchange,
                        sighting,
                        fix.strip(),
                    ),
                )
    return tuple(found)
