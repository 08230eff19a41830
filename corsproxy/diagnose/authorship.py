"""Who wrote a response: every witness is asked in turn, and the first who recognises it is believed.

The order matters: a witness stands before those whose marks the former's responses may also carry.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from corsproxy.diagnose.clues import Clues, clues
from corsproxy.diagnose.finding import Attribution, Certainty
from corsproxy.diagnose.witness_dev_tools import dev_tool
from corsproxy.diagnose.witness_edge import cloudfront, load_balancer, network, redirect, storage, unreachable, waf
from corsproxy.diagnose.witness_frameworks import framework
from corsproxy.diagnose.witness_function_url import function_url
from corsproxy.diagnose.witness_http_api import http_api
from corsproxy.diagnose.witness_rest_api import gateway_response, integration
from corsproxy.diagnose.witness_status import by_status
from corsproxy.gateway.answer import Author, Layer
from corsproxy.http.message import Exchange

Witness = Callable[[Clues], tuple[Attribution, ...]]

WITNESSES: tuple[Witness, ...] = (
    network,
    waf,
    cloudfront,
    load_balancer,
    storage,
    redirect,
    function_url,
    gateway_response,
    framework,
    http_api,
    integration,
    dev_tool,
    unreachable,
    by_status,
)


def _unknown(clue: Clues) -> Attribution:
    server = clue.headers.get("server")
    evidence = [f"server: {server}"] if server else []
    evidence.append("no id of API Gateway's, CloudFront's or a known tool's on the response")
    return Attribution(
        Author(Layer.UNKNOWN),
        Certainty.POSSIBLE,
        tuple(evidence),
        f"curl -sS -i -X OPTIONS -H 'Origin: {clue.exchange.request.headers.get('origin') or 'ORIGIN'}' "
        f"-H 'Access-Control-Request-Method: GET' '{clue.exchange.request.url}'",
    )


def attribute(exchange: Exchange) -> tuple[Attribution, ...]:
    """Every possible author of an exchange's response, the likeliest first; never empty.

    Several are given where the bytes do not tell them apart; each but a certain one then carries the
    command that decides.
    """
    return _attributed(clues(exchange))


@lru_cache(maxsize=4)  # by identity: the few exchanges of one page fetch, which are asked about again and again
def _attributed(clue: Clues) -> tuple[Attribution, ...]:
    for witness in WITNESSES:
        found = witness(clue)
        if found:
            return found
    return (_unknown(clue),)
