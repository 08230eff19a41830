"""Console messages are recognised as they are pasted: three browsers, current and older wording, noise around them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corsproxy.diagnose.console_text import recognise
from corsproxy.diagnose.report_of_refusal import Refusal
from corsproxy.fetch.error import Error

E = Error
CHROME = "Access to fetch at 'https://api.example.net/x' from origin 'https://app.example.com' has been blocked by CORS policy: "
PREFLIGHT = "Response to preflight request doesn't pass access control check: "
MISSING = "No 'Access-Control-Allow-Origin' header is present on the requested resource."
OLD_TAIL = " Origin 'http://localhost:3000' is therefore not allowed access."
FIREFOX = "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at https://api.example.net/x. "


def only(text: str) -> Refusal:
    [found] = recognise(text).refusals
    return found


@pytest.mark.parametrize(
    ("body", "error", "phase"),
    [
        (MISSING, E.MISSING_ALLOW_ORIGIN_HEADER, "actual"),
        (PREFLIGHT + MISSING, E.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER, "preflight"),
        (PREFLIGHT + "It does not have HTTP ok status.", E.PREFLIGHT_INVALID_STATUS, "preflight"),
        (PREFLIGHT + "Redirect is not allowed for a preflight request.", E.PREFLIGHT_DISALLOWED_REDIRECT, "preflight"),
        ("Request header field x-api-key is not allowed by Access-Control-Allow-Headers in preflight response.",
         E.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE, "preflight"),
        ("The request client is not a secure context and the resource is in more-private address space `private`.",
         E.INSECURE_LOCAL_NETWORK, "before sending"),
        ("Redirect location '' contains a username and password, which is disallowed for cross-origin requests.",
         E.REDIRECT_CONTAINS_CREDENTIALS, "redirect"),
    ],
)  # fmt: skip
def test_chrome_as_it_speaks_today(body: str, error: Error, phase: str) -> None:
    found = only(CHROME + body)
    assert (found.browser, found.errors[0], found.phase) == ("chrome", error, phase)
    assert (found.url, found.origin) == ("https://api.example.net/x", "https://app.example.com")


@pytest.mark.parametrize(
    ("text", "error", "url", "origin"),
    [
        ("XMLHttpRequest cannot load http://a.example/x. " + MISSING + OLD_TAIL + " The response had HTTP status code 403.",
         E.MISSING_ALLOW_ORIGIN_HEADER, "http://a.example/x", "http://localhost:3000"),
        ("Failed to load http://a.example/x: Response for preflight has invalid HTTP status code 404.",
         E.PREFLIGHT_INVALID_STATUS, "http://a.example/x", ""),
        ("Failed to load http://a.example/x: Response for preflight is invalid (redirect)",
         E.PREFLIGHT_DISALLOWED_REDIRECT, "http://a.example/x", ""),
        ("Fetch API cannot load http://a.example/x. Response to preflight request doesn't pass access control check: "
         + MISSING + OLD_TAIL, E.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER, "http://a.example/x", "http://localhost:3000"),
        ("Redirect from 'http://a.example/x' to 'http://b.example/y' has been blocked by CORS policy: " + MISSING + OLD_TAIL,
         E.MISSING_ALLOW_ORIGIN_HEADER, "http://b.example/y", "http://localhost:3000"),
        ("XMLHttpRequest cannot load http://a.example/x. A wildcard '*' cannot be used in the 'Access-Control-Allow-Origin' "
         "header when the credentials flag is true." + OLD_TAIL,
         E.WILDCARD_ORIGIN_NOT_ALLOWED, "http://a.example/x", "http://localhost:3000"),
        ("XMLHttpRequest cannot load http://a.example/x. Credentials flag is 'true', but the "
         "'Access-Control-Allow-Credentials' header is ''. It must be 'true' to allow credentials." + OLD_TAIL,
         E.INVALID_ALLOW_CREDENTIALS, "http://a.example/x", "http://localhost:3000"),
        ("Font from origin 'http://cdn.example' has been blocked from loading by Cross-Origin Resource Sharing policy: "
         + MISSING + OLD_TAIL, E.MISSING_ALLOW_ORIGIN_HEADER, "http://cdn.example", "http://localhost:3000"),
    ],
)  # fmt: skip
def test_chrome_as_it_spoke_before(text: str, error: Error, url: str, origin: str) -> None:
    found = only(text)
    assert (found.browser, found.errors[0], found.url, found.origin) == ("chrome", error, url, origin)


def test_an_error_that_browsers_no_longer_have_keeps_its_name() -> None:
    found = only(
        CHROME
        + "No 'Access-Control-Allow-Private-Network' header was present in the preflight response for this private "
        "network request targeting the `local` address space."
    )
    assert (found.errors, found.name) == ((), "PreflightMissingAllowPrivateNetwork")


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("Origin https://a.example is not allowed by Access-Control-Allow-Origin. Status code: 403", E.MISSING_ALLOW_ORIGIN_HEADER),
        ("Origin https://a.example is not allowed by Access-Control-Allow-Origin.", E.MISSING_ALLOW_ORIGIN_HEADER),
        ("Preflight response is not successful. Status code: 401", E.PREFLIGHT_INVALID_STATUS),
        ("Preflight response is not successful", E.PREFLIGHT_INVALID_STATUS),
        ("Request header field X-Api-Key is not allowed by Access-Control-Allow-Headers.",
         E.HEADER_DISALLOWED_BY_PREFLIGHT_RESPONSE),
        ("Method PUT is not allowed by Access-Control-Allow-Methods.", E.METHOD_DISALLOWED_BY_PREFLIGHT_RESPONSE),
    ],
)  # fmt: skip
def test_safaris_three_lines_are_one_refusal_with_the_url_of_the_second(text: str, error: Error) -> None:
    found = only(
        f"[Error] {text}\n[Error] Fetch API cannot load https://api.example.net/x due to access control checks.\n"
        f"[Error] Failed to load resource: {text} (x, line 0)"
    )
    assert (found.browser, found.errors[0], found.url) == ("safari", error, "https://api.example.net/x")


def test_firefoxs_second_line_tells_that_it_was_not_the_response_itself() -> None:
    missing = FIREFOX + "(Reason: CORS header ‘Access-Control-Allow-Origin’ missing). Status code: 403."
    assert only(missing).phase == "actual"
    found = only(f"{missing}\n{FIREFOX}(Reason: CORS request did not succeed). Status code: (null).")
    assert (found.phase, found.status) == ("preflight or redirect", 403)
    assert found.errors[0] is E.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER


NOISY = [
    "app.js:12 {}\n    at fetchItems (app.js:12:5)\n    at async main (app.js:40:3)",
    "2026-11-22T10:00:00.000Z [ERROR] {} index-3f2a.js:1:2345",
    "> {}\nGET https://api.example.net/x net::ERR_FAILED 200 (OK)\nUncaught (in promise) TypeError: Failed to fetch",
    '{{"level": "error", "text": "{}"}}',
    "\x1b[31m{}\x1b[0m",
]


@pytest.mark.parametrize("noise", NOISY)
def test_noise_around_a_message_does_not_matter(noise: str) -> None:
    found = only(noise.format(CHROME + PREFLIGHT + MISSING))
    assert found.errors == (E.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER,)


@pytest.mark.parametrize("width", [40, 63, 80, 97])
def test_line_wraps_do_not_matter(width: int) -> None:
    text = CHROME + PREFLIGHT + MISSING
    wrapped = "\n".join(text[start : start + width] for start in range(0, len(text), width))
    found = only(wrapped)
    assert found.errors == (E.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER,)
    assert found.url == "https://api.example.net/x"


def test_html_and_json_escapes_are_undone() -> None:
    text = (
        (FIREFOX + "(Reason: CORS header ‘Access-Control-Allow-Origin’ missing).")
        .replace("‘", "\\u2018")
        .replace("’", "\\u2019")
    )
    assert only(text).errors[0] is E.MISSING_ALLOW_ORIGIN_HEADER
    assert only((CHROME + MISSING).replace("'", "&#39;")).errors == (E.MISSING_ALLOW_ORIGIN_HEADER,)


def test_two_different_messages_are_two_refusals_and_a_repeated_one_is_one() -> None:
    other = CHROME.replace("/x", "/y") + PREFLIGHT + "It does not have HTTP ok status."
    found = recognise(f"{CHROME}{MISSING}\n{other}\n{CHROME}{MISSING}").refusals
    assert [each.url for each in found] == ["https://api.example.net/x", "https://api.example.net/y"]


@pytest.mark.parametrize(
    ("text", "browser"),
    [("TypeError: Failed to fetch", "chrome"), ("TypeError: Load failed", "safari"),
     ("TypeError: NetworkError when attempting to fetch resource.", "firefox"), ("AxiosError: Network Error", "")],
)  # fmt: skip
def test_what_script_sees_hides_the_reason_and_is_known_for_it(text: str, browser: str) -> None:
    found = recognise(text)
    assert (found.refusals, found.hiding) == ((), (browser,))


@pytest.mark.parametrize(
    "piece", ["http://", "Access to fetch at 'x", "remote resource at x", "Redirect location '", "https://a/: CORS "]
)
def test_a_text_made_to_take_long_is_cut_and_still_read(piece: str) -> None:
    text = CHROME + PREFLIGHT + MISSING + " " + piece * 100_000
    assert Error.PREFLIGHT_MISSING_ALLOW_ORIGIN_HEADER in recognise(text).refusals[0].errors


def test_other_text_is_not_taken_for_a_refusal() -> None:
    found = recognise("The quick brown fox: https://example.com/ CORS is fun (really). Status code: 200")
    assert (found.refusals, found.hiding) == ((), ())


@settings(max_examples=200, deadline=None)
@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from([CHROME, PREFLIGHT, MISSING, FIREFOX, "(Reason: ", "'", "\n", ")"]), max_size=12).map(
        "".join
    )
)
def test_any_text_at_all_is_read_without_complaint(text: str) -> None:
    recognise(text)
