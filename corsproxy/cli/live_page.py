"""The live page and the simulation put together: the store, what strikes secrets out, what can be asked for."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from corsproxy.capture.redaction import redact_body, redact_exchange, secret_of
from corsproxy.cli.flow_files import export_har, render_report
from corsproxy.cli.simulate_policy import read_policy
from corsproxy.dashboard.actions import Actions, Refused
from corsproxy.dashboard.server import serve
from corsproxy.dashboard.store import DEFAULT_LIMIT, Store, exchanges_of
from corsproxy.dashboard.strike import Strike
from corsproxy.diagnose.assess import assess
from corsproxy.diagnose.finding import Remedy
from corsproxy.diagnose.remedy_texts import TEXTS
from corsproxy.diagnose.sighting import Sighting
from corsproxy.fetch.page_fetch import Hop
from corsproxy.http.message import Exchange
from corsproxy.http.secrets import redact_headers
from corsproxy.proxy.addon import CorsProxy
from corsproxy.proxy.chain import NamedAddon
from corsproxy.proxy.live_page import LivePage
from corsproxy.proxy.send_again import send_again
from corsproxy.proxy.simulate import MARKER, BothTruths, Simulate
from corsproxy.proxy.simulate_policy import Policy
from corsproxy.proxy.way_in import way_in
from corsproxy.report.json import remedy_of
from corsproxy.where import Unusable

log = logging.getLogger("corsproxy")

PORT = 8081


def live_addons(
    judge: CorsProxy,
    *,
    port: int | None = PORT,
    limit: int = DEFAULT_LIMIT,
    policy: Policy | None = None,
    told: Callable[[str], None] = lambda _: None,
    say: Callable[[str], None] = log.info,
) -> list[NamedAddon]:
    """The addons in the order of the chain: the simulation, the judge, both truths, the page (none without a port).

    `told` gets the page's URL once it is served, `say` a line about each page fetch that was simulated.
    """
    simulate = Simulate(policy)
    both = BothTruths(simulate, judge.ledger, say)
    if port is None:
        return [simulate, judge, both]
    store = Store(limit)
    actions = Actions(replay=_replay, export=exported, simulation=Switch(simulate, say), hint=way_in)
    page = LivePage(
        judge.ledger,
        store.put,
        lambda: serve(store, port=port, redaction=striking, actions=actions),
        told,
        both.deployed,
    )
    return [simulate, judge, both, page]


async def _replay(sighting: Sighting) -> str:
    try:
        return send_again(sighting)
    except ValueError as error:
        raise Refused(f"This cannot be sent again: {error}.") from error


class Switch:
    """The page's switch of the simulation."""

    def __init__(self, simulate: Simulate, say: Callable[[str], None]) -> None:
        self._simulate = simulate
        self._say = say

    def state(self) -> dict[str, object]:
        """What is simulated now."""
        return _state(self._simulate.policy)

    def switch(self, policy: str) -> None:
        """Simulate this policy; nothing when it is empty. It names no files: a page may not read them."""
        found = _policy(policy) if policy.strip() else None
        self._simulate.policy = found
        if found is None:
            self._say("Simulation switched off: pages get what the API really answers.")
        else:
            self._say(f"Simulating: {found.summary}. Changed responses carry {MARKER}.")

    def drafted(self, policy: str) -> dict[str, object]:
        """What this policy is in words and as snippets."""
        return _state(_policy(policy))


def _policy(text: str) -> Policy:
    try:
        return read_policy(text)
    except Unusable as error:
        raise Refused(str(error)) from error


def _state(policy: Policy | None) -> dict[str, object]:
    if policy is None:
        return {"policy": "", "summary": "", "remedies": []}
    remedies = [Remedy(kind, TEXTS[kind].format(**_said(values)), values) for kind, values in policy.remedies]
    return {"policy": policy.text, "summary": policy.summary, "remedies": [remedy_of(one) for one in remedies]}


def _said(values: Mapping[str, str]) -> Mapping[str, str]:
    """The values for people: a REST API's header holds one of several origins, never the list."""
    if values["product"] != "rest-api" or "," not in values["origin"]:
        return values
    return {**values, "origin": f"{values['origin'].replace(',', ' or ')} (whichever asks)"}


def striking(exchanges: Sequence[Exchange]) -> Strike:
    """Strike out the secrets of these headers wherever they are quoted, and those that show by themselves."""
    found: dict[str, None] = {}
    for exchange in exchanges:
        for name, value in exchange.request.headers.lines:
            found.update(dict.fromkeys(secret_of(name, value)))
        if exchange.response is not None:
            for name, value in exchange.response.headers.lines:
                found.update(dict.fromkeys(secret_of(name, value)))
    # the longest first: one secret may be a part of another
    secrets = tuple(sorted(found, key=len, reverse=True))
    return lambda text: redact_body(text, secrets)


def exported(sightings: Sequence[Sighting], form: str) -> bytes:
    """These page fetches as a HAR with verdicts, or a report; judged again from what may be shown."""
    exchanges = {id(exchange): exchange for sighting in sightings for exchange in exchanges_of(sighting)}
    ordered = sorted(exchanges.values(), key=lambda one: (one.started, one.index))
    shown = {id(one): replace(redact_exchange(one), index=index) for index, one in enumerate(ordered)}
    judged = [assess(_showable(sighting, shown)) for sighting in sightings]
    return export_har(list(shown.values()), judged) if form == "har" else render_report(judged, f"export.{form}")


def _showable(sighting: Sighting, shown: Mapping[int, Exchange]) -> Sighting:
    """The page fetch made of what may be shown; `shown` is by the identity of the real exchanges."""
    fetch = sighting.fetch
    strike = striking(exchanges_of(sighting))

    def instead(exchange: Exchange | None) -> Exchange | None:
        return None if exchange is None else shown[id(exchange)]

    hops = tuple(Hop(strike(hop.url), instead(hop.preflight), instead(hop.actual)) for hop in fetch.hops)
    places = {exchange.index: shown[id(exchange)].index for exchange in exchanges_of(sighting)}
    return replace(
        sighting,
        fetch=replace(
            fetch,
            url=strike(fetch.url),
            page_url=strike(fetch.page_url),
            headers=redact_headers(fetch.headers),
            hops=hops,
        ),
        entries=tuple(replace(entry, index=places.get(entry.index, entry.index)) for entry in sighting.entries),
        notes=tuple(map(strike, sighting.notes)),
    )
