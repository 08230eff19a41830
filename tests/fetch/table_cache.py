"""Rows of the table: the CORS-preflight cache."""

from __future__ import annotations

from dataclasses import replace

from corsproxy.fetch.page_fetch import Credentials
from tests.fetch.rows import API, AUTH, CDN, ECHO, GRANT, HEAD, PUT, STAR, X_A, X_B, Asked, Row, again, aged, to

ROWS: tuple[Row, ...] = (
    # -- the CORS-preflight cache
    again(
        "five seconds without a word",
        (replace(PUT, preflights={0: aged(None)}), replace(PUT, preflights={0: aged(None)}, at=4)),
        "api PREFLIGHT PUT x-a; api PUT +x-a; = allowed; api PUT +x-a; = allowed",
    ),
    again(
        "and no longer",
        (replace(PUT, preflights={0: aged(None)}), replace(PUT, preflights={0: aged(None)}, at=6)),
        "api PREFLIGHT PUT x-a; api PUT +x-a; = allowed; api PREFLIGHT PUT x-a; api PUT +x-a; = allowed",
    ),
    again(
        "ten minutes",
        (replace(PUT, preflights={0: aged("86400")}), replace(PUT, at=601)),
        "api PREFLIGHT PUT x-a; api PUT +x-a; = allowed; api PUT +x-a; = allowed",
        safari="api PREFLIGHT PUT x-a; api PUT +x-a; = allowed; api PREFLIGHT PUT x-a; api PUT +x-a; = allowed",
    ),
    again(
        "two hours",
        (replace(PUT, preflights={0: aged("86400")}), replace(PUT, at=7201)),
        "api PREFLIGHT PUT x-a; api PUT +x-a; = allowed; api PUT +x-a; = allowed",
        chrome="api PREFLIGHT PUT x-a; api PUT +x-a; = allowed; api PREFLIGHT PUT x-a; api PUT +x-a; = allowed",
        safari="api PREFLIGHT PUT x-a; api PUT +x-a; = allowed; api PREFLIGHT PUT x-a; api PUT +x-a; = allowed",
    ),
    again(
        "a day",
        (replace(PUT, preflights={0: aged("999999")}), replace(PUT, at=86401)),
        "api PREFLIGHT PUT x-a; api PUT +x-a; = allowed; api PREFLIGHT PUT x-a; api PUT +x-a; = allowed",
        standard="api PREFLIGHT PUT x-a; api PUT +x-a; = allowed; api PUT +x-a; = allowed",
    ),
    again(
        "an age that is no number",
        (replace(PUT, preflights={0: aged("10m")}), replace(PUT, at=1)),
        "api PREFLIGHT PUT x-a; api PUT +x-a; = allowed; api PUT +x-a; = allowed",
        firefox="api PREFLIGHT PUT x-a; api PUT +x-a; = allowed; api PREFLIGHT PUT x-a; api PUT +x-a; = allowed",
    ),
    again(
        "an age with a sign",
        (replace(PUT, preflights={0: aged("+60")}), replace(PUT, at=30)),
        "api PREFLIGHT PUT x-a; api PUT +x-a; = allowed; api PREFLIGHT PUT x-a; api PUT +x-a; = allowed",
        chrome="api PREFLIGHT PUT x-a; api PUT +x-a; = allowed; api PUT +x-a; = allowed",
        safari="api PREFLIGHT PUT x-a; api PUT +x-a; = allowed; api PUT +x-a; = allowed",
    ),
    again(
        "an age beyond 64 bits",
        (replace(PUT, preflights={0: aged("9" * 30)}), replace(PUT, at=30)),
        "api PREFLIGHT PUT x-a; api PUT +x-a; = allowed; api PUT +x-a; = allowed",
        chrome="api PREFLIGHT PUT x-a; api PUT +x-a; = allowed; api PREFLIGHT PUT x-a; api PUT +x-a; = allowed",
        safari="api PREFLIGHT PUT x-a; api PUT +x-a; = allowed; api PREFLIGHT PUT x-a; api PUT +x-a; = allowed",
    ),
    again(
        "a long URL",
        (
            replace(PUT, url=f"{API}/{'a' * 1024}", preflights={0: aged("60")}),
            replace(PUT, url=f"{API}/{'a' * 1024}", at=1),
        ),
        "api PREFLIGHT PUT x-a; api PUT +x-a; = allowed; api PUT +x-a; = allowed",
        chrome="api PREFLIGHT PUT x-a; api PUT +x-a; = allowed; api PREFLIGHT PUT x-a; api PUT +x-a; = allowed",
    ),
    again(
        "granted with credentials, used without",
        (
            Asked(
                "PUT",
                credentials=Credentials.INCLUDE,
                preflights={0: (204, [*GRANT, ("Access-Control-Allow-Credentials", "true")])},
                answers={0: (200, [*ECHO, ("Access-Control-Allow-Credentials", "true")])},
            ),
            Asked("PUT"),
        ),
        "api PREFLIGHT PUT; api PUT; = allowed; api PUT; = allowed",
        firefox="api PREFLIGHT PUT; api PUT; = allowed; api PREFLIGHT PUT; api PUT; = allowed",
    ),
    again(
        "granted without, used with",
        (
            Asked("PUT"),
            Asked(
                "PUT",
                credentials=Credentials.INCLUDE,
                preflights={0: (204, [*GRANT, ("Access-Control-Allow-Credentials", "true")])},
                answers={0: (200, [*ECHO, ("Access-Control-Allow-Credentials", "true")])},
            ),
        ),
        "api PREFLIGHT PUT; api PUT; = allowed; api PREFLIGHT PUT; api PUT; = allowed",
    ),
    again(
        "a wildcard",
        (Asked("PUT", preflights={0: (204, [*STAR, ("Access-Control-Allow-Methods", "*")])}), Asked("PUT", at=1)),
        "api PREFLIGHT PUT; api PUT; = allowed; api PUT; = allowed",
        firefox="api PREFLIGHT PUT; api PUT; = allowed; api PREFLIGHT PUT; api PUT; = allowed",
    ),
    again(
        "a wildcard over Authorization",
        (
            Asked(headers=AUTH, preflights={0: (204, [*STAR, ("Access-Control-Allow-Headers", "*, authorization")])}),
            Asked(headers=AUTH, at=1),
        ),
        "api PREFLIGHT GET authorization; api GET +authorization; = allowed; api GET +authorization; = allowed",
    ),
    again(
        "Authorization after another header's wildcard",
        (
            Asked(headers=X_A, preflights={0: (204, [*STAR, ("Access-Control-Allow-Headers", "*")])}),
            Asked(headers=AUTH, at=1),
        ),
        "api PREFLIGHT GET x-a; api GET +x-a; = allowed; api PREFLIGHT GET authorization; api GET +authorization; = allowed",
        safari="api PREFLIGHT GET x-a; api GET +x-a; = allowed; api GET +authorization; = allowed",
    ),
    again(
        "HEAD with an unsafe header",
        (HEAD, replace(HEAD, at=1)),
        "api PREFLIGHT HEAD x-a; api HEAD +x-a; = allowed; api HEAD +x-a; = allowed",
        firefox="api PREFLIGHT HEAD x-a; api HEAD +x-a; = allowed; api PREFLIGHT HEAD x-a; api HEAD +x-a; = allowed",
    ),
    again(
        "two answers, then both at once",
        (PUT, Asked("PUT", headers=X_B), Asked("PUT", headers=(*X_A, *X_B))),
        "api PREFLIGHT PUT x-a; api PUT +x-a; = allowed; api PREFLIGHT PUT x-b; api PUT +x-b; = allowed; api PUT +x-a,x-b; = allowed",
        chrome="api PREFLIGHT PUT x-a; api PUT +x-a; = allowed; api PREFLIGHT PUT x-b; api PUT +x-b; = allowed; api PREFLIGHT PUT x-a,x-b; api PUT +x-a,x-b; = allowed",
        safari="api PREFLIGHT PUT x-a; api PUT +x-a; = allowed; api PREFLIGHT PUT x-b; api PUT +x-b; = allowed; api PREFLIGHT PUT x-a,x-b; api PUT +x-a,x-b; = allowed",
    ),
    again(
        "a refused answer in between",
        (PUT, Asked("PUT", headers=X_B, preflights={0: (403, GRANT)}), PUT),
        "api PREFLIGHT PUT x-a; api PUT +x-a; = allowed; api PREFLIGHT PUT x-b; = PreflightInvalidStatus (403); api PREFLIGHT PUT x-a; api PUT +x-a; = allowed",
        standard="api PREFLIGHT PUT x-a; api PUT +x-a; = allowed; api PREFLIGHT PUT x-b; = PreflightInvalidStatus (403); api PUT +x-a; = allowed",
    ),
    again(
        "an answer not to be kept in between",
        (
            replace(PUT, preflights={0: aged("60")}),
            Asked("PUT", headers=(*X_A, *X_B), preflights={0: (204, [*GRANT, ("Access-Control-Max-Age", "0")])}),
            PUT,
        ),
        "api PREFLIGHT PUT x-a; api PUT +x-a; = allowed; api PREFLIGHT PUT x-a,x-b; api PUT +x-a,x-b; = allowed; api PREFLIGHT PUT x-a; api PUT +x-a; = allowed",
        firefox="api PREFLIGHT PUT x-a; api PUT +x-a; = allowed; api PREFLIGHT PUT x-a,x-b; api PUT +x-a,x-b; = allowed; api PUT +x-a; = allowed",
    ),
    again(
        "a page with an opaque origin",
        (Asked("PUT", page="null"), Asked("PUT", page="null", at=1)),
        "api PREFLIGHT PUT; api PUT; = allowed; api PUT; = allowed",
        chrome="api PREFLIGHT PUT; api PUT; = allowed; api PREFLIGHT PUT; api PUT; = allowed",
    ),
    again(
        "cache mode reload",
        (Asked("PUT"), Asked("PUT", cache="reload", at=1)),
        "api PREFLIGHT PUT; api PUT; = allowed; api PUT; = allowed",
        chrome="api PREFLIGHT PUT; api PUT; = allowed; api PREFLIGHT PUT; api PUT; = allowed",
        firefox="api PREFLIGHT PUT; api PUT; = allowed; api PREFLIGHT PUT; api PUT; = allowed",
    ),
    again(
        "cache mode no-store",
        (Asked("PUT", cache="no-store"), Asked("PUT", at=1)),
        "api PREFLIGHT PUT; api PUT; = allowed; api PUT; = allowed",
        chrome="api PREFLIGHT PUT; api PUT; = allowed; api PREFLIGHT PUT; api PUT; = allowed",
    ),
    again(
        "a refused request leaves its answer",
        (Asked("PATCH", preflights={0: aged("60")}), Asked("PUT", at=1)),
        "api PREFLIGHT PATCH; = MethodDisallowedByPreflightResponse (PATCH); api PREFLIGHT PUT; api PUT; = allowed",
        safari="api PREFLIGHT PATCH; = MethodDisallowedByPreflightResponse (PATCH); api PUT; = allowed",
    ),
    again(
        "after a failed check of the request itself",
        (Asked("PUT", answers={0: (200, [])}), Asked("PUT", at=1)),
        "api PREFLIGHT PUT; api PUT; = MissingAllowOriginHeader (access-control-allow-origin); api PREFLIGHT PUT; api PUT; = allowed",
        chrome="api PREFLIGHT PUT; api PUT; = MissingAllowOriginHeader (access-control-allow-origin); api PUT; = allowed",
        safari="api PREFLIGHT PUT; api PUT; = MissingAllowOriginHeader (access-control-allow-origin); api PUT; = allowed",
    ),
    again(
        "after a tainting redirect",
        (Asked("PUT", answers={0: to(f"{CDN}/1", 307)}), Asked("PUT", answers={0: to(f"{CDN}/1", 307)}, at=1)),
        "api PREFLIGHT PUT; api PUT; cdn PREFLIGHT PUT <null>; cdn PUT <null>; = allowed; api PUT; cdn PREFLIGHT PUT <null>; cdn PUT <null>; = allowed",
        standard="api PREFLIGHT PUT; api PUT; cdn PREFLIGHT PUT <null>; cdn PUT <null>; = allowed; api PUT; cdn PUT <null>; = allowed",
        firefox="api PREFLIGHT PUT; api PUT; cdn PREFLIGHT PUT; cdn PUT <null>; = allowed; api PUT; cdn PUT <null>; = allowed",
    ),
)
