"""Rows of the table: what script may ask for, where CORS applies, and what needs a CORS-preflight."""

from __future__ import annotations

from corsproxy.fetch.page_fetch import Credentials, Initiator, Mode, RedirectMode
from tests.fetch.rows import API, AUTH, JSON, PAGE, STAR, X_A, Asked, Row, row, to

ROWS: tuple[Row, ...] = (
    # -- the API's gates
    row("TRACE never leaves the page", Asked("TRACE"), "= InvalidRequest (TRACE)"),
    row(
        "userinfo in fetch()'s URL is refused", Asked(url="https://u:p@api.example/0"), "= InvalidRequest (userinfo)"
    ),
    row("no-cors allows safelisted methods only", Asked("PUT", mode=Mode.NO_CORS), "= InvalidRequest (PUT)"),
    row(
        "no-cors follows redirects or nothing",
        Asked(mode=Mode.NO_CORS, redirect=RedirectMode.MANUAL),
        "= NoCorsRedirectModeNotFollow (manual)",
    ),
    row(
        "no-cors drops what is not safelisted",
        Asked(mode=Mode.NO_CORS, headers=AUTH, answers={0: (200, [])}),
        "api GET <none>; = not-cors",
    ),
    row(
        "forbidden request-headers are dropped without a preflight",
        Asked(headers=(("DNT", "1"), ("Sec-Foo", "1"), ("X-HTTP-Method-Override", "TRACE"))),
        "api GET; = allowed",
    ),
    row(
        "User-Agent may be set, except in Chrome",
        Asked(headers=(("User-Agent", "x"),)),
        "api PREFLIGHT GET user-agent; api GET +user-agent; = allowed",
        chrome="api GET; = allowed",
    ),
    # -- where CORS does not apply
    row(
        "the page's own origin needs no CORS headers",
        Asked("PUT", f"{PAGE}/0", X_A, answers={0: (200, [("Server", "x")])}),
        "app PUT +x-a; = not-cors reads server",
    ),
    row(
        "an opaque page has no own origin",
        Asked(url=f"{PAGE}/0", page="null", answers={0: (200, [("Access-Control-Allow-Origin", "null")])}),
        "app GET; = allowed",
    ),
    row(
        "mode same-origin refuses another origin",
        Asked(mode=Mode.SAME_ORIGIN),
        "= DisallowedByMode (https://api.example)",
    ),
    row(
        "mode same-origin refuses it after a redirect too",
        Asked(url=f"{PAGE}/0", mode=Mode.SAME_ORIGIN, answers={0: to(f"{API}/1")}),
        "app GET <none>; = DisallowedByMode (https://api.example)",
    ),
    row("a WebSocket is not checked", Asked(mode=Mode.WEBSOCKET, answers={0: (200, [])}), "api GET; = not-cors"),
    row("only HTTP(S) is CORS-enabled", Asked(url="ftp://api.example/0"), "= CorsDisabledScheme (ftp)"),
    row(
        "a no-cors response may refuse by its policy",
        Asked(mode=Mode.NO_CORS, answers={0: (200, [("Cross-Origin-Resource-Policy", "same-origin")])}),
        "api GET <none>; = CorpBlocked (cross-origin-resource-policy)",
    ),
    row(
        "loopback is mixed content for Safari",
        Asked(url="http://localhost:3000/0"),
        "localhost:3000/0 GET; = allowed",
        safari="= MixedContent (http)",
    ),
    row(
        "an image by plain HTTP is not blocked",
        Asked(url="http://api.example/0", mode=Mode.NO_CORS, initiator=Initiator.IMAGE),
        "api GET <none>; = not-cors",
    ),
    row(
        "nor is a navigation",
        Asked(url="http://api.example/0", mode=Mode.NAVIGATE),
        "api GET <none>; = not-cors",
    ),
    row("plain HTTP is mixed content for all", Asked(url="http://api.example/0"), "= MixedContent (http)"),
    row(
        "a public page may not reach loopback in Chrome",
        Asked(url="https://localhost:3000/0", public=True),
        "localhost:3000/0 GET; = allowed",
        chrome="= LocalNetworkAccessPermissionDenied (localhost)",
    ),
    row(
        "an insecure public page still less",
        Asked(url="http://192.168.1.1/0", page="http://app.example", public=True),
        "192 GET; = allowed",
        chrome="= InsecureLocalNetwork (192.168.1.1)",
    ),
    row(
        "the target's address space has to be the claimed one",
        Asked(space="local"),
        "api GET; = allowed",
        chrome="= InvalidLocalNetworkAccess (api.example)",
    ),
    row(
        "an opaque page's no-cors request with credentials",
        Asked(mode=Mode.NO_CORS, page="null", credentials=Credentials.INCLUDE),
        "api GET <none>; = not-cors",
        chrome="api GET; = not-cors",
        firefox="api GET; = not-cors",
    ),
    # -- what needs a preflight
    row(
        "a plain GET",
        Asked(answers={0: (200, [*STAR, ("ETag", "x"), ("Content-Type", "x")])}),
        "api GET; = allowed reads content-type",
    ),
    row("a method outside the safelist", Asked("PATCH"), "api PREFLIGHT PATCH; api PATCH; = allowed"),
    row(
        "methods are normalised, but patch is not",
        Asked("patch", preflights={0: (204, [*STAR, ("Access-Control-Allow-Methods", "PATCH")])}),
        "api PREFLIGHT patch; = MethodDisallowedByPreflightResponse (patch)",
    ),
    row(
        "JSON asks for content-type",
        Asked("POST", headers=JSON, body=b"{}"),
        "api PREFLIGHT POST content-type; api POST +content-type; = allowed",
    ),
    row(
        "names are asked for sorted, in lower case",
        Asked("POST", headers=(("X-Zebra", "1"), ("Authorization", "x"), ("x-alpha", "1"), ("Accept", "*/*"))),
        "api PREFLIGHT POST authorization,x-alpha,x-zebra; api POST +x-zebra,authorization,x-alpha; = allowed",
    ),
    row("128 bytes are safe", Asked(headers=(("Accept", "a" * 128),)), "api GET; = allowed"),
    row("129 are not", Asked(headers=(("Accept", "a" * 129),)), "api PREFLIGHT GET accept; api GET; = allowed"),
    row(
        "two lines of one name",
        Asked(headers=(("Accept", "a" * 80), ("Accept", "b" * 80))),
        "api GET; = allowed",
        chrome="api PREFLIGHT GET accept; api GET; = allowed",
        safari="api PREFLIGHT GET accept; api GET; = allowed",
    ),
    row(
        "nine safelisted lines of 120 bytes",
        Asked(headers=tuple(("Accept", "a" * 120) for _ in range(9))),
        "api PREFLIGHT GET accept; api GET; = allowed",
    ),
    row(
        "two lines spelled differently",
        Asked(headers=(("X-A", "1"), ("x-a", "2"))),
        "api PREFLIGHT GET x-a; api GET +x-a,x-a; = allowed",
        firefox="api PREFLIGHT GET x-a,x-a; api GET +x-a,x-a; = allowed",
    ),
    row(
        "a client hint set by hand",
        Asked(headers=(("Save-Data", "on"), ("DPR", "2.0"))),
        "api PREFLIGHT GET dpr,save-data; api GET +save-data,dpr; = allowed",
        chrome="api GET +save-data,dpr; = allowed",
    ),
    row(
        "bytes beyond ASCII in Accept",
        Asked(headers=(("Accept", "caf\xe9"),)),
        "api GET; = allowed",
        firefox="api PREFLIGHT GET accept; api GET; = allowed",
    ),
    row(
        "a comma in a parameter of Content-Type",
        Asked("POST", headers=(("Content-Type", "text/plain; charset=utf-8, x/y"),)),
        "api POST +content-type; = allowed",
        firefox="api PREFLIGHT POST content-type; api POST +content-type; = allowed",
    ),
    row(
        "Accept-Language takes no underscore",
        Asked(headers=(("Accept-Language", "en_US"),)),
        "api PREFLIGHT GET accept-language; api GET +accept-language; = allowed",
    ),
    row("a range", Asked(headers=(("Range", "bytes=0-499"),)), "api GET +range; = allowed"),
    row(
        "a range in capitals",
        Asked(headers=(("Range", "BYTES=0-499"),)),
        "api PREFLIGHT GET range; api GET +range; = allowed",
        safari="api GET +range; = allowed",
    ),
    row(
        "the last position of a 64-bit range",
        Asked(headers=(("Range", "bytes=9223372036854775807-"),)),
        "api GET +range; = allowed",
        chrome="api PREFLIGHT GET range; api GET +range; = allowed",
    ),
    row(
        "a position beyond 64 bits",
        Asked(headers=(("Range", "bytes=9223372036854775808-"),)),
        "api PREFLIGHT GET range; api GET +range; = allowed",
        standard="api GET +range; = allowed",
    ),
    row(
        "a listener on an empty upload",
        Asked(initiator=Initiator.XHR, upload=True),
        "api PREFLIGHT GET; api GET; = allowed",
        chrome="api GET; = allowed",
    ),
    row(
        "a listener on an upload",
        Asked("POST", initiator=Initiator.XHR, upload=True, body=b"x", preflights={0: (204, STAR)}),
        "api PREFLIGHT POST; api POST; = allowed",
    ),
)
