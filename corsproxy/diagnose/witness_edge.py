"""Who wrote a response before any API was reached: CloudFront, AWS WAF, a load balancer, S3, a captive page.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html
https://docs.aws.amazon.com/waf/latest/developerguide/waf-captcha-and-challenge-how-it-works.html
"""

from __future__ import annotations

from dataclasses import replace

from corsproxy.diagnose.clues import Clues, Product
from corsproxy.diagnose.finding import Attribution, Certainty
from corsproxy.gateway.answer import Author, Layer

_LOGIN_WORDS = ("login", "signin", "sign-in", "oauth2/authorize", "saml", "sso", "authorize?", "auth/realms")


def waf(clue: Clues) -> tuple[Attribution, ...]:
    """A CAPTCHA or a challenge of AWS WAF says so in `x-amzn-waf-action`."""
    action = clue.headers.get("x-amzn-waf-action")
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
    blocked = "request blocked" in clue.text.lower() or "the request could not be satisfied" in clue.text.lower()
    return (
        Attribution(
            Author(Layer.CLOUDFRONT, "error-page"),
            Certainty.CERTAIN if clue.is_html or blocked else Certainty.LIKELY,
            (*evidence, clue.quoted_body),
            cause="cloudfront-error-page",
            meaning="CloudFront wrote this error itself: the origin was not asked, or what it said was replaced",
        ),
    )


def load_balancer(clue: Clues) -> tuple[Attribution, ...]:
    """An Application Load Balancer signs its own answers with `server: awselb/2.0`."""
    server = clue.headers.get("server") or ""
    if not server.lower().startswith("awselb/"):
        return ()
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
        return ()
    return (
        Attribution(
            Author(Layer.INTEGRATION, "S3"),
            Certainty.CERTAIN,
            (clue.quote("server"), clue.quoted_body),
            cause="cloudfront-behavior-misses-api" if clue.status >= 400 or clue.is_html else "",
            meaning="S3 answered: the distribution has no behaviour that sends this path to the API",
        ),
    )


def redirect(clue: Clues) -> tuple[Attribution, ...]:
    """A redirect to a login page, or one that a framework or server makes."""
    location = clue.headers.get("location")
    if clue.status not in {301, 302, 303, 307, 308} or location is None:
        return ()
    low = location.lower()
    to_login = any(word in low for word in _LOGIN_WORDS)
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
    mixed = page.startswith("https://") and clue.exchange.request.url.startswith("http://")
    local = clue.url.form == "local" and page.startswith("https://")
    evidence = (f"no response ({why})" if why else "no response",)
    host = clue.url.host
    # ERR_FAILED without a response is Chromium's word for a refusal of its own, not of the network's
    refused = "err_failed" in why.lower()
    if local and not host.startswith(("[", "127.")) and "localhost" not in host:
        local = False
    if local and not _is_local_page(page):
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
        "name resolution, the connection or TLS failed before any header could be read",
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


def _is_local_page(origin: str) -> bool:
    return "://localhost" in origin or "://127." in origin or "://[::1]" in origin
