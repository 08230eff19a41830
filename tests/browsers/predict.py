"""What `fetch` says that a browser will do with a case: the journey, played against the case's script."""

from __future__ import annotations

from dataclasses import dataclass

from corsproxy.fetch.browser import BROWSERS, Browser
from corsproxy.fetch.journey import Send, advance, begin
from corsproxy.fetch.page_fetch import Credentials, Initiator, Mode, RedirectMode
from corsproxy.fetch.script_request import ScriptRequest
from corsproxy.fetch.verdict import Outcome, Phase, Verdict
from corsproxy.http.headers import Headers
from corsproxy.http.message import Response
from tests.browsers.case import Case
from tests.browsers.server import Site

BROWSER = {browser.name: browser for browser in BROWSERS}


@dataclass(frozen=True, slots=True)
class Predicted:
    """The same things as `Seen`, in the same form."""

    verdict: Verdict
    wire: list[tuple[int, bool, str, str, str | None]]

    @property
    def outcome(self) -> str:
        """`ok` when script gets a response."""
        return "error" if self.verdict.outcome is Outcome.BLOCKED else "ok"


def script_of(case: Case, site: Site) -> ScriptRequest:
    """What script asks for, as `fetch` takes it."""
    return ScriptRequest(
        page_origin=site.page_origin(case),
        method=case.method,
        url=site.url(case, 0),
        headers=Headers(case.headers),
        body=(case.body or "").encode(),
        mode=Mode(case.mode),
        credentials=Credentials(case.credentials),
        redirect=RedirectMode(case.redirect),
        initiator=Initiator(case.api),
        force_preflight=case.upload_listener,
        page_url=site.page_url if case.context == "window" else "about:srcdoc",
    )


def predict(case: Case, site: Site, browser: Browser) -> Predicted:
    """Play the case without a browser."""
    script = script_of(case, site)
    if case.body is not None and not any(name.lower() == "content-type" for name, _ in case.headers):
        # what script passes as a string is given this type before CORS looks at it
        lines = (*case.headers, ("Content-Type", "text/plain;charset=UTF-8"))
        script = ScriptRequest(
            **{name: getattr(script, name) for name in script.__slots__} | {"headers": Headers(lines)}
        )
    wire: list[tuple[int, bool, str, str, str | None]] = []
    move = begin(script, browser)
    while isinstance(move, Send):
        request = move.request
        preflight = move.phase is Phase.PREFLIGHT
        get = request.headers.get
        wire.append(
            (
                move.hop,
                preflight,
                (get("access-control-request-method") or "") if preflight else request.method,
                (get("access-control-request-headers") or "") if preflight else "",
                get("origin"),
            )
        )
        step = case.steps[min(move.hop, len(case.steps) - 1)]
        answer = step.preflight if preflight else step.response
        sent = {name.lower(): value for name, value in request.headers}
        lines = site.filled(case, answer, sent)
        if answer.status not in (204, 304):
            lines = [*lines, ("Content-Length", "2")]
        move = advance(move, Response(answer.status, Headers(lines), reason="X"))
    return Predicted(move.verdict, wire)
