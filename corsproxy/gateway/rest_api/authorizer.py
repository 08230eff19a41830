"""(first version)"""

from __future__ import annotations

from corsproxy.gateway.answer import Answer
from corsproxy.gateway.rest_api.call import Call
from corsproxy.gateway.rest_api.gateway_response import Refusal
from corsproxy.gateway.turn import AskAuthorizer, Outcome


def asked(call: Call) -> Call | AskAuthorizer | Refusal:
    """Nobody is asked yet."""
    return call


def judged(call: Call, outcome: Outcome) -> Call | Answer:
    """Nobody was asked yet."""
    return call
