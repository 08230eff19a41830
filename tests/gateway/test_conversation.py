"""The conversation with either product."""

from __future__ import annotations

import pytest

from corsproxy.gateway.answer import Answer
from corsproxy.gateway.conversation import advance, begin
from corsproxy.gateway.rest_api.definition import RestApi
from corsproxy.gateway.turn import Admitted, AskAdmission
from tests.gateway.http_api_visits import CORS, api, arrive, preflight


def test_each_product_answers_in_its_own_words() -> None:
    http = begin(api("GET /items"), arrive("GET", "/nope"))
    rest = begin(RestApi("abcdefghij", ()), arrive("GET", "/nope", stage="prod"))
    assert isinstance(http, Answer)
    assert isinstance(rest, Answer)
    assert (http.response.status, rest.response.status) == (404, 403)


def test_a_turn_goes_on_with_an_outcome_and_an_answer_does_not() -> None:
    asked = begin(api("GET /items"), arrive("GET", "/items"))
    assert isinstance(asked, AskAdmission)
    assert advance(asked, Admitted()) != asked
    done = begin(api("GET /items", cors=CORS), preflight("/items"))
    with pytest.raises(TypeError):
        advance(done, Admitted())
