"""The live page put together: its store, what strikes secrets out, and what it can ask the proxy for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from corsproxy.capture.redaction import redact_body, redact_exchange, secret_of
from corsproxy.cli.flow_files import export_har, render_report
from corsproxy.dashboard.actions import Actions
from corsproxy.dashboard.server import serve
from corsproxy.dashboard.store import DEFAULT_LIMIT, Store
from corsproxy.dashboard.strike import Strike
from corsproxy.diagnose.assess import assess
from corsproxy.diagnose.assessment import Assessment
from corsproxy.diagnose.pages import page_fetches
from corsproxy.http.message import Exchange
from corsproxy.proxy.ledger import Entered, Ledger
from corsproxy.proxy.live_page import LivePage

PORT = 8081


class Wiring:
    """Page and judge know each other through this: the judge announces to both the page and `announce`; `told` gets
    the page's URL once it is served."""

    def __init__(
        self,
        *,
        port: int = PORT,
        limit: int = DEFAULT_LIMIT,
        told: Callable[[str], None] = lambda _: None,
        announce: Callable[[Entered], None] | None = None,
    ) -> None:
        self.store = Store(limit)
        self._port = port
        self._told = told
        self._announce = announce
        self._addon: LivePage | None = None

    def addon(self, ledger: Ledger) -> LivePage:
        """The addon that serves the page for what this ledger knows."""
        actions = Actions(export=exported)
        self._addon = LivePage(
            ledger,
            self.store.put,
            lambda: serve(self.store, port=self._port, redaction=striking, actions=actions),
            self._told,
        )
        return self._addon

    def announce(self, entered: Entered) -> None:
        """What the judge is given to announce to."""
        if self._addon is not None:
            self._addon.announced(entered)
        if self._announce is not None:
            self._announce(entered)


def striking(assessment: Assessment) -> Strike:
    """Strike out the secrets of this fetch's headers wherever they are quoted, and those that show by themselves."""
    found: dict[str, None] = {}
    for exchange in _exchanges(assessment):
        for name, value in exchange.request.headers.lines:
            found.update(dict.fromkeys(secret_of(name, value)))
        if exchange.response is not None:
            for name, value in exchange.response.headers.lines:
                found.update(dict.fromkeys(secret_of(name, value)))
    # the longest first: one secret may be a part of another
    secrets = tuple(sorted(found, key=len, reverse=True))
    return lambda text: redact_body(text, secrets)


def _exchanges(assessment: Assessment) -> list[Exchange]:
    return [
        exchange
        for hop in assessment.sighting.fetch.hops
        for exchange in (hop.preflight, hop.actual)
        if exchange is not None
    ]


def exported(assessments: Sequence[Assessment], form: str) -> bytes:
    """These page fetches as a HAR with verdicts, or a report; judged again from what may be shown."""
    exchanges: dict[int, Exchange] = {}
    for assessment in assessments:
        exchanges.update((exchange.index, exchange) for exchange in _exchanges(assessment))
    shown = [
        replace(redact_exchange(exchange), index=index)
        for index, exchange in enumerate(sorted(exchanges.values(), key=lambda one: (one.started, one.index)))
    ]
    judged = [assess(sighting) for sighting in page_fetches(shown)]
    return export_har(shown, judged) if form == "har" else render_report(judged, f"export.{form}")
