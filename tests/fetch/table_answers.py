"""Rows of the table: what the preflight and the response have to say, and what script may read of it."""

from __future__ import annotations

from corsproxy.fetch.page_fetch import Credentials
from tests.fetch.rows import API, AUTH, ECHO, GRANT, JSON, PAGE, STAR, X_A, Asked, Row, row, to

ROWS: tuple[Row, ...] = (
    # -- the preflight's answer
    row(
        "a preflight that was never answered",
        Asked("PUT", preflights={0: "net::ERR_EMPTY_RESPONSE"}),
        "api PREFLIGHT PUT; = NetworkFailure",
    ),
    row(
        "without Access-Control-Allow-Origin",
        Asked("PUT", preflights={0: (403, [])}),
        "api PREFLIGHT PUT; = PreflightMissingAllowOriginHeader (access-control-allow-origin)",
        safari="api PREFLIGHT PUT; = PreflightInvalidStatus (403)",
    ),
    row(
        "redirected, and not allowed to the origin either",
        Asked("PUT", preflights={0: to(f"{API}/login", 302, [])}),
        "api PREFLIGHT PUT; = PreflightMissingAllowOriginHeader (access-control-allow-origin)",
        chrome="api PREFLIGHT PUT; = PreflightDisallowedRedirect (location)",
        safari="api PREFLIGHT PUT; = PreflightInvalidStatus (302)",
    ),
    row(
        "redirected",
        Asked("PUT", preflights={0: to(f"{API}/login")}),
        "api PREFLIGHT PUT; = PreflightInvalidStatus (302)",
        chrome="api PREFLIGHT PUT; = PreflightDisallowedRedirect (location)",
        firefox="api PREFLIGHT PUT; = PreflightDisallowedRedirect (location)",
    ),
    row("not ok", Asked("PUT", preflights={0: (404, GRANT)}), "api PREFLIGHT PUT; = PreflightInvalidStatus (404)"),
    row(
        "two origins",
        Asked("PUT", preflights={0: (204, [*ECHO, *ECHO])}),
        "api PREFLIGHT PUT; = PreflightMultipleAllowOriginValues (access-control-allow-origin)",
    ),
    row(
        "another origin",
        Asked("PUT", preflights={0: (204, [("Access-Control-Allow-Origin", f"{PAGE}/")])}),
        "api PREFLIGHT PUT; = PreflightAllowOriginMismatch (access-control-allow-origin)",
    ),
    row(
        "no origin at all",
        Asked("PUT", preflights={0: (204, [("Access-Control-Allow-Origin", "app.example")])}),
        "api PREFLIGHT PUT; = PreflightInvalidAllowOriginValue (access-control-allow-origin)",
    ),
    row(
        "a wildcard for credentials",
        Asked("PUT", credentials=Credentials.INCLUDE, preflights={0: (204, STAR)}),
        "api PREFLIGHT PUT; = PreflightWildcardOriginNotAllowed (access-control-allow-origin)",
    ),
    row(
        "credentials that nobody allows",
        Asked("PUT", credentials=Credentials.INCLUDE, preflights={0: (204, GRANT)}),
        "api PREFLIGHT PUT; = PreflightInvalidAllowCredentials (access-control-allow-credentials)",
    ),
    row(
        "methods that do not parse",
        Asked("POST", headers=X_A, preflights={0: (204, [*GRANT, ("Access-Control-Allow-Methods", "GET;POST")])}),
        "api PREFLIGHT POST x-a; = InvalidAllowMethodsPreflightResponse (access-control-allow-methods)",
    ),
    row(
        "headers that do not parse",
        Asked(headers=X_A, preflights={0: (204, [*GRANT, ("Access-Control-Allow-Headers", "['x-a']")])}),
        "api PREFLIGHT GET x-a; = InvalidAllowHeadersPreflightResponse (access-control-allow-headers)",
    ),
    row(
        "a refused method before headers that do not parse",
        Asked("PUT", headers=X_A, preflights={0: (204, [*ECHO, ("Access-Control-Allow-Headers", "[x]")])}),
        "api PREFLIGHT PUT x-a; = InvalidAllowHeadersPreflightResponse (access-control-allow-headers)",
        firefox="api PREFLIGHT PUT x-a; = MethodDisallowedByPreflightResponse (PUT)",
    ),
    row(
        "a method in another case",
        Asked("PUT", preflights={0: (204, [*ECHO, ("Access-Control-Allow-Methods", "put")])}),
        "api PREFLIGHT PUT; = MethodDisallowedByPreflightResponse (PUT)",
    ),
    row(
        "a header that is not listed",
        Asked(headers=X_A, preflights={0: (204, ECHO)}),
        "api PREFLIGHT GET x-a; = HeaderDisallowedByPreflightResponse (x-a)",
    ),
    row(
        "of two, the known one first",
        Asked("POST", headers=(("a-x", "1"), *JSON), preflights={0: (204, ECHO)}),
        "api PREFLIGHT POST a-x,content-type; = HeaderDisallowedByPreflightResponse (a-x)",
        safari="api PREFLIGHT POST a-x,content-type; = HeaderDisallowedByPreflightResponse (content-type)",
    ),
    row(
        "`*` covers Authorization, though it should not",
        Asked(headers=AUTH, preflights={0: (204, [*STAR, ("Access-Control-Allow-Headers", "*")])}),
        "api PREFLIGHT GET authorization; api GET +authorization; = allowed",
        standard="api PREFLIGHT GET authorization; = HeaderDisallowedByPreflightResponse (authorization)",
    ),
    row(
        "`*` is no wildcard for credentials",
        Asked(
            headers=X_A,
            credentials=Credentials.INCLUDE,
            preflights={
                0: (204, [*ECHO, ("Access-Control-Allow-Credentials", "true"), ("Access-Control-Allow-Headers", "*")])
            },
        ),
        "api PREFLIGHT GET x-a; = HeaderDisallowedByPreflightResponse (x-a)",
    ),
    # -- the CORS check
    row("nothing came back", Asked(answers={0: "net::ERR_CONNECTION_REFUSED"}), "api GET; = NetworkFailure"),
    row(
        "no header",
        Asked(answers={0: (500, [])}),
        "api GET; = MissingAllowOriginHeader (access-control-allow-origin)",
    ),
    row(
        "two lines",
        Asked(answers={0: (200, [*STAR, *STAR])}),
        "api GET; = MultipleAllowOriginValues (access-control-allow-origin)",
    ),
    row(
        "two origins in one line",
        Asked(answers={0: (200, [("Access-Control-Allow-Origin", f"{PAGE}, {API}")])}),
        "api GET; = MultipleAllowOriginValues (access-control-allow-origin)",
    ),
    row(
        "not an origin",
        Asked(answers={0: (200, [("Access-Control-Allow-Origin", "app.example")])}),
        "api GET; = InvalidAllowOriginValue (access-control-allow-origin)",
    ),
    row(
        "null is an origin of its own",
        Asked(answers={0: (200, [("Access-Control-Allow-Origin", "null")])}),
        "api GET; = AllowOriginMismatch (access-control-allow-origin)",
    ),
    row(
        "`*` for credentials",
        Asked(credentials=Credentials.INCLUDE, answers={0: (200, STAR)}),
        "api GET; = WildcardOriginNotAllowed (access-control-allow-origin)",
    ),
    row(
        "True is not true",
        Asked(
            credentials=Credentials.INCLUDE, answers={0: (200, [*ECHO, ("Access-Control-Allow-Credentials", "True")])}
        ),
        "api GET; = InvalidAllowCredentials (access-control-allow-credentials)",
    ),
    row(
        "true, and an empty line",
        Asked(
            credentials=Credentials.INCLUDE,
            answers={
                0: (
                    200,
                    [*ECHO, ("Access-Control-Allow-Credentials", "true"), ("Access-Control-Allow-Credentials", "")],
                )
            },
        ),
        "api GET; = InvalidAllowCredentials (access-control-allow-credentials)",
        firefox="api GET; = allowed",
    ),
    row(
        "a blank before the colon",
        Asked(answers={0: (200, [("Access-Control-Allow-Origin ", "{origin}")])}),
        "api GET; = MissingAllowOriginHeader (access-control-allow-origin)",
        chrome="api GET; = allowed",
    ),
    row(
        "a CR at the end",
        Asked(answers={0: (200, [("Access-Control-Allow-Origin", "*\r")])}),
        "api GET; = allowed",
        firefox="api GET; = InvalidAllowOriginValue (access-control-allow-origin)",
    ),
    row("a NUL in any line", Asked(answers={0: (200, [*ECHO, ("Server", "a\x00b")])}), "api GET; = NetworkFailure"),
    # -- exposure
    row(
        "names are exposed without case",
        Asked(
            answers={
                0: (
                    200,
                    [
                        *STAR,
                        ("Access-Control-Expose-Headers", "etag, X-One"),
                        ("ETag", "x"),
                        ("X-One", "1"),
                        ("X-Two", "2"),
                        ("Set-Cookie", "a"),
                    ],
                )
            }
        ),
        "api GET; = allowed reads etag,x-one",
    ),
    row(
        "`*` exposes all",
        Asked(answers={0: (200, [*STAR, ("Access-Control-Expose-Headers", "*"), ("X-One", "1")])}),
        "api GET; = allowed reads x-one",
    ),
    row(
        "`*` beside a bad name",
        Asked(answers={0: (200, [*STAR, ("Access-Control-Expose-Headers", "*, b d"), ("X-One", "1")])}),
        "api GET; = allowed",
        firefox="api GET; = allowed reads x-one",
    ),
    row(
        "`*` exposes nothing for credentials",
        Asked(
            credentials=Credentials.INCLUDE,
            answers={
                0: (
                    200,
                    [
                        *ECHO,
                        ("Access-Control-Allow-Credentials", "true"),
                        ("Access-Control-Expose-Headers", "*"),
                        ("Accept", "x"),
                        ("X-One", "1"),
                    ],
                )
            },
        ),
        "api GET; = allowed",
        safari="api GET; = allowed reads accept",
    ),
)
