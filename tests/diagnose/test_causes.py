"""From a browser's refusal to its true cause: the first finding names it, and its first remedy mends it."""

from __future__ import annotations

import pytest

from corsproxy.diagnose.causes import causes
from corsproxy.diagnose.sighting import Sighting
from corsproxy.fetch.page_fetch import Credentials, Mode
from corsproxy.http.headers import Headers
from corsproxy.http.message import Response
from tests.diagnose.answers import (
    FUNCTION,
    HTTP,
    HTTP_ID,
    ORIGIN,
    REST,
    REST_IDS,
    VPCE,
    actual,
    body,
    preflight,
    rest,
)
from tests.diagnose.sightings import sighting, verdict

MISSING_TOKEN = Response(403, rest("MissingAuthenticationTokenException"), body("Missing Authentication Token"))


def mock(**named: str) -> Response:
    return Response(200, Headers([*REST_IDS, *Headers.of(**named)]))


def allow(origin: str, *more: tuple[str, str]) -> Headers:
    return Headers([*REST_IDS, ("access-control-allow-origin", origin), *more])


FINE = preflight(
    REST,
    mock(
        access_control_allow_origin="*",
        access_control_allow_methods="POST,PUT",
        access_control_allow_headers="content-type",
    ),
)
INCLUDE = Credentials.INCLUDE

TABLE: list[tuple[str, Sighting, list[str], str]] = [
    ("no OPTIONS method", sighting(preflight(REST, MISSING_TOKEN), None), ["missing-options-method"], "add-options-method"),
    (
        "a 401 behind a passed preflight",
        sighting(FINE, actual(REST, Response(401, rest("UnauthorizedException"), body("Unauthorized")), method="POST")),
        ["token-refused", "gateway-response-without-cors"],
        "refresh-token",
    ),
    (
        "lambda's 400 without headers",
        sighting(FINE, actual(REST, Response(400, Headers(REST_IDS), b"{}"), method="POST")),
        ["integration-error-without-cors-headers"],
        "return-cors-headers",
    ),
    (
        "lambda's 200 without headers",
        sighting(None, actual(REST, Response(200, Headers(REST_IDS), b"{}"))),
        ["integration-without-cors-headers"],
        "return-cors-headers",
    ),
    ("a list of origins", sighting(None, actual(REST, Response(200, allow("https://a.example, https://b.example")))),
     ["allow-origin-list"], "choose-origin-at-run-time"),
    ("two owners", sighting(None, actual(REST, Response(200, allow(ORIGIN, ("Access-Control-Allow-Origin", ORIGIN))))),
     ["allow-origin-in-two-places"], "set-cors-in-one-place"),
    ("star and an origin", sighting(None, actual(REST, Response(200, allow(f"*, {ORIGIN}")))), ["allow-origin-in-two-places"],
     "set-cors-in-one-place"),
    ("function url and function", sighting(None, actual(FUNCTION, Response(200, Headers.of(access_control_allow_origin="*, *")))), ["function-url-duplicate-cors"],
     "set-cors-in-one-place"),
    ("a slash", sighting(None, actual(REST, Response(200, allow(ORIGIN + "/")))), ["allow-origin-trailing-slash"],
     "correct-origin-value"),
    ("no scheme", sighting(None, actual(REST, Response(200, allow("app.example.com")))), ["allow-origin-without-scheme"],
     "correct-origin-value"),
    ("quotes", sighting(None, actual(REST, Response(200, allow("'*'")))), ["allow-origin-quoted"], "correct-origin-value"),
    ("a pattern", sighting(None, actual(REST, Response(200, allow("https://*.example.com")))), ["allow-origin-pattern"],
     "choose-origin-at-run-time"),
    ("another origin", sighting(None, actual(REST, Response(200, allow("https://www.example.com")))), ["allow-origin-other"],
     "choose-origin-at-run-time"),
    ("star with credentials", sighting(None, actual(REST, Response(200, allow("*"), b"{}")), credentials=INCLUDE),
     ["wildcard-with-credentials"], "name-the-origin"),
    (
        "a gateway response's star with credentials",
        sighting(None, actual(REST, Response(401, rest("UnauthorizedException", ("access-control-allow-origin", "*")),
                                             body("Unauthorized"))), credentials=INCLUDE),
        ["gateway-response-wildcard-with-credentials"],
        "reflect-origin-in-gateway-responses",
    ),
    ("True", sighting(None, actual(REST, Response(200, allow(ORIGIN, ("access-control-allow-credentials", "True")))),
                      credentials=INCLUDE), ["credentials-value-not-true"], "return-lowercase-true"),
    ("a header not listed by the mock", sighting(preflight(REST, mock(access_control_allow_origin="*",
     access_control_allow_headers="Content-Type"), headers="content-type,x-api-key"), None), ["header-not-listed"], "list-header"),
    ("a header not in AllowHeaders", sighting(preflight(HTTP, Response(204, Headers([*HTTP_ID,
     ("access-control-allow-origin", ORIGIN), ("access-control-allow-headers", "authorization")]))), None),
     ["header-not-in-configuration"], "configure-http-api-cors"),
    ("a method not listed", sighting(preflight(REST, mock(access_control_allow_origin="*",
     access_control_allow_methods="GET,POST"), method="PUT", headers=""), None), ["method-not-listed"], "list-method"),
    ("star list with credentials", sighting(preflight(REST, mock(access_control_allow_origin=ORIGIN,
     access_control_allow_credentials="true", access_control_allow_headers="*")), None, credentials=INCLUDE),
     ["wildcard-list-with-credentials"], "list-names"),
    ("an unparsable list", sighting(preflight(REST, mock(access_control_allow_origin="*",
     access_control_allow_headers="['content-type']")), None), ["allow-list-unparsable"], "write-plain-list"),
    ("DEFAULT_4XX with headers is not enough", sighting(preflight(REST, Response(403, rest(
     "MissingAuthenticationTokenException", ("access-control-allow-origin", "*")), body("Missing Authentication Token"))), None),
     ["missing-options-method"], "add-options-method"),
    ("a mock without headers", sighting(preflight(REST, mock()), None), ["options-without-cors-headers"], "add-options-method"),
    ("x-apigw-api-id through the endpoint", sighting(preflight(VPCE, Response(200, allow("*")), headers="x-apigw-api-id"), None),
     ["private-api-not-addressed"], "use-browser-form-of-private-url"),
    ("an http api that says nothing", sighting(preflight(HTTP, Response(204, Headers(HTTP_ID))), None),
     ["origin-not-in-configuration"], "configure-http-api-cors"),
    ("no-cors as a fix", sighting(None, actual(REST, Response(200, Headers(REST_IDS))), mode=Mode.NO_CORS), ["opaque-response"],
     "drop-no-cors"),
]  # fmt: skip


@pytest.mark.parametrize(("seen", "names", "remedy"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_the_causes_of(seen: Sighting, names: list[str], remedy: str) -> None:
    found = causes(seen, verdict(seen))
    assert [finding.kind.name for finding in found] == names
    assert found[0].remedies[0].kind == remedy
    assert "{" not in found[0].remedies[0].text.replace("{proxy+}", "")
    assert found[0].attribution is not None


def test_what_is_allowed_has_no_cause() -> None:
    seen = sighting(None, actual(REST, Response(200, allow("*"))))
    assert causes(seen, verdict(seen)) == ()


def test_a_refusal_after_a_passed_preflight_says_not_to_touch_options() -> None:
    seen = sighting(FINE, actual(REST, Response(200, Headers(REST_IDS)), method="POST"))
    assert "do not touch OPTIONS" in causes(seen, verdict(seen))[0].why


def test_values_of_both_sides_are_quoted() -> None:
    seen = sighting(None, actual(REST, Response(200, allow("http://app.example.com"))))
    why = causes(seen, verdict(seen))[0].why
    assert "'http://app.example.com'" in why
    assert f"'{ORIGIN}'" in why
    assert "scheme differs" in why


def test_remedies_carry_the_users_own_values() -> None:
    seen = sighting(preflight(REST, MISSING_TOKEN, headers="x-one"), None)
    remedy = causes(seen, verdict(seen))[0].remedies[0]
    assert remedy.values["path"] == "/items"
    assert remedy.values["stage"] == "prod"
    assert remedy.values["headers"] == "x-one"
    assert ORIGIN in remedy.text


def test_an_http_api_is_never_told_to_set_gateway_responses() -> None:
    response = Response(401, Headers(HTTP_ID), body("Unauthorized"))
    found = causes(seen := sighting(None, actual(HTTP, response)), verdict(seen))
    assert all(remedy.kind != "add-gateway-response-headers" for finding in found for remedy in finding.remedies)
