"""Selected flows explained: from what was seen live, or judged afresh where a file was loaded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mitmproxy import http

from corsproxy.capture.flows import exchange_of
from corsproxy.capture.redaction import redact_exchange
from corsproxy.diagnose.assess import Assessment, assess
from corsproxy.diagnose.pages import page_fetches
from corsproxy.http.message import Exchange
from corsproxy.proxy.ledger import BODY_LIMIT, Ledger
from corsproxy.proxy.verdict_text import explanation, printable

NOTHING = "not-cors: this flow is no CORS request, so no browser applies a CORS check to it."


def select(ledger: Ledger, flows: Sequence[http.HTTPFlow]) -> list[Assessment]:
    """The assessments of these flows, each once: those seen live, the others judged now from the flows alone."""
    known: dict[str, Assessment] = {}
    unseen: list[http.HTTPFlow] = []
    for flow in flows:
        assessment = ledger.of_flow(flow)
        if assessment is None:
            unseen.append(flow)
        else:
            known[assessment.sighting.id] = assessment
    return [*known.values(), *judge_afresh(unseen)]


def judge_afresh(flows: Iterable[http.HTTPFlow], *, redacted: bool = False) -> list[Assessment]:
    """Judge flows from themselves alone, in the order in which they were sent; `redacted` strikes secrets out first,
    for what leaves this machine."""
    return [
        assess(sighting) for sighting in page_fetches(exchanges_of(flows, redacted=redacted, body_limit=BODY_LIMIT))
    ]


def exchanges_of(
    flows: Iterable[http.HTTPFlow], *, redacted: bool = False, body_limit: int | None = None
) -> list[Exchange]:
    """The flows as exchanges in the order in which they were sent, WebSockets left out; `index` counts from 0."""
    ordered = sorted((flow for flow in flows if flow.websocket is None), key=lambda flow: flow.timestamp_created)
    exchanges = [exchange_of(flow, index=index, body_limit=body_limit) for index, flow in enumerate(ordered)]
    return [redact_exchange(exchange) for exchange in exchanges] if redacted else exchanges


def explain_flows(ledger: Ledger, flows: Sequence[http.HTTPFlow]) -> str:
    """Every page fetch of these flows, explained; ends without a newline."""
    texts = ["\n".join(printable(line) for line in explanation(one)) for one in select(ledger, flows)]
    return "\n\n".join(texts) if texts else NOTHING
