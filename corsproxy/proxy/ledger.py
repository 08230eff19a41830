"""Which flow belongs to which page fetch: exchanges go in, assessed page fetches and their flows come out.

Flows are held weakly, so that letting go of a flow is mitmproxy's decision alone; assessments are held up to
a limit, the oldest let go first.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from weakref import ReferenceType, ref

from mitmproxy import http

from corsproxy.capture.flows import exchange_of
from corsproxy.diagnose.assess import Assessment, assess
from corsproxy.diagnose.pages import Tracker
from corsproxy.diagnose.sighting import Role, Sighting
from corsproxy.fetch.browser import BROWSERS, CHROME
from corsproxy.fetch.judge import judge
from corsproxy.proxy.verdict_text import Progress, leading

# Authors are told from headers and from the short bodies of gateways; more of a body is never looked at.
BODY_LIMIT = 8 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Entered:
    """One page fetch after an exchange came in: its assessment, how far it has come, and its living flows by role."""

    assessment: Assessment
    flows: tuple[tuple[http.HTTPFlow, Role], ...]
    progress: Progress


def concerns_cors(flow: http.HTTPFlow) -> bool:
    """False where no CORS check can apply: no Origin, and no redirect that may lead to one.

    https://fetch.spec.whatwg.org/#append-a-request-origin-header: a CORS request always carries Origin.
    """
    if "origin" in flow.request.headers:
        return True
    return flow.response is not None and flow.response.status_code in _REDIRECTS


def progress_of(sighting: Sighting, assessment: Assessment) -> Progress:
    """How far the fetch has come. `assess` may conclude from a request that never came that its preflight failed;
    live it may only be late, so what is still open is told from the preflight alone, under each credentials mode."""
    hops = sighting.fetch.hops
    if not hops:
        return Progress.COMPLETE
    last = hops[-1]
    if last.actual is None:
        browser = next((one for one in BROWSERS if one.name == sighting.browser), CHROME)
        complete = {
            judge(replace(sighting.fetch, credentials=mode), browser).complete for mode in sighting.credentials
        }
        if complete == {False}:
            return Progress.PREFLIGHT_PASSED
        return Progress.COMPLETE if complete == {True} else Progress.PREFLIGHT_OPEN
    response = last.actual.response
    if response is None or response.status not in _REDIRECTS or "location" not in response.headers:
        return Progress.COMPLETE
    return Progress.COMPLETE if leading(assessment).verdict.complete else Progress.REDIRECTED


class Ledger:
    """The page fetches seen, by id; bounded by `limit` (assessments and flow references each)."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._tracker = Tracker()
        self._next_index = 0
        self._flows: OrderedDict[int, ReferenceType[http.HTTPFlow]] = OrderedDict()
        self._assessments: OrderedDict[str, Assessment] = OrderedDict()
        self._fetch_of_flow: OrderedDict[str, str] = OrderedDict()

    def enter(self, flow: http.HTTPFlow) -> Iterator[Entered]:
        """Take in a finished flow; yield every page fetch that it began, continued or changed."""
        index = self._next_index
        self._next_index += 1
        self._flows[index] = ref(flow)
        for sighting in self._tracker.see(exchange_of(flow, index=index, body_limit=BODY_LIMIT)):
            assessment = assess(sighting)
            self._keep(assessment)
            yield Entered(assessment, tuple(self._living(sighting)), progress_of(sighting, assessment))
        _bound(self._flows, self.limit)
        _bound(self._assessments, self.limit)
        _bound(self._fetch_of_flow, 2 * self.limit)

    def _keep(self, assessment: Assessment) -> None:
        self._assessments[assessment.sighting.id] = assessment
        self._assessments.move_to_end(assessment.sighting.id)

    def _living(self, sighting: Sighting) -> Iterator[tuple[http.HTTPFlow, Role]]:
        for entry in sighting.entries:
            reference = self._flows.get(entry.index)
            flow = reference() if reference is not None else None
            if flow is not None:
                self._fetch_of_flow[flow.id] = sighting.id
                yield flow, entry.role

    def of_flow(self, flow: http.HTTPFlow) -> Assessment | None:
        """The newest assessment that this flow is part of, if it is still held."""
        return self._assessments.get(self._fetch_of_flow.get(flow.id, ""))

    def assessments(self) -> tuple[Assessment, ...]:
        """All that are held, in the order in which they last changed."""
        return tuple(self._assessments.values())

    def clear(self) -> None:
        """Forget everything, open preflights too."""
        self._tracker = Tracker()
        self._flows.clear()
        self._assessments.clear()
        self._fetch_of_flow.clear()


def _bound(
    held: OrderedDict[int, ReferenceType[http.HTTPFlow]] | OrderedDict[str, Assessment] | OrderedDict[str, str],
    limit: int,
) -> None:
    while len(held) > limit:
        held.popitem(last=False)
