"""The catalogue's entries on HTTP APIs and function URLs. Codes H001 to H099."""

from __future__ import annotations

from corsproxy.diagnose.finding import Kind, Severity

_GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/"
_CORS = _GUIDE + "http-api-cors.html"
_URL_CORS = "https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html#urls-cors"

HTTP_API_KINDS: tuple[Kind, ...] = (
    Kind(
        "cors-not-configured",
        "H001",
        Severity.ERROR,
        "The HTTP API has no CORS configuration and no route for OPTIONS",
        "The preflight was answered 404 Not Found.",
        "Without a CORS configuration an HTTP API treats a preflight like any request: no route matches OPTIONS, so "
        "it is not found.",
        (
            "Serverless Framework: provider.httpApi.cors, not a setting of the function's event",
            "CORS of an HTTP API is set for the whole API, never for one route",
        ),
        (_CORS,),
    ),
    Kind(
        "preflight-caught-by-authorized-route",
        "H002",
        Severity.ERROR,
        "A route with an authorizer also catches the preflight",
        "The preflight was answered 401 or 403 by the authorizer of a $default or ANY route.",
        "ANY and $default match OPTIONS too, and a preflight never carries a token.",
        ("add a route OPTIONS /{proxy+} without authorizer, or list methods in place of ANY, or configure CORS",),
        (_CORS,),
    ),
    Kind(
        "origin-not-in-configuration",
        "H003",
        Severity.ERROR,
        "The CORS configuration does not allow this origin",
        "The HTTP API answered with no CORS headers at all: 204 and nothing else on a preflight.",
        "That is how an HTTP API says no: it is not an error for it. Origins are compared exactly: scheme, host, port.",
        ("https://*.example.com is no form that API Gateway knows; https://* is",),
        (_CORS,),
    ),
    Kind(
        "header-not-in-configuration",
        "H004",
        Severity.ERROR,
        "AllowHeaders does not list a header that the page sends",
        "The HTTP API answered the preflight with its configured list, and the header is not in it.",
        "The list is static: API Gateway does not look at what was asked for, the browser compares.",
        ("AllowHeaders ['*'] does not cover anything when the page sends credentials",),
        (_CORS,),
    ),
    Kind(
        "method-not-in-configuration",
        "H005",
        Severity.ERROR,
        "AllowMethods does not list the page's method",
        "The HTTP API answered the preflight with its configured list, and the method is not in it.",
        "The list has to name the method of the actual request. GET, HEAD and POST need no listing, and OPTIONS never "
        "does.",
        ("methods are compared with case: patch is not PATCH",),
        (_CORS,),
    ),
    Kind(
        "backend-cors-headers-dropped",
        "H006",
        Severity.NOTE,
        "With a CORS configuration the integration's own CORS headers are dropped",
        "An HTTP API with a CORS configuration ignores the CORS headers that the integration returns.",
        "Whoever sets headers in the function and wonders where they went: the configuration is the only voice.",
        (),
        (_CORS,),
    ),
    Kind(
        "route-not-found",
        "H007",
        Severity.ERROR,
        "No route matches the method and path",
        "The HTTP API answered 404 Not Found; it never says 405, and GET does not imply HEAD.",
        "A wrong URL looks like a CORS error where the CORS headers are missing too.",
        ("a named stage is part of the path on the default endpoint", "$default matches whatever is left"),
        (_GUIDE + "http-api-develop-routes.html",),
    ),
    Kind(
        "options-without-request-method",
        "H008",
        Severity.NOTE,
        "This OPTIONS request is not a preflight",
        "A preflight is OPTIONS with Origin and Access-Control-Request-Method; without them an HTTP API treats it like "
        "any other request.",
        "A test by curl or Postman that leaves them out proves nothing.",
        (
            "curl -i -X OPTIONS -H 'Origin: https://app.example.com' -H 'Access-Control-Request-Method: POST' "
            "-H 'Access-Control-Request-Headers: content-type' URL",
        ),
        (_CORS, "https://fetch.spec.whatwg.org/#cors-preflight-request"),
    ),
    Kind(
        "errors-without-cors-configuration",
        "H009",
        Severity.WARNING,
        "Without a CORS configuration the HTTP API's own errors cannot be read",
        "401, 404, 429, 500 and 503 are written by API Gateway, and without a CORS configuration none of them carries a CORS header.",
        "An HTTP API has no gateway responses: its CORS configuration is the only way to put headers on its own errors.",
        (),
        (_CORS,),
    ),
    Kind(
        "function-url-denies",
        "H020",
        Severity.ERROR,
        "The function URL denies the caller",
        "403 from the function URL: it needs a signature (AuthType AWS_IAM), or its resource policy does not allow "
        "public use.",
        "The refusal carries the URL's CORS headers only where its Cors configuration allows the origin.",
        ("since October 2025 public use needs both lambda:InvokeFunctionUrl and lambda:InvokeFunction",),
        ("https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",),
    ),
    Kind(
        "function-url-denies-preflight",
        "H023",
        Severity.ERROR,
        "The function URL denies the preflight",
        "The preflight was answered 403: without a Cors configuration it needs a signature (AuthType AWS_IAM) or the "
        "permission for public use, as any request does.",
        "A preflight is never signed. A Cors configuration answers it before any authorization.",
        (),
        ("https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html", _URL_CORS),
    ),
    Kind(
        "function-url-errors-without-cors",
        "H024",
        Severity.WARNING,
        "Without a Cors configuration the function URL's own errors cannot be read",
        "403, 429, 502 and 504 are written by Lambda, and without a Cors configuration none of them carries a CORS header.",
        "The function does not write these answers, so the headers that it sends itself are not on them.",
        (),
        (_URL_CORS,),
    ),
    Kind(
        "function-url-cors-mismatch",
        "H021",
        Severity.ERROR,
        "The function URL's Cors configuration does not allow this",
        "The URL answered the preflight itself, without allowing the origin.",
        "With a Cors configuration the URL answers preflights without invoking the function.",
        (),
        (_URL_CORS,),
    ),
    Kind(
        "function-url-duplicate-cors",
        "H022",
        Severity.ERROR,
        "Function and function URL both set CORS headers",
        "A function URL adds its headers to the function's own, it does not replace them, so each stands twice.",
        "Two Access-Control-Allow-Origin lines are read as one value with a comma, which equals no origin.",
        ("set CORS in one place: the URL's Cors configuration or the function",),
        (_URL_CORS,),
    ),
)
