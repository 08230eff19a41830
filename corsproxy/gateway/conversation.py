"""The conversation with either product, or with a function URL: `begin`, then `advance` until there is an `Answer`.

    turn = begin(api, arrival)
    while not isinstance(turn, Answer):
        turn = advance(turn, await ask(outside))

Turns are values: one turn can be advanced twice, with different outcomes.
"""

from __future__ import annotations

from typing import assert_never

from corsproxy.gateway.answer import Answer
from corsproxy.gateway.api import Served
from corsproxy.gateway.arrival import Arrival
from corsproxy.gateway.function_url import pipeline as function_url
from corsproxy.gateway.function_url.definition import FunctionUrl
from corsproxy.gateway.http_api import pipeline as http_api
from corsproxy.gateway.http_api.definition import HttpApi
from corsproxy.gateway.http_api.visit import Visit
from corsproxy.gateway.rest_api.definition import RestApi
from corsproxy.gateway.turn import Outcome, Turn


def begin(api: Served, arrival: Arrival) -> Turn:
    """The first turn of a request to `api`."""
    match api:
        case HttpApi():
            return http_api.begin(api, arrival)
        case RestApi():
            # imported when first needed: it brings a template engine that HTTP APIs do without
            from corsproxy.gateway.rest_api import pipeline as rest_api

            return rest_api.begin(api, arrival)
        case FunctionUrl():
            return function_url.begin(api, arrival)
        case _:
            assert_never(api)


def advance(turn: Turn, outcome: Outcome) -> Turn:
    """The turn after `turn`, now that the world said `outcome`; TypeError where the two do not fit."""
    if isinstance(turn, Answer):
        raise TypeError("the conversation has ended: an answer waits for no outcome")
    if isinstance(turn.state, Visit):
        return http_api.advance(turn, outcome)
    if isinstance(turn.state, function_url.UrlVisit):
        return function_url.advance(turn, outcome)
    from corsproxy.gateway.rest_api import pipeline as rest_api

    return rest_api.advance(turn, outcome)
