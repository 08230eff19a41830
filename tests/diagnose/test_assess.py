"""An assessment holds three rulings and the findings, whatever the exchanges were."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from corsproxy.diagnose.assess import assess, headline
from corsproxy.diagnose.pages import page_fetches
from corsproxy.diagnose.ruling import Standing
from corsproxy.fetch.browser import BROWSERS
from corsproxy.http.headers import Headers
from corsproxy.http.message import Exchange, Request, Response
from tests.diagnose.traffic import CHROME, actual, preflight


def test_every_browser_rules_and_each_problem_is_a_finding() -> None:
    [sighting] = page_fetches([preflight(status=403, answer={})])
    found = assess(sighting)
    assert set(found.rulings) == {browser.name for browser in BROWSERS}
    assert len(found.findings) >= 3


def test_a_clean_fetch_has_no_error_among_its_findings() -> None:
    [sighting] = page_fetches([actual()])
    found = assess(sighting)
    assert {ruling.standing for ruling in found.rulings.values()} == {Standing.ALLOWED}
    assert not [finding for finding in found.findings if finding.severity == "error"]


names = st.sampled_from(["Origin", "Access-Control-Request-Method", "Access-Control-Allow-Origin", "Location", "Cookie",
                         "Sec-Fetch-Mode", "Access-Control-Allow-Headers", "User-Agent", "x"])  # fmt: skip
texts = st.text(st.characters(max_codepoint=255), max_size=12) | st.sampled_from(
    ["*", "null", "https://a.example", "cors", "PUT", CHROME, "/next", "http://u:p@b.example/"]
)
headers = st.lists(st.tuples(names, texts), max_size=6).map(Headers)
urls = st.sampled_from(
    ["https://a.example/", "http://b.example/x", "https://a.example/next", "nonsense", "data:,x", ""]
)
exchanges = st.builds(
    Exchange,
    st.builds(Request, st.sampled_from(["GET", "OPTIONS", "PUT", "patch", ""]), urls, headers),
    st.none() | st.builds(Response, st.sampled_from([0, 200, 204, 302, 304, 403, 999]), headers),
    failure=st.sampled_from(["", "net::ERR_FAILED", "x"]),
    started=st.sampled_from([0.0, 1.0, 2.0]),
    index=st.just(0),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(exchanges, max_size=6))
def test_any_traffic_at_all_is_assessed_in_one_line(traffic: list[Exchange]) -> None:
    for sighting in page_fetches(traffic):
        line = headline(assess(sighting))
        assert line
        assert line.isprintable()
