"""Remedies carry the user's own values and fit the product."""

from __future__ import annotations

import pytest

from corsproxy.diagnose.clues import clues
from corsproxy.diagnose.remedies import FOR_CAUSE, remedies, values
from corsproxy.fetch.page_fetch import Credentials
from corsproxy.http.headers import Headers
from corsproxy.http.message import Response
from tests.diagnose.answers import HTTP, HTTP_ID, ORIGIN, REST, REST_IDS, preflight
from tests.diagnose.sightings import sighting

ANSWER = Response(200, Headers([*REST_IDS, ("access-control-allow-headers", "X-A, *")]))
ASKED = preflight(REST, ANSWER, method="PUT", headers="x-a,x-b")


def test_the_values_are_the_users() -> None:
    found = values(sighting(ASKED, None, credentials=Credentials.INCLUDE), clues(ASKED))
    assert found["origin"] == ORIGIN
    assert found["api"] == "a1b2c3d4e5"
    assert (found["stage"], found["path"]) == ("prod", "/items")
    assert found["methods"] == "PUT,OPTIONS"
    assert found["headers"] == "x-a,x-b", "what is listed already is kept, what is asked for is added, never a '*'"
    assert found["credentials"] == "true"


def test_where_the_url_tells_no_api_a_placeholder_stands() -> None:
    asked = preflight("https://api.example.com/v1/items", ANSWER)
    found = values(sighting(asked, None), clues(asked))
    assert (found["api"], found["stage"], found["path"]) == ("API_ID", "STAGE", "/v1/items")


@pytest.mark.parametrize("cause", FOR_CAUSE)
def test_every_text_is_filled_for_every_cause(cause: str) -> None:
    for remedy in remedies(cause, values(sighting(ASKED, None), clues(ASKED), header="x-b")):
        assert "{" not in remedy.text.replace("{proxy+}", "")
        assert remedy.text.endswith((".", ")"))


def test_an_http_api_gets_its_configuration_where_a_rest_api_gets_gateway_responses() -> None:
    asked = preflight(HTTP, Response(404, Headers(HTTP_ID)))
    filled = values(sighting(asked, None), clues(asked))
    assert [one.kind for one in remedies("token-refused", filled)] == ["refresh-token"]
    assert "configure-http-api-cors" in [one.kind for one in remedies("integration-without-cors-headers", filled)]
