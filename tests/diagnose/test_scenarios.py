"""Situations that people reported: their wire data go in as a capture, and the first finding is the true cause.

The acceptable kinds were written by reading each situation's cause and fix, not our output. Where the bytes are
those of another cause too, it is enough that the cause is among the alternatives. Situations without traffic are
about a definition, a network or a cache: the loaders' tests have the first, nothing on the wire shows the others.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corsproxy.diagnose.assess import assess
from corsproxy.diagnose.assessment import Assessment
from corsproxy.diagnose.pages import page_fetches
from corsproxy.http.headers import Headers
from corsproxy.http.message import Exchange, Request, Response

FILE = Path(__file__).parents[3] / "shared" / "facts" / "scenarios.json"
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"

# id -> the kinds that name its cause, and the remedy that is its fix
ACCEPTABLE: dict[str, tuple[set[str], str]] = {
    "AUTH-01": ({"options-requires-authorization"}, "open-options-method"),
    "AUTH-04": ({"options-requires-iam"}, "open-options-method"),
    "AUTH-07": ({"authorizer-broken"}, "repair-authorizer"),
    "AUTH-09": ({"resource-policy-denies"}, "allow-options-in-policy"),
    "BROWSER-01": ({"local-network-access-denied"}, "grant-local-network-access"),
    "BROWSER-04": ({"header-not-listed"}, "drop-header"),
    "BROWSER-06": ({"mixed-content"}, "use-https"),
    "CACHE-07": ({"stale-preflight-cache"}, "empty-preflight-cache"),
    "CRED-03": ({"allow-origin-list"}, "choose-origin-at-run-time"),
    "CRED-05": ({"credentials-not-allowed"}, "allow-credentials"),
    "DEV-02": ({"dev-proxy-forwards-origin"}, "forward-other-origin"),
    "DEV-03": ({"local-tool-differs"}, "mend-local-tool-differs"),
    "DOMAIN-01": ({"domain-mapping-missing"}, "map-domain"),
    "DOMAIN-02": ({"network-failure"}, "check-network"),
    "DOMAIN-05": ({"unknown-path"}, "correct-url"),
    "GWR-04": ({"request-throttled"}, "back-off"),
    "GWR-06": ({"payload-too-large"}, "shrink-payload"),
    "GWR-08": ({"waf-challenges"}, "use-waf-integration"),
    "GWR-09": ({"gateway-response-wildcard-with-credentials"}, "reflect-origin-in-gateway-responses"),
    "GWR-10": ({"gateway-response-without-cors"}, "add-gateway-response-headers"),
    "HDR-02": ({"header-not-listed"}, "list-header"),
    "HDR-06": ({"header-not-listed"}, "list-header"),
    "HDR-07": ({"authorization-not-covered"}, "mend-authorization-not-covered"),
    "HDR-09": ({"wildcard-in-old-browsers"}, "mend-wildcard-in-old-browsers"),
    "HDR-10": ({"response-header-not-exposed"}, "mend-response-header-not-exposed"),
    "HDR-12": ({"missing-options-method"}, "remove-upload-listener"),
    "HDR-13": ({"missing-options-method"}, "add-options-method"),
    "HDR-14": ({"opaque-response"}, "drop-no-cors"),
    "HTTP-01": ({"preflight-caught-by-authorized-route"}, "configure-http-api-cors"),
    "HTTP-06": ({"header-not-in-configuration"}, "configure-http-api-cors"),
    "HTTP-14": ({"options-without-request-method"}, "ask-as-a-browser"),
    "IAC-03": ({"missing-options-method"}, "add-options-method"),
    "IAC-05": ({"cors-not-configured"}, "configure-http-api-cors"),
    "IAC-06": ({"credentials-header-without-effect"}, "mend-credentials-header-without-effect"),
    "LAMBDA-02": ({"integration-error-without-cors-headers"}, "return-cors-headers"),
    "LAMBDA-04": ({"allow-origin-in-two-places"}, "set-cors-in-one-place"),
    "LAMBDA-05": ({"credentials-value-not-true"}, "return-lowercase-true"),
    "LAMBDA-06": ({"malformed-proxy-response"}, "repair-proxy-response"),
    "LAMBDA-07": ({"framework-answers-options"}, "configure-framework"),
    "LAMBDA-08": ({"framework-refuses-preflight"}, "configure-framework"),
    "LAMBDA-11": ({"integration-without-cors-headers"}, "return-cors-headers"),
    "LOCAL-02": ({"local-tool-differs"}, "test-against-emulator"),
    "LOCAL-04": ({"allow-origin-list"}, "choose-origin-at-run-time"),
    "LOCAL-05": ({"local-tool-differs"}, "test-against-emulator"),
    "LOCAL-06": ({"local-tool-differs"}, "configure-local-tool"),
    "LOCAL-07": ({"allow-origin-in-two-places"}, "set-cors-in-one-place"),
    "NONPROXY-05": ({"allow-origin-in-two-places"}, "set-cors-in-one-place"),
    "ORIGIN-01": ({"allow-origin-trailing-slash"}, "correct-origin-value"),
    "ORIGIN-02": ({"allow-origin-other"}, "choose-origin-at-run-time"),
    "ORIGIN-03": ({"allow-origin-without-scheme"}, "correct-origin-value"),
    "ORIGIN-05": ({"allow-origin-other"}, "choose-origin-at-run-time"),
    "PRIVATE-02": ({"private-api-not-addressed"}, "use-browser-form-of-private-url"),
    "PRIVATE-04": ({"private-dns-captures-public-api"}, "leave-private-dns"),
    "REDIR-01": ({"redirected-preflight"}, "use-final-url"),
    "REDIR-02": ({"redirected-preflight"}, "use-final-url"),
    "REST-01": ({"missing-options-method"}, "add-options-method"),
    "REST-06": ({"mock-options-broken"}, "repair-mock"),
    "REST-07": ({"unknown-stage"}, "correct-url"),
    "REST-08": ({"unknown-path"}, "correct-url"),
    "REST-10": ({"mock-options-broken"}, "repair-mock"),
    "WEBVIEW-02": ({"allow-origin-other"}, "choose-origin-at-run-time"),
    "WEBVIEW-05": ({"local-tool-differs"}, "grant-host-permissions"),
}  # fmt: skip

# id -> why Chrome's verdict or error cannot be read off this capture
UNDECIDED = {
    "BROWSER-01": "the permission prompt leaves nothing on the wire: the verdict is unknown, the finding names it",
    "BROWSER-06": "the request was never sent, so nothing on the wire shows why: the verdict is unknown",
    "CACHE-07": "an answer in the preflight cache leaves nothing on the wire: the verdict is unknown",
    "DOMAIN-02": "a network failure is no CORS verdict",
    "HDR-09": "it fails in browsers of 2020; today's, which we judge for, let it pass",
}


def situations() -> list[dict[str, Any]]:
    """Those with traffic; none where the file is not there."""
    if not FILE.exists():
        return []
    found: list[dict[str, Any]] = json.loads(FILE.read_text())["scenarios"]
    return [one for one in found if one.get("requests")]


def capture(one: dict[str, Any]) -> list[Exchange]:
    """Its requests and responses, with what every Chrome sends."""
    found = []
    for index, asked in enumerate(one["requests"]):
        lines = [*(asked.get("headers") or {}).items(), ("sec-fetch-mode", asked.get("mode", "cors"))]
        request = Request(asked["method"], asked["url"], Headers([*lines, ("user-agent", CHROME)]))
        said = next((each for each in one.get("responses", ()) if each["to"] == index), None)
        response = None
        if said is not None:
            body = said.get("body") or ""
            text = body if isinstance(body, str) else json.dumps(body)
            response = Response(said["status"], Headers(list((said.get("headers") or {}).items())), text.encode())
        failure = "" if response else "net::ERR_FAILED"
        found.append(
            Exchange(request, response, failure=failure, started=1000 + index, ended=1000.5 + index, index=index)
        )
    return found


def told(one: dict[str, Any]) -> list[Assessment]:
    return [assess(sighting) for sighting in page_fetches(capture(one))]


def names_the_cause(assessments: list[Assessment], kinds: set[str]) -> bool:
    """True when a fetch's first finding, or one of its alternatives, is one of these."""
    for assessment in assessments:
        for finding in assessment.findings[:1]:
            if kinds & {finding.kind.name, *(other.cause for other in finding.alternatives)}:
                return True
    return False


def decides(one: dict[str, Any], assessments: list[Assessment]) -> bool:
    """True when Chrome's ruling on some fetch is the expected one, or likeliest so where it depends."""
    codes = one["expected"]["chrome_codes"]
    rulings = [assessment.rulings["chrome"] for assessment in assessments]
    if codes:
        return any(
            code in {str(verdict.error) for verdict in (ruling.verdict, *ruling.conditions.values())}
            for ruling in rulings
            for code in codes
        )
    return any(ruling.standing.value in {"allowed", "not-cors", "depends", "unknown"} for ruling in rulings) or one[
        "expected"
    ]["verdict"] in {"not-a-preflight"}


@pytest.mark.parametrize("one", situations(), ids=lambda one: str(one["id"]))
def test_the_first_finding_is_the_true_cause_and_its_remedy_the_fix(one: dict[str, Any]) -> None:
    kinds, remedy = ACCEPTABLE[one["id"]]
    assessments = told(one)
    assert names_the_cause(assessments, kinds)
    offered = {each.kind for found in assessments for finding in found.findings[:1] for each in finding.remedies}
    assert remedy in offered


@pytest.mark.parametrize("one", situations(), ids=lambda one: str(one["id"]))
def test_chrome_decides_as_reported(one: dict[str, Any]) -> None:
    if one["id"] in UNDECIDED:
        pytest.skip(UNDECIDED[one["id"]])
    assert decides(one, told(one))


@pytest.mark.skipif(not FILE.exists(), reason="the recordings are not beside this checkout")
def test_every_situation_with_traffic_has_its_row_and_at_least_95_percent_are_named() -> None:
    every = situations()
    assert {one["id"] for one in every} == set(ACCEPTABLE)
    named = [one["id"] for one in every if names_the_cause(told(one), ACCEPTABLE[one["id"]][0])]
    decided = [one["id"] for one in every if decides(one, told(one))]
    print(f"{len(named)} of {len(every)} causes named, {len(decided)} of {len(every)} verdicts as reported")
    assert len(named) >= 0.95 * len(every)
