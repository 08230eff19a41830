"""Round trip: whatever line `fetch` can print for an error is recognised back as that error."""

from __future__ import annotations

import pytest

from corsproxy.diagnose.console_text import recognise
from corsproxy.diagnose.console_text_wordings import CHROME as CHROME_WORDINGS
from corsproxy.diagnose.console_text_wordings import FIREFOX as FIREFOX_WORDINGS
from corsproxy.diagnose.console_text_wordings import SAFARI as SAFARI_WORDINGS
from corsproxy.fetch.browser import BROWSERS, Browser
from corsproxy.fetch.console import console_lines
from corsproxy.fetch.error import Error
from corsproxy.fetch.fault import Fault
from corsproxy.fetch.leg import Leg
from corsproxy.fetch.page_fetch import Initiator
from corsproxy.fetch.script_request import ScriptRequest
from corsproxy.fetch.verdict import Phase
from corsproxy.fetch.walk import End
from corsproxy.http.url import parse

URL = "https://api.example.net/items?q=1"
# the value that each error's fault carries, as a browser would have found it
VALUES = {
    "MultipleAllowOriginValues": "https://a.example, https://b.example",
    "InvalidAllowOriginValue": "example.com",
    "AllowOriginMismatch": "https://b.example",
    "InvalidAllowCredentials": "True",
    "InvalidAllowMethodsPreflightResponse": "PUT;GET",
    "InvalidAllowHeadersPreflightResponse": "x-a;x-b",
    "InsecureLocalNetwork": "local",
    "InvalidLocalNetworkAccess": "local",
    "LocalNetworkAccessPermissionDenied": "loopback",
}


def printed(error: Error, browser: Browser, initiator: Initiator, hop: int) -> tuple[str, ...]:
    script = ScriptRequest(
        "https://app.example.com", "PUT", "https://first.example/" if hop else URL, initiator=initiator,
        page_url="https://app.example.com/page",
    )  # fmt: skip
    url = parse(URL)
    assert url is not None
    preflight = error.startswith("Preflight") or error.endswith("PreflightResponse")
    value = VALUES.get(error.removeprefix("Preflight"), "")
    location = "https://u:p@b.example/" if error is Error.REDIRECT_CONTAINS_CREDENTIALS else ""
    fault = Fault(error, culprit="x-a" if "Header" in error else "PUT" if "Method" in error else None, value=value,
                  token=value, status=403, location=location, target=location or URL)  # fmt: skip
    phase = Phase.PREFLIGHT if preflight else Phase.REDIRECT if location else Phase.ACTUAL
    leg = Leg(script, browser, url, "PUT", (), b"", hop=hop, cors=True)
    return console_lines(End(leg, script, browser, ((phase, hop, ()),), fault, phase))


CASES = [
    pytest.param(error, browser, initiator, hop, id=f"{error}-{browser.name}-{initiator}-{hop}")
    for error in Error
    for browser in BROWSERS
    for initiator in (Initiator.FETCH, Initiator.XHR, Initiator.IMAGE, Initiator.EVENT_SOURCE)
    for hop in (0, 1)
]
# lines that a browser prints alike for several reasons, or that name none
TELLS_NOTHING = {
    ("chrome", Error.NETWORK_FAILURE): "without a net error of its own it is net::ERR_FAILED too",
    ("chrome", Error.REDIRECT_MODE_ERROR): "net::ERR_FAILED stands under every refusal",
    ("firefox", Error.REDIRECT_MODE_ERROR): "prints no line",
    ("safari", Error.DISALLOWED_BY_MODE): "“Fetch API cannot load URL.” names no reason",
}
# what Safari never refuses for
NEVER = {Error.INVALID_RESPONSE, *(error for error in Error if "LocalNetwork" in error)}


@pytest.mark.parametrize(("error", "browser", "initiator", "hop"), CASES)
def test_what_fetch_prints_is_recognised_as_what_it_was(
    error: Error, browser: Browser, initiator: Initiator, hop: int
) -> None:
    if browser.name == "safari" and error in NEVER:
        return
    lines = printed(error, browser, initiator, hop)
    found = recognise("\n".join(lines)).refusals
    errors = [each for refusal in found for each in refusal.errors]
    if not lines or ((browser.name, error) in TELLS_NOTHING and not found):
        return
    assert error in errors, lines
    # Chrome names every error by words of its own; the others word some alike
    if browser.name == "chrome":
        assert errors[0] is error


def test_every_error_with_words_of_its_own_has_a_wording() -> None:
    told = {error for wording in (*CHROME_WORDINGS, *FIREFOX_WORDINGS, *SAFARI_WORDINGS) for error in wording.errors}
    told |= {Error(f"Preflight{error}") for error in told if f"Preflight{error}" in set(Error)}
    # fetch() throws before anything reaches the console, in every browser
    assert set(Error) - told <= {Error.INVALID_REQUEST}


def test_a_wording_that_names_no_error_names_what_it_was() -> None:
    for wording in (*CHROME_WORDINGS, *FIREFOX_WORDINGS, *SAFARI_WORDINGS):
        assert wording.errors or wording.name
