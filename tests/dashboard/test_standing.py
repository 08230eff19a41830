from __future__ import annotations

from corsproxy.dashboard.standing import author, deciding, error_of, leading, standing
from corsproxy.diagnose.assess import assess
from tests.dashboard.sights import allowed, blocked, refused_preflight, sighting
from tests.proxy.traffic import GRANTED, URL, flow, preflight


def test_the_browser_that_sent_the_fetch_leads() -> None:
    assert leading(assess(blocked())).browser == "chrome"


def test_without_a_known_browser_the_gravest_ruling_leads() -> None:
    one = flow("GET", answered={"access-control-allow-origin": "*"})
    one.request.headers["user-agent"] = "curl/8"
    assessment = assess(sighting(one))
    assert assessment.sighting.browser == ""
    assert leading(assessment).standing.value == max(
        (ruling.standing.value for ruling in assessment.rulings.values()), key=["allowed", "depends", "blocked"].index
    )


def test_what_fails_for_either_reason_is_blocked() -> None:
    lead = leading(assess(blocked()))
    assert (standing(lead), error_of(lead)) == ("blocked", "MissingAllowOriginHeader")


def test_what_is_allowed_has_no_error() -> None:
    assert error_of(leading(assess(allowed()))) == ""


def test_the_deciding_exchange_is_the_refused_preflight() -> None:
    exchange = deciding(assess(refused_preflight()))
    assert exchange is not None
    assert exchange.request.method == "OPTIONS"


def test_the_author_is_named_where_the_response_names_him_and_only_there() -> None:
    found = author(assess(refused_preflight()))
    assert found is not None
    assert (found.author.layer, found.author.type) == ("gateway-response", "MISSING_AUTHENTICATION_TOKEN")
    assert author(assess(blocked("https://example.com/data"))) is None


def test_a_warning_about_the_preflight_does_not_name_the_author_of_the_answer() -> None:
    mock = {
        **GRANTED,
        "x-amz-apigw-id": "A7H6ymVqoT5nbzI=",
        "x-amzn-requestid": "7a0e1b4c-0000-4000-8000-000000000000",
    }
    refused = {
        **GRANTED,
        "vary": "origin",
        "x-amzn-errortype": "UnauthorizedException",
        "x-amz-apigw-id": "A7H6ymVqoT5nbzI=",
    }
    first = preflight("PUT", "content-type", 200, mock)
    second = flow(
        "PUT",
        URL,
        {"content-type": "application/json"},
        401,
        refused,
        b'{"message":"Unauthorized"}',
        at=1_700_000_000.1,
    )
    assessment = assess(sighting(first, second))
    assert [finding.kind.code for finding in assessment.findings] == ["S008"]
    found = author(assessment)
    assert found is not None
    assert (found.author.layer, found.author.type) == ("gateway-response", "UNAUTHORIZED")
