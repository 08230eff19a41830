"""The simulation: live traffic answered as if the API had this policy, and never silently.

Requests go to the real API all the same, preflights too: so each flow shows both truths. The response that the page
gets carries a header of ours, and what the API really said stays in the flow's metadata.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from mitmproxy import http
from mitmproxy.net.http import status_codes

from corsproxy.capture.flows import exchange_of
from corsproxy.diagnose.assess import assess
from corsproxy.diagnose.pages import Tracker
from corsproxy.diagnose.sighting import Sighting
from corsproxy.http.message import Exchange
from corsproxy.proxy.annotation import METADATA_KEY as JUDGED
from corsproxy.proxy.annotation import metadata_of
from corsproxy.proxy.ledger import BODY_LIMIT, Ledger
from corsproxy.proxy.simulate_policy import Policy, Simulated, concerns, simulate
from corsproxy.proxy.simulate_truths import Truths

log = logging.getLogger("corsproxy")

MARKER = "x-corsproxy-simulated"
METADATA_KEY = "corsproxy-simulated"

Hook = Callable[[http.HTTPFlow], None] | None


class Simulate:
    """The addon; it stands before `CorsProxy`, which so judges what the page gets. `policy` None switches it off."""

    name = "corsproxy-simulate"

    def __init__(self, policy: Policy | None = None, truths: Truths | None = None) -> None:
        self.policy = policy
        self.truths = truths or Truths()

    @property
    def responseheaders(self) -> Hook:
        """Streamed responses are changed before their first byte is passed on. Switched off, there is no hook:
        mitmproxy looks them up at each event, and one that does nothing costs every request."""
        return self._at_headers if self.policy is not None else None

    @property
    def response(self) -> Hook:
        """Other responses are changed when they are whole."""
        return self._at_end if self.policy is not None else None

    def _at_headers(self, flow: http.HTTPFlow) -> None:
        if flow.response is not None and flow.response.stream:
            self._answer(flow)

    def _at_end(self, flow: http.HTTPFlow) -> None:
        if flow.response is not None and not flow.response.stream:
            self._answer(flow)

    def _answer(self, flow: http.HTTPFlow) -> None:
        policy, response = self.policy, flow.response
        if policy is None or response is None or flow.websocket is not None or METADATA_KEY in flow.metadata:
            return
        try:
            request = flow.request
            if not concerns(policy, request.method, request.pretty_url, request.headers.get("origin")):
                return
            exchange = exchange_of(flow, body_limit=BODY_LIMIT)
            found = simulate(policy, exchange)
            if found is None or (found.body is not None and response.stream):
                return
            self.truths.keep(exchange)
            flow.metadata[METADATA_KEY] = _metadata(policy, found, response)
            _apply(response, policy, found)
        except Exception as error:
            log.error(
                "corsproxy could not simulate %s (%s: %s); the real response goes on",
                flow.request.host,
                type(error).__name__,
                error,
            )


class BothTruths:
    """The addon behind `CorsProxy` that says, on each simulated flow, what the API as it is deployed leads to. `say`
    gets a line for the user about each page fetch."""

    name = "corsproxy-both-truths"

    def __init__(self, simulate: Simulate, ledger: Ledger, say: Callable[[str], None] = log.info) -> None:
        self._simulate = simulate
        self._ledger = ledger
        self._say = say

    @property
    def responseheaders(self) -> Hook:
        """Streamed responses are judged here."""
        return self._at_headers if self._simulate.truths.any else None

    @property
    def response(self) -> Hook:
        """Others have been judged when they are whole."""
        return self._tell if self._simulate.truths.any else None

    def _at_headers(self, flow: http.HTTPFlow) -> None:
        if flow.response is not None and flow.response.stream:
            self._tell(flow)

    def _tell(self, flow: http.HTTPFlow) -> None:
        told = flow.metadata.get(METADATA_KEY)
        if told is None or "deployed" in told:
            return
        try:
            real = self.deployed(flow)
            if real is None:
                return
            machine = metadata_of(assess(real))
            told["deployed"] = {name: machine[name] for name in ("outcome", "headline", "verdicts")}
            if (flow.metadata.get(JUDGED) or {}).get("complete", True):
                # a refused preflight is what the page fetch fails at, so it is told with the request that followed
                self._say(f"    simulated ({told['policy']}); as deployed: {machine['comment'] or 'not CORS'}")
        except Exception as error:
            log.error("corsproxy could not judge what is deployed (%s: %s)", type(error).__name__, error)

    def deployed(self, flow: http.HTTPFlow) -> Sighting | None:
        """The page fetch of this flow on what the API really answered; None where nothing was simulated."""
        source = self._ledger.sighting_of(flow)
        if isinstance(source, Exchange):
            (source,) = Tracker().see(source)
        return self._simulate.truths.deployed(source) if source is not None else None


def _metadata(policy: Policy, found: Simulated, response: http.Response) -> dict[str, Any]:
    """What the API really said, as mitmproxy can save it."""
    return {
        "policy": policy.text,
        "because": found.because,
        "status": response.status_code,
        "reason": response.reason,
        "headers": [[name.decode("latin-1"), value.decode("latin-1")] for name, value in response.headers.fields],
        "body": (response.raw_content or b"")[:BODY_LIMIT].decode("latin-1") if found.body is not None else "",
    }


def _apply(response: http.Response, policy: Policy, found: Simulated) -> None:
    if found.status != response.status_code:
        response.status_code = found.status
        response.reason = status_codes.RESPONSES.get(found.status, "")
    fields = [
        (name.encode("latin-1", "replace"), value.encode("latin-1", "replace")) for name, value in found.headers
    ]
    if found.body is not None:
        hop_by_hop = (b"connection", b"transfer-encoding", b"keep-alive")
        fields = [(name, value) for name, value in fields if name.lower() not in hop_by_hop]
    response.headers = http.Headers([*fields, (MARKER.encode(), policy.name.encode())])
    if found.body is not None:
        response.raw_content = found.body
