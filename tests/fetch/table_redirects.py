"""Rows of the table: redirects."""

from __future__ import annotations

from corsproxy.fetch.page_fetch import RedirectMode
from tests.fetch.rows import API, AUTH, CDN, JSON, PAGE, STAR, X_A, Asked, Row, row, to

ROWS: tuple[Row, ...] = (
    # -- redirects
    row(
        "from home to another origin",
        Asked(url=f"{PAGE}/0", answers={0: to(f"{API}/1", lines=[])}),
        "app GET <none>; api GET; = allowed",
    ),
    row("to a third origin", Asked(answers={0: to(f"{CDN}/1")}), "api GET; cdn GET <null>; = allowed"),
    row(
        "back home",
        Asked(answers={0: to(f"{PAGE}/1"), 1: (200, [("Access-Control-Allow-Origin", PAGE)])}),
        "api GET; app GET <null>; = AllowOriginMismatch (access-control-allow-origin)",
    ),
    row(
        "PUT to a third origin",
        Asked("PUT", headers=X_A, answers={0: to(f"{CDN}/1", 307)}),
        "api PREFLIGHT PUT x-a; api PUT +x-a; cdn PREFLIGHT PUT x-a <null>; cdn PUT +x-a <null>; = allowed",
        firefox="api PREFLIGHT PUT x-a; api PUT +x-a; cdn PREFLIGHT PUT x-a; cdn PUT +x-a <null>; = allowed",
    ),
    row(
        "PUT that becomes GET",
        Asked("PUT", answers={0: to(f"{API}/1", 303)}),
        "api PREFLIGHT PUT; api PUT; api GET; = allowed",
        firefox="api PREFLIGHT PUT; api PUT; api PREFLIGHT GET; api GET; = allowed",
        safari="api PREFLIGHT PUT; api PUT; api PREFLIGHT GET; api GET; = allowed",
    ),
    row(
        "Authorization on the way through a third origin",
        Asked(headers=AUTH, answers={0: to(f"{CDN}/1"), 1: to(f"{CDN}/2")}),
        "api PREFLIGHT GET authorization; api GET +authorization; cdn GET <null>; cdn GET <null>; = allowed",
        firefox="api PREFLIGHT GET authorization; api GET +authorization; cdn PREFLIGHT GET; cdn GET <null>; cdn PREFLIGHT GET authorization; cdn GET +authorization <null>; = allowed",
        safari="api PREFLIGHT GET authorization; api GET +authorization; cdn PREFLIGHT GET authorization <null>; cdn GET <null>; cdn PREFLIGHT GET authorization <null>; cdn GET <null>; = allowed",
    ),
    row(
        "JSON that becomes GET, and goes on",
        Asked("POST", headers=JSON, body=b"{}", answers={0: to(f"{API}/1"), 1: to(f"{API}/2", 307)}),
        "api PREFLIGHT POST content-type; api POST +content-type; api GET; api GET; = allowed",
        firefox="api PREFLIGHT POST content-type; api POST +content-type; api PREFLIGHT GET; api GET; api PREFLIGHT GET content-type; api GET +content-type; = allowed",
        safari="api PREFLIGHT POST content-type; api POST +content-type; api PREFLIGHT GET content-type; api GET; api PREFLIGHT GET content-type; api GET +content-type; = allowed",
    ),
    row(
        "JSON from home that becomes GET",
        Asked("POST", f"{PAGE}/0", JSON, body=b"{}", answers={0: to(f"{PAGE}/1"), 1: to(f"{PAGE}/2", 307)}),
        "app POST +content-type; app GET <none>; app GET <none>; = not-cors",
        firefox="app POST +content-type; app GET <none>; app GET +content-type <none>; = not-cors",
        safari="app POST +content-type; app GET; app GET +content-type; = not-cors",
    ),
    row(
        "a preflight to the page's own origin",
        Asked(
            headers=X_A,
            answers={0: to(f"{PAGE}/1")},
            preflights={1: (204, [("Access-Control-Allow-Headers", "x-a")])},
        ),
        "api PREFLIGHT GET x-a; api GET +x-a; app PREFLIGHT GET x-a <null>; = PreflightMissingAllowOriginHeader (access-control-allow-origin)",
        firefox="api PREFLIGHT GET x-a; api GET +x-a; app PREFLIGHT GET x-a; app GET +x-a <null>; = allowed",
    ),
    row(
        "away from home and on, with default credentials",
        Asked(url=f"{PAGE}/0", answers={0: to(f"{API}/1"), 1: to(f"{API}/2")}),
        "app GET <none>; api GET; api GET; = allowed",
        safari="app GET <none>; api GET; = InvalidAllowCredentials (access-control-allow-credentials)",
    ),
    row(
        "DELETE to a third origin",
        Asked("DELETE", answers={0: to(f"{CDN}/1", 308)}),
        "api PREFLIGHT DELETE; api DELETE; cdn PREFLIGHT DELETE <null>; cdn DELETE <null>; = allowed",
        firefox="api PREFLIGHT DELETE; api DELETE; cdn PREFLIGHT DELETE; cdn DELETE <null>; = allowed",
        safari="api PREFLIGHT DELETE; api DELETE; cdn PREFLIGHT GET <null>; cdn GET <null>; = allowed",
    ),
    row(
        "userinfo to another origin",
        Asked(answers={0: to("https://u:p@cdn.test/1")}),
        "api GET; = RedirectContainsCredentials (location)",
    ),
    row(
        "userinfo at home",
        Asked(url=f"{PAGE}/0", answers={0: to("https://u:p@app.example/1")}),
        "app GET <none>; app GET <none>; = not-cors",
        chrome="app GET <none>; = RedirectContainsCredentials (location)",
    ),
    row(
        "userinfo when leaving home",
        Asked("PUT", f"{PAGE}/0", X_A, answers={0: to("https://u:p@api.example/1", 307)}),
        "app PUT +x-a; = RedirectContainsCredentials (location)",
        safari="app PUT +x-a; api PREFLIGHT PUT x-a; = RedirectContainsCredentials (location)",
    ),
    row(
        "userinfo where redirects are errors",
        Asked(redirect=RedirectMode.ERROR, answers={0: to("https://u:p@cdn.test/1")}),
        "api GET; = RedirectModeError (error)",
        chrome="api GET; = RedirectContainsCredentials (location)",
    ),
    row(
        "redirect mode error",
        Asked(redirect=RedirectMode.ERROR, answers={0: to(f"{CDN}/1")}),
        "api GET; = RedirectModeError (error)",
    ),
    row(
        "redirect mode manual", Asked(redirect=RedirectMode.MANUAL, answers={0: to(f"{CDN}/1")}), "api GET; = allowed"
    ),
    row(
        "a redirect is checked before all",
        Asked(redirect=RedirectMode.MANUAL, answers={0: to(f"{CDN}/1", lines=[])}),
        "api GET; = MissingAllowOriginHeader (access-control-allow-origin)",
    ),
    row(
        "a redirect to a data: URL",
        Asked(answers={0: to("data:text/plain,x")}),
        "api GET; = RedirectToNonHttpScheme (data)",
    ),
    row(
        "a redirect to an unknown scheme",
        Asked(answers={0: to("foo:bar")}),
        "api GET; = RedirectToNonHttpScheme (foo)",
        chrome="api GET; = CorsDisabledScheme (foo)",
    ),
    row(
        "a Location that is no URL",
        Asked(answers={0: to("http://[bad")}),
        "api GET; = InvalidRedirectLocation (location)",
    ),
    row(
        "an empty Location",
        Asked(answers={0: to(""), 1: (200, STAR)}),
        "api GET; api GET; = allowed",
        chrome="api GET; = allowed",
        safari="api GET; = InvalidRedirectLocation (location)",
    ),
    row(
        "the 21st redirect",
        Asked(answers={n: to(f"{API}/{n + 1}") for n in range(21)}),
        "api GET; api GET; api GET; api GET; api GET; api GET; api GET; api GET; api GET; api GET; api GET; api GET; api GET; api GET; api GET; api GET; api GET; api GET; api GET; api GET; api GET; = TooManyRedirects (location)",
    ),
)
