"""Which flow belongs to which page fetch: exchanges go in, assessed page fetches and their flows come out.

Flows are held weakly, so that letting go of a flow is mitmproxy's decision alone; page fetches are held up to
a limit, the oldest let go first.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from weakref import ReferenceType, ref

from mitmproxy import http

from corsproxy.capture.flows import exchange_of
from corsproxy.diagnose.assess import Assessment, assess
from corsproxy.diagnose.pages import Tracker
from corsproxy.diagnose.rule import rule
from corsproxy.diagnose.ruling import Standing
from corsproxy.diagnose.sighting import Role, Sighting
from corsproxy.diagnose.suppositions import suppositions
from corsproxy.fetch.browser import BROWSERS, CHROME
from corsproxy.fetch.judge import judge
from corsproxy.http.message import Exchange
from corsproxy.http.url import parse
from corsproxy.proxy.verdict_text import Progress

# Authors are told from headers and from the short bodies of gateways; more of a body is never looked at.
BODY_LIMIT = 8 * 1024
_CLEAN = (Standing.ALLOWED, Standing.NOT_CORS, Standing.UNKNOWN)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Entered:
    """One page fetch after an exchange came in: its assessment, how far it has come, and its living flows by role.

    The assessment has findings only where a browser refuses, and rulings only once there is something to rule on.
    """

    assessment: Assessment
    flows: tuple[tuple[http.HTTPFlow, Role], ...]
    progress: Progress

    def whole(self) -> Assessment:
        """The assessment with all findings, cautions about what is allowed too."""
        return assess(self.assessment.sighting)


def concerns_cors(flow: http.HTTPFlow) -> bool:
    """False where no CORS check can apply: no Origin, and no redirect that may lead to one.

    https://fetch.spec.whatwg.org/#append-a-request-origin-header: a CORS request always carries Origin.
    """
    if "origin" in flow.request.headers:
        return True
    return flow.response is not None and flow.response.status_code in _REDIRECTS


def progress_of(sighting: Sighting) -> Progress:
    """How far a fetch has come.

    `assess` may conclude from a request that never came that its preflight failed, or that a redirect was not to be
    followed; live it may only be late, so this asks the judge for each credentials mode that is possible.
    """
    last = sighting.fetch.hops[-1] if sighting.fetch.hops else None
    response = last.actual.response if last is not None and last.actual is not None else None
    redirected = response is not None and response.status in _REDIRECTS and "location" in response.headers
    if last is None or not (last.actual is None or redirected):
        return Progress.COMPLETE
    browser = next((one for one in BROWSERS if one.name == sighting.browser), CHROME)
    complete = {judge(replace(sighting.fetch, credentials=mode), browser).complete for mode in sighting.credentials}
    if complete == {True}:
        return Progress.COMPLETE
    if redirected:
        return Progress.REDIRECTED
    return Progress.PREFLIGHT_PASSED if complete == {False} else Progress.PREFLIGHT_OPEN


def judged_first(sighting: Sighting) -> Assessment:
    """The rulings, and the findings only where a browser refuses: most traffic is fine, and who wrote a response that
    nobody complains of can be told when somebody asks (`Entered.whole`)."""
    supposed = suppositions(sighting)
    rulings = {browser.name: rule(sighting, browser, supposed) for browser in BROWSERS}
    if all(ruling.standing in _CLEAN for ruling in rulings.values()):
        return Assessment(sighting, rulings, ())
    return assess(sighting)


class Ledger:
    """The page fetches seen, by id; bounded by `limit` (page fetches and flow references each)."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._tracker = Tracker()
        self.next_index = 0
        self._flows: OrderedDict[int, ReferenceType[http.HTTPFlow]] = OrderedDict()
        self._sightings: OrderedDict[str, Sighting] = OrderedDict()
        self._fetch_of_flow: OrderedDict[str, str] = OrderedDict()
        self._expected: OrderedDict[str, str] = OrderedDict()
        self._fine: OrderedDict[str, ReferenceType[http.HTTPFlow]] = OrderedDict()

    def enter(self, flow: http.HTTPFlow) -> Iterator[Entered]:
        """Take in a finished flow; yield every page fetch that it began, continued or changed."""
        index = self.next_index
        self.next_index += 1
        self._flows[index] = ref(flow)
        for sighting in self._tracker.see(exchange_of(flow, index=index, body_limit=BODY_LIMIT)):
            self._sightings[sighting.id] = sighting
            self._sightings.move_to_end(sighting.id)
            progress = progress_of(sighting)
            # while something is still to come there is nothing to rule on
            assessment = judged_first(sighting) if progress is Progress.COMPLETE else Assessment(sighting, {}, ())
            self._expect(flow, sighting, progress)
            yield Entered(assessment, tuple(self._living(sighting)), progress)
        _bound(self._flows, self.limit)
        _bound(self._sightings, self.limit)
        _bound(self._fetch_of_flow, 2 * self.limit)
        _bound(self._expected, self.limit)

    def _expect(self, flow: http.HTTPFlow, sighting: Sighting, progress: Progress) -> None:
        """Note for which URL the browser will ask next, so that this request is recognised as a continuation."""
        url = flow.request.pretty_url
        if progress is Progress.COMPLETE:
            self._expected.pop(url, None)
            return
        if progress is Progress.REDIRECTED and flow.response is not None:
            target = parse(flow.response.headers.get("location", ""), url)
            url = target.without_fragment if target is not None else url
        self._expected[url] = sighting.id

    def expects(self, url: str) -> bool:
        """True when a request for `url` would go on with a page fetch that is under way."""
        return url in self._expected

    def enter_fine(self, flow: http.HTTPFlow) -> int:
        """Take in a flow that stands alone and has been recognised as fine; gives it a number of its own."""
        self.next_index += 1
        self._fine[flow.id] = ref(flow)
        _bound(self._fine, self.limit)
        return self.next_index

    def _living(self, sighting: Sighting) -> Iterator[tuple[http.HTTPFlow, Role]]:
        for entry in sighting.entries:
            reference = self._flows.get(entry.index)
            flow = reference() if reference is not None else None
            if flow is not None:
                self._fetch_of_flow[flow.id] = sighting.id
                yield flow, entry.role

    def sighting_of(self, flow: http.HTTPFlow) -> Sighting | Exchange | None:
        """The page fetch that this flow is part of, not judged; its exchange alone where it was recognised as fine."""
        if flow.id in self._fine:
            return exchange_of(flow, index=self.next_index, body_limit=BODY_LIMIT)
        return self._sightings.get(self._fetch_of_flow.get(flow.id, ""))

    def of_flow(self, flow: http.HTTPFlow) -> Assessment | None:
        """The whole assessment of the page fetch that this flow is part of, if it is still held."""
        if flow.id in self._fine:
            (alone,) = Tracker().see(exchange_of(flow, index=0, body_limit=BODY_LIMIT))
            return assess(replace(alone, id=f"r{flow.id}"))
        sighting = self._sightings.get(self._fetch_of_flow.get(flow.id, ""))
        return assess(sighting) if sighting is not None else None

    def sightings(self) -> tuple[Sighting, ...]:
        """All that are held, in the order in which they last changed."""
        return tuple(self._sightings.values())

    def clear(self) -> None:
        """Forget everything, open preflights too."""
        self._tracker = Tracker()
        self._flows.clear()
        self._sightings.clear()
        self._fetch_of_flow.clear()
        self._expected.clear()
        self._fine.clear()


def _bound(held: OrderedDict[Any, Any], limit: int) -> None:
    while len(held) > limit:
        held.popitem(last=False)
