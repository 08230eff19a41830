"""Behind an error stand causes, ranked by what the message itself tells."""

from __future__ import annotations

import pytest

from corsproxy.diagnose.catalogue import kind
from corsproxy.diagnose.console_causes import RANKED, likely_causes
from corsproxy.diagnose.console_text import recognise
from corsproxy.fetch.error import Error

MISSING = "No 'Access-Control-Allow-Origin' header is present on the requested resource."


def first_cause(text: str) -> str:
    [refusal] = recognise(text).refusals
    return likely_causes(refusal)[0].name


@pytest.mark.parametrize("error", RANKED)
def test_every_cause_is_in_the_catalogue(error: Error) -> None:
    assert all(kind(name) for name in RANKED[error])


def test_the_errors_that_a_server_causes_have_causes() -> None:
    of_the_pages_own_making = {
        Error.DISALLOWED_BY_MODE, Error.INVALID_RESPONSE, Error.CORS_DISABLED_SCHEME, Error.INVALID_REQUEST,
        Error.NO_CORS_REDIRECT_MODE_NOT_FOLLOW, Error.REDIRECT_MODE_ERROR, Error.REDIRECT_TO_NON_HTTP_SCHEME,
        Error.INVALID_REDIRECT_LOCATION, Error.CORP_BLOCKED,
    }  # fmt: skip
    assert set(Error) - set(RANKED) == of_the_pages_own_making


@pytest.mark.parametrize(
    ("status", "cause"),
    [(401, "token-refused"), (413, "payload-too-large"), (429, "request-throttled"), (502, "malformed-proxy-response"),
     (504, "integration-timeout")],
)  # fmt: skip
def test_a_status_in_the_message_puts_its_writer_first(status: int, cause: str) -> None:
    assert cause == first_cause(
        "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at "
        f"https://abc123.execute-api.eu-west-1.amazonaws.com/prod/x. (Reason: CORS header ‘Access-Control-Allow-Origin’ missing). "
        f"Status code: {status}."
    )


@pytest.mark.parametrize(
    ("url", "cause"),
    [("https://abc.lambda-url.eu-west-1.on.aws/", "function-url-cors-mismatch"),
     ("https://d111.cloudfront.net/api", "cloudfront-behavior-misses-api"),
     ("http://localhost:3000/api", "local-tool-differs"),
     ("https://abc123.execute-api.eu-west-1.amazonaws.com/prod/x", "integration-without-cors-headers")],
)  # fmt: skip
def test_the_host_tells_the_product(url: str, cause: str) -> None:
    assert cause == first_cause(
        f"Access to fetch at '{url}' from origin 'https://app.example.com' has been blocked by CORS policy: {MISSING}"
    )


def test_an_error_that_browsers_no_longer_have_has_no_cause() -> None:
    [refusal] = recognise(
        "No 'Access-Control-Allow-Private-Network' header was present in the preflight response for this request"
    ).refusals
    assert likely_causes(refusal) == ()
