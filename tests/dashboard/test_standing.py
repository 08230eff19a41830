from __future__ import annotations

from corsproxy.dashboard.standing import author, deciding, error_of, leading, standing
from corsproxy.diagnose.assess import assess
from tests.dashboard.sights import allowed, blocked, refused_preflight, sighting
from tests.proxy.traffic import flow


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
