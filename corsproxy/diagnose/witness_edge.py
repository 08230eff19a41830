"""Who wrote a response before any API was reached: CloudFront, AWS WAF, a load balancer, S3, a captive page.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html
https://docs.aws.amazon.com/waf/latest/developerguide/waf-captcha-and-challenge-how-it-works.html
"""

from __future__ import annotations

from dataclasses import replace

from corsproxy.diagnose.clues import Clues, Product
from corsproxy.diagnose.finding import Attribution, Certainty
from corsproxy.fetch.network_gate import address_space, is_loopback
from corsproxy.gateway.answer import Author, Layer
from corsproxy.http.url import parse

_LOGIN_WORDS = (
    "login",
    "signin",
    "sign-in",
    "oauth2/authorize",
    "saml",
    "sso",
    "authorize?",
    "auth/realms",
    "cdn-cgi/access",
    "amazoncognito.com",
    "okta.com",
    "auth0.com",
    "login.microsoftonline.com",
    "accounts.google.com",
)


def leads_to_login(url: str) -> bool:
    """True for a URL that looks like a login form or an identity provider's."""
    low = url.lower()
    return any(word in low for word in _LOGIN_WORDS)


def waf(clue: Clues) -> tuple[Attribution, ...]:
    """A CAPTCHA or a challenge of AWS WAF says so in `x-amzn-waf-action`."""
    action = clue.headers.get("x-amzn-waf-action")
    mitigated = clue.headers.get("cf-mitigated")
    if not action and mitigated:
        return (
            Attribution(
                Author(Layer.WAF, f"cloudflare-{mitigated}"),
                Certainty.CERTAIN,
                (clue.quote("cf-mitigated"), f"status {clue.status}"),
                cause="waf-challenges",
                meaning="Cloudflare answered with a challenge that only a page can solve, not a fetch",
            ),
        )
    if not action:
        return ()
    return (
        Attribution(
            Author(Layer.WAF, action),
            Certainty.CERTAIN,
            (clue.quote("x-amzn-waf-action"), f"status {clue.status}"),
            cause="waf-challenges",
            meaning=f"AWS WAF answered with a {action} that only a page can solve, not a fetch",
        ),
    )


def cloudfront(clue: Clues) -> tuple[Attribution, ...]:
    """CloudFront's own pages and redirects, as opposed to what it passes on from an origin."""
    server = (clue.headers.get("server") or "").lower()
    cache = (clue.headers.get("x-cache") or "").lower()
    if server != "cloudfront" or clue.product in {Product.REST_API, Product.HTTP_API}:
        return ()
    evidence = [clue.quote(name) for name in ("server", "x-cache", "x-amz-cf-id") if name in clue.headers]
    if "redirect from cloudfront" in cache:
        return (
            Attribution(
                Author(Layer.CLOUDFRONT, "redirect"),
                Certainty.CERTAIN,
                tuple(evidence),
                cause="redirected-preflight" if clue.preflight else "redirect-without-cors",
                meaning="CloudFront redirects to https (viewer protocol policy)",
            ),
        )
    if clue.status < 400:
        return ()
    text = clue.text.lower()
    own = "request blocked" in text or "the request could not be satisfied" in text
    page = Attribution(
        Author(Layer.CLOUDFRONT, "error-page"),
        Certainty.CERTAIN if clue.is_html or own else Certainty.LIKELY,
        (*evidence, clue.quoted_body),
        cause="cloudfront-error-page",
        meaning="the distribution's behaviour does not allow this method (OPTIONS and the methods that write must be "
        "in its AllowedMethods)"
        if "not configured to allow the http request method" in text
        else "CloudFront wrote this error itself: the origin was not asked, or what it said was replaced",
    )
    if "request blocked" not in text:
        return (page,)
    rule = Attribution(
        Author(Layer.WAF, "cloudfront"),
        Certainty.LIKELY,
        (*evidence, clue.quoted_body),
        "aws wafv2 get-sampled-requests --scope CLOUDFRONT …",
        "waf-blocks",
        "a rule of the distribution's web ACL (or its geographic restriction) blocked the request",
    )
    return (rule, replace(page, certainty=Certainty.POSSIBLE))


def load_balancer(clue: Clues) -> tuple[Attribution, ...]:
    """An Application Load Balancer signs its own answers with `server: awselb/2.0`."""
    server = clue.headers.get("server") or ""
    if not server.lower().startswith("awselb/"):
        return ()
    if clue.status == 403 and clue.is_html:
        return (
            Attribution(
                Author(Layer.WAF, "load-balancer"),
                Certainty.LIKELY,
                (clue.quote("server"), "status 403"),
                cause="waf-blocks",
                meaning="the web ACL of the load balancer blocked the request (its own 403)",
            ),
        )
    redirect = clue.status in {301, 302, 303, 307, 308}
    cause = "redirected-preflight" if redirect and clue.preflight else "load-balancer-answers"
    return (
        Attribution(
            Author(Layer.NETWORK, "load-balancer"),
            Certainty.CERTAIN,
            (clue.quote("server"), f"status {clue.status}"),
            cause=cause,
            meaning="the load balancer answered by itself: no target was asked",
        ),
    )


def storage(clue: Clues) -> tuple[Attribution, ...]:
    """S3 behind CloudFront answers API paths that no behaviour routes to the API."""
    if (clue.headers.get("server") or "") != "AmazonS3":
        return _page(clue)
    return (
        Attribution(
            Author(Layer.INTEGRATION, "S3"),
            Certainty.CERTAIN,
            (clue.quote("server"), clue.quoted_body),
            cause="cloudfront-behavior-misses-api" if clue.status >= 400 or clue.is_html else "",
            meaning="S3 answered: the distribution has no behaviour that sends this path to the API",
        ),
    )


def _page(clue: Clues) -> tuple[Attribution, ...]:
    """HTML with an ok status where an API was asked for."""
    kind = (clue.headers.get("content-type") or "").lower()
    wanted = clue.exchange.request.headers.get("accept") or "*/*"
    if not 200 <= clue.status < 300 or "text/html" not in kind or "text/html" in wanted:
        return ()
    if clue.product is not Product.NONE or "access-control-allow-origin" in clue.headers:
        return ()
    if any(name.startswith(("ngrok-", "x-localtunnel")) for name in clue.headers.names()):
        return ()
    return (
        Attribution(
            Author(Layer.UNKNOWN, "page"),
            Certainty.LIKELY,
            (clue.quote("content-type"), f"status {clue.status}"),
            cause="page-instead-of-api",
            meaning="a page for people answered in the API's place: a static site's fallback, a login form or a "
            "captive portal",
        ),
    )


_PROXIES = ("nginx", "cloudflare", "envoy", "caddy", "openresty", "apache", "akamaighost", "haproxy", "istio-envoy")


def unreachable(clue: Clues) -> tuple[Attribution, ...]:
    """What a proxy or CDN that is none of AWS's says when nobody behind it answers, or by its own rules."""
    server = (clue.headers.get("server") or "").lower()
    ours = clue.product is not Product.NONE or bool(clue.error_type)
    if ours or clue.status < 400 or clue.url.names_api_gateway:
        return ()
    evidence = [clue.quote("server")] if server else []
    evidence.append(f"status {clue.status}")
    known = server.startswith(_PROXIES)
    if known and clue.status == 413:
        cause, meaning = "payload-too-large", "the proxy in front limits the body (nginx: client_max_body_size)"
    elif known and clue.status == 403 and server.startswith(("cloudflare", "akamai")):
        cause, meaning = "waf-blocks", "the CDN's firewall blocked the request"
    elif (
        clue.status in {502, 503, 504}
        or 520 <= clue.status <= 527
        or "error occurred while trying to proxy" in (clue.text.lower()[:200])
    ):
        cause, meaning = "backend-unreachable", "a proxy answered for a backend that it could not reach in time"
    elif clue.status == 429:
        cause, meaning = "request-throttled", "the request was over a limit of whoever stands in front"
    elif clue.status == 413:
        cause, meaning = "payload-too-large", "the body is over a limit of whoever stands in front"
    elif clue.status == 401 and not clue.preflight:
        cause, meaning = "token-refused", "the token or the session is missing, malformed or expired"
    else:
        return ()
    layer = Layer.NETWORK if cause == "backend-unreachable" else Layer.UNKNOWN
    if cause == "waf-blocks":
        layer = Layer.WAF
    certainty = Certainty.LIKELY if known else Certainty.POSSIBLE
    return (Attribution(Author(layer, server.partition("/")[0]), certainty, tuple(evidence), "", cause, meaning),)


def redirect(clue: Clues) -> tuple[Attribution, ...]:
    """A redirect to a login page, or one that a framework or server makes."""
    location = clue.headers.get("location")
    if clue.status not in {301, 302, 303, 307, 308} or location is None:
        return ()
    to_login = leads_to_login(location)
    if clue.product is not Product.NONE and not to_login:
        author, certainty = Author(Layer.INTEGRATION, "redirect"), Certainty.LIKELY
    else:
        author, certainty = Author(Layer.UNKNOWN, "redirect"), Certainty.POSSIBLE
    if to_login:
        cause, meaning = "redirected-to-login", "the session is gone: the server sends the page to a login form"
    elif clue.preflight:
        cause, meaning = "redirected-preflight", f"the server redirects to {location}, and a preflight follows none"
    else:
        cause, meaning = "redirect-without-cors", f"the server redirects to {location}"
    return (Attribution(author, certainty, (f"status {clue.status}", f"location: {location}"), "", cause, meaning),)


def network(clue: Clues) -> tuple[Attribution, ...]:
    """Nothing came back: name, connection, TLS, or the browser itself refused."""
    if clue.exchange.response is not None and clue.status != 0:
        return ()
    why = clue.exchange.failure
    page = clue.exchange.request.headers.get("origin") or ""
    evidence = (f"no response ({why})" if why else "no response",)
    host = clue.url.host
    blocked = next((says for word, says in _BLOCKED.items() if word in why.lower()), "")
    if blocked:
        return (
            Attribution(
                Author(Layer.NETWORK, "browser"),
                Certainty.CERTAIN,
                evidence,
                cause="blocked-by-client",
                meaning=blocked,
            ),
        )
    asked_to_permit = "local_network_access" in why.lower() or "private_network" in why.lower()
    mixed = page.startswith("https://") and clue.exchange.request.url.startswith("http://") and not is_loopback(host)
    # ERR_FAILED without a response is Chromium's word for a refusal of its own, not of the network's
    refused = "err_failed" in why.lower()
    kept_back = not why or refused or asked_to_permit
    if asked_to_permit or (kept_back and address_space(host) != "public" and _is_public(page)):
        return (
            Attribution(
                Author(Layer.NETWORK, "local-network-access"),
                Certainty.POSSIBLE,
                (*evidence, f"a public page ({page}) asks for {host}"),
                "chrome://settings/content/localNetworkAccess",
                "local-network-access-denied",
                "the browser asks for permission before a public page may reach this machine or the local network",
            ),
        )
    if mixed:
        return (
            Attribution(
                Author(Layer.NETWORK, "mixed-content"),
                Certainty.LIKELY,
                (*evidence, f"an https page ({page}) asks for http"),
                "",
                "mixed-content",
                "the browser sends no http request from an https page",
            ),
        )
    failure = Attribution(
        Author(Layer.NETWORK, "failure"),
        Certainty.CERTAIN if why and not refused else Certainty.LIKELY,
        evidence,
        f"curl -sS -o /dev/null -v '{clue.exchange.request.url}' ; dig +short {host}",
        "network-failure",
        next((says for word, says in _FAILED.items() if word in why.lower()), _FAILED[""]),
    )
    if not refused or clue.exchange.request.method in {"GET", "HEAD", "POST", "OPTIONS"}:
        return (failure,)
    cached = Attribution(
        Author(Layer.NETWORK, "browser"),
        Certainty.LIKELY,
        (*evidence, f"{clue.exchange.request.method} needs a preflight, and none was sent"),
        "the same page in a private window, or with 'Disable cache' ticked in DevTools",
        "stale-preflight-cache",
        "the browser judged by an older answer that it keeps in its preflight cache",
    )
    return (cached, replace(failure, certainty=Certainty.POSSIBLE))


def _is_public(origin: str) -> bool:
    """True for a page whose own host is a public one: `null` and an extension's are neither."""
    page = parse(origin)
    return page is not None and page.scheme in {"http", "https"} and address_space(page.host) == "public"


# the recorder's own words -> what kept the request back
_BLOCKED = {
    "err_blocked_by_client": "an extension (an ad blocker) kept the request back",
    "err_blocked_by_csp": "the page's own Content-Security-Policy (connect-src) kept the request back",
    "err_blocked_by_administrator": "a policy of the administrator's kept the request back",
    "err_blocked_by_response": "Cross-Origin-Resource-Policy or Cross-Origin-Embedder-Policy refused the response",
    "err_blocked_by_orb": "opaque response blocking refused the response",
}
_FAILED = {
    "name_not_resolved": "the name does not resolve (no DNS record, a private API's or a VPN's name, an edge domain "
    "still deploying)",
    "unknown_host": "the name does not resolve (no DNS record, a private API's or a VPN's name)",
    "cert": "TLS failed: the certificate does not fit the host, has expired, or its issuer is not trusted",
    "ssl": "TLS failed: the certificate or the protocol does not fit (API Gateway wants TLS 1.2)",
    "connection_refused": "nobody listens on that port: the server is down, or it is http where https was asked",
    "connection_reset": "the server or something on the way hung up",
    "timed_out": "nobody answered in time: a firewall, a private API asked from outside, or a VPN that is off",
    "proxy": "the proxy that the browser was given could not be reached or refused",
    "": "name resolution, the connection or TLS failed before any header could be read",
}
