"""Who wrote a response of a Lambda function URL.

https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html#urls-cors
"""

from __future__ import annotations

from corsproxy.diagnose.clues import Clues, Product
from corsproxy.diagnose.finding import Attribution, Certainty
from corsproxy.gateway.answer import Author, Layer

_OWN: dict[int, tuple[str, str]] = {
    413: ("payload-too-large", "the body is over a function's limit of 6 MB"),
    429: ("request-throttled", "the function's concurrency is used up"),
    500: ("integration-broken", "the function crashed"),
    502: ("integration-broken", "the function crashed, or what it returned is no response"),
    504: ("integration-timeout", "the function took longer than its timeout"),
}


def function_url(clue: Clues) -> tuple[Attribution, ...]:
    """The URL's own CORS configuration, its refusal, or the function."""
    if clue.product is not Product.FUNCTION_URL:
        return ()
    host = f"host {clue.url.host}"
    if clue.status == 403 and (clue.error_type == "AccessDeniedException" or "Message" in clue.body):
        return (
            Attribution(
                Author(Layer.AUTHORIZER, "function-url-iam"),
                Certainty.CERTAIN,
                (host, clue.quoted_body),
                cause="function-url-denies-preflight" if clue.preflight else "function-url-denies",
                meaning="the function URL needs a signature (AWS_IAM), or its permission for public use is missing",
            ),
        )
    own = _OWN.get(clue.status)
    if own is not None and (clue.error_type or set(clue.body) <= {"Message", "message", "Reason", "Type"}):
        cause, meaning = own
        seen = (host, clue.quote("x-amzn-errortype")) if clue.error_type else (host, f"status {clue.status}")
        return (
            Attribution(
                Author(Layer.GATEWAY_RESPONSE, clue.error_type or "function-url"),
                Certainty.LIKELY,
                (*seen, clue.quoted_body),
                cause=cause,
                meaning=meaning,
            ),
        )
    if clue.preflight and clue.status == 200 and "x-amzn-trace-id" not in clue.headers and not clue.text:
        return (
            Attribution(
                Author(Layer.CORS_CONFIGURATION, "function-url"),
                Certainty.LIKELY,
                (host, "200 with an empty body and no trace id: the function was not invoked"),
                cause="" if "access-control-allow-origin" in clue.headers else "function-url-cors-mismatch",
                meaning="the Cors configuration of the function URL does not allow this origin",
            ),
        )
    return (
        Attribution(
            Author(Layer.INTEGRATION, "LAMBDA_URL"),
            Certainty.LIKELY,
            (host, *([clue.quote("x-amzn-trace-id")] if "x-amzn-trace-id" in clue.headers else [])),
        ),
    )
