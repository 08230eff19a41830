"""Which flow belongs to which page fetch: exchanges go in, assessed page fetches and their flows come out.

Flows are held weakly, so that letting go of a flow is mitmproxy's decision alone; page fetches are held up to
a limit, the oldest let go first.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
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
from corsproxy.http.headers import Headers
from corsproxy.http.message import Exchange, Request
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
    for name, _ in flow.request.data.headers.fields:
        if len(name) == 6 and name.lower() == b"origin":
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


def rebuilt(flows: Sequence[http.HTTPFlow], fetch_id: str, earlier: Exchange | None) -> Sighting | None:
    """What the tracker would have made of these flows of one page fetch."""
    tracker = Tracker(limit=4)
    found = None
    for index, flow in enumerate(flows):
        exchange = exchange_of(flow, index=index, body_limit=BODY_LIMIT)
        if earlier is not None:
            tracker.note_consent(exchange.request.url, exchange.request.method, earlier)
        (found,) = tracker.see(exchange)
    return replace(found, id=fetch_id) if found is not None else None


@dataclass(frozen=True, slots=True)
class Recognised:
    """A page fetch whose verdict was known: its flows in order, and the earlier preflight that consented to it."""

    fetch_id: str
    flows: tuple[ReferenceType[http.HTTPFlow], ...]
    earlier: Exchange | None

    def sighting(self) -> Sighting | None:
        """What the tracker would have made of it."""
        flows = [flow for reference in self.flows if (flow := reference()) is not None]
        return rebuilt(flows, self.fetch_id, self.earlier) if len(flows) == len(self.flows) else None


class Ledger:
    """The page fetches seen, by id; bounded by `limit` (page fetches and flow references each)."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._tracker = Tracker()
        self._next_index = 0
        self._flows: OrderedDict[int, ReferenceType[http.HTTPFlow]] = OrderedDict()
        self._sightings: OrderedDict[str, Sighting] = OrderedDict()
        self._fetch_of_flow: OrderedDict[str, str] = OrderedDict()
        self._recognised: OrderedDict[str, Recognised] = OrderedDict()
        self.watch: Callable[[tuple[http.HTTPFlow, ...], str, Exchange | None], None] | None = None
        """Told each page fetch that is recognised, while its flows still live: `enter_recognised`'s arguments."""

    def number(self) -> int:
        """An index of its own for the next flow."""
        self._next_index += 1
        return self._next_index - 1

    def enter(self, flow: http.HTTPFlow, index: int | None = None) -> Iterator[Entered]:
        """Take in a finished flow (with the index that it got when it came, if it had to wait).

        Yields every page fetch that it began, continued or changed.
        """
        if index is None:
            index = self.number()
        self._flows[index] = ref(flow)
        for sighting in self._tracker.see(exchange_of(flow, index=index, body_limit=BODY_LIMIT)):
            self._sightings[sighting.id] = sighting
            self._sightings.move_to_end(sighting.id)
            progress = progress_of(sighting)
            # while something is still to come there is nothing to rule on
            assessment = judged_first(sighting) if progress is Progress.COMPLETE else Assessment(sighting, {}, ())
            yield Entered(assessment, tuple(self._living(sighting)), progress)
        _bound(self._flows, self.limit)
        _bound(self._sightings, self.limit)
        _bound(self._fetch_of_flow, 2 * self.limit)

    def waits(self, url: str, method: str, started: float, *, preflight: bool = False) -> bool:
        """True when a flow of this URL and (announced) method may go on with an earlier one."""
        return self._tracker.waits(url, method, started, preflight=preflight)

    def consent(self, url: str, method: str, origin: str) -> Exchange | None:
        """The last preflight that consented to such a request of this origin."""
        earlier = self._tracker.consent(url, method)
        return earlier if earlier is not None and earlier.request.headers.get("origin") == origin else None

    def note_consent(self, url: str, method: str, origin: str, index: int) -> None:
        """Remember that the preflight of this index consented to such requests."""
        asked = Request("OPTIONS", url, Headers((("origin", origin),)))
        self._tracker.note_consent(url, method, Exchange(asked, None, index=index))

    def enter_recognised(
        self, flows: tuple[http.HTTPFlow, ...], fetch_id: str, earlier: Exchange | None = None
    ) -> None:
        """Take in the flows of a whole page fetch that has been recognised, so that nothing had to be judged."""
        recognised = Recognised(fetch_id, tuple([ref(flow) for flow in flows]), earlier)
        for flow in flows:
            self._recognised[flow.id] = recognised
        _bound(self._recognised, 2 * self.limit)
        if self.watch is not None:
            self.watch(flows, fetch_id, earlier)

    def is_recognised(self, flow: http.HTTPFlow) -> bool:
        """True for a flow whose verdict was known without judging."""
        return flow.id in self._recognised

    def _living(self, sighting: Sighting) -> Iterator[tuple[http.HTTPFlow, Role]]:
        for entry in sighting.entries:
            reference = self._flows.get(entry.index)
            flow = reference() if reference is not None else None
            if flow is not None:
                self._fetch_of_flow[flow.id] = sighting.id
                yield flow, entry.role

    def sighting_of(self, flow: http.HTTPFlow) -> Sighting | Exchange | None:
        """The page fetch that this flow is part of, not judged; None where it is not held, or was put off."""
        recognised = self._recognised.get(flow.id)
        if recognised is not None:
            return recognised.sighting()
        return self._sightings.get(self._fetch_of_flow.get(flow.id, ""))

    def of_flow(self, flow: http.HTTPFlow) -> Assessment | None:
        """The whole assessment of the page fetch that this flow is part of, if it is still held."""
        sighting = self.sighting_of(flow)
        return assess(sighting) if isinstance(sighting, Sighting) else None

    def sightings(self) -> tuple[Sighting, ...]:
        """All that are held, in the order in which they last changed."""
        return tuple(self._sightings.values())

    def clear(self) -> None:
        """Forget everything, open preflights too."""
        self._tracker = Tracker()
        self._flows.clear()
        self._sightings.clear()
        self._fetch_of_flow.clear()
        self._recognised.clear()


def _bound(held: OrderedDict[Any, Any], limit: int) -> None:
    while len(held) > limit:
        held.popitem(last=False)
