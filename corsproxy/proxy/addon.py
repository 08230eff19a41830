"""The mitmproxy addon: judges each page fetch when its last response arrives, and writes the verdict on its flows.

https://docs.mitmproxy.org/stable/addons/overview/
An exception of ours is one line in the log; the flow goes on as if we were not there.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from mitmproxy import command, ctx, exceptions, flow, hooks, http, types
from mitmproxy.addonmanager import Loader, traverse
from mitmproxy.proxy.server_hooks import ServerConnectionHookData

from corsproxy.diagnose.assess import Assessment, assess
from corsproxy.diagnose.pages import page_fetches
from corsproxy.http.message import Exchange
from corsproxy.proxy import content_view, verdict_headers
from corsproxy.proxy.annotation import METADATA_KEY, NOT_CORS, annotate, erase, metadata_of
from corsproxy.proxy.dialling import dial, find_at_home, undivert
from corsproxy.proxy.evidence_key import Key
from corsproxy.proxy.explain import exchanges_of, explain_flows, judge_afresh
from corsproxy.proxy.ledger import Entered, Ledger, concerns_cors
from corsproxy.proxy.shortcut import PutOff, Shortcut, Write
from corsproxy.proxy.verdict_text import Progress, Word, one_line, word_of

log = logging.getLogger("corsproxy")

Announce = Callable[[Entered], None]
Render = Callable[[Sequence[Assessment], str], bytes]
"""Assessments and a file name, whose ending chooses the format; the report as bytes."""
Export = Callable[[Sequence[Exchange], Sequence[Assessment]], bytes]
"""Exchanges without secrets, and what was made of them; a HAR with the verdicts on its entries."""

DEFAULT_LIMIT = 5000
# Browsers send the announced request as soon as its preflight is answered; later, it is not coming.
PATIENCE_SECONDS = 2.0


class CorsProxy:
    """The addon. `announce` is told every page fetch as it ends, `line` its line (default: into mitmproxy's log);
    `render` and `export` write reports and HARs, for the commands of those names."""

    name = "corsproxy"

    def __init__(
        self,
        announce: Announce | None = None,
        render: Render | None = None,
        export: Export | None = None,
        line: Callable[[str], None] | None = None,
    ) -> None:
        self.ledger = Ledger(DEFAULT_LIMIT)
        self._announce = announce
        self._line = line
        self._shortcut = Shortcut(self.ledger)
        self._sweeping: asyncio.TimerHandle | None = None
        self._render = render
        self._export = export
        self._told: dict[str, str] = {}
        self._waiting: dict[str, asyncio.TimerHandle] = {}
        self._view: content_view.Installed | None = None
        self._mark = True
        self._headers = False
        self._log = True
        self._unread: bool | None = None
        self._chain: object = None
        self._anybody_listens = False

    # -- life ------------------------------------------------------------------------------------------------

    def load(self, loader: Loader) -> None:
        """Declare our options."""
        loader.add_option("corsproxy_mark", bool, True, "Mark flows by their CORS verdict: red, green, yellow.")
        loader.add_option("corsproxy_log", bool, True, "Write one log line per page fetch.")
        loader.add_option(
            "corsproxy_limit", int, DEFAULT_LIMIT, "How many page fetches to remember; older ones are let go."
        )
        loader.add_option(
            "corsproxy_headers",
            bool,
            False,
            "Add x-corsproxy-verdict and server-timing to responses, for those who live in DevTools.",
        )
        if self._view is None:
            self._view = content_view.install(self._explain_one)

    def configure(self, updated: set[str]) -> None:
        """Take over changed options."""
        options = ctx.options
        self._unread = None
        if "corsproxy_limit" in updated:
            if options.corsproxy_limit < 1:
                raise exceptions.OptionsError(
                    f"corsproxy_limit is {options.corsproxy_limit}; write a number of page fetches, at least 1"
                )
            self.ledger.limit = options.corsproxy_limit
        if "corsproxy_log" in updated:
            self._log = options.corsproxy_log
        if "corsproxy_mark" in updated:
            self._mark = options.corsproxy_mark
        if "corsproxy_headers" in updated:
            self._headers = options.corsproxy_headers

    def done(self) -> None:
        """Leave nothing behind, so that a reloaded script starts clean."""
        self._forget_waiting()
        if self._view is not None:
            content_view.uninstall(self._view)
            self._view = None

    # -- traffic ---------------------------------------------------------------------------------------------

    def server_connect(self, data: ServerConnectionHookData) -> None:
        """Find names under localhost at home, and let nobody reach mitmweb's own page through the proxy."""
        try:
            dial(data.server, ctx.options)
        except Exception as error:
            _complain(error, "a connection")

    def http_connect(self, flow: http.HTTPFlow) -> None:
        """Find names under localhost at home."""
        self.requestheaders(flow)

    def requestheaders(self, flow: http.HTTPFlow) -> None:
        """Find names under localhost at home."""
        try:
            find_at_home(flow)
        except Exception as error:
            _complain(error, flow)

    def responseheaders(self, flow: http.HTTPFlow) -> None:
        """Judge streamed responses now: their end may never come, and CORS never looks at the body."""
        undivert(flow)
        if flow.response is not None and flow.response.stream:
            self._judge(flow)

    def response(self, flow: http.HTTPFlow) -> None:
        """Judge."""
        if flow.response is not None and not flow.response.stream:
            self._judge(flow)

    def error(self, flow: http.HTTPFlow) -> None:
        """Judge what ended without (all of) a response; a streamed one has been judged already."""
        undivert(flow)
        if flow.response is None or not flow.response.stream:
            self._judge(flow)

    def _judge(self, flow: http.HTTPFlow) -> None:
        # https://fetch.spec.whatwg.org/#websocket-protocol: a WebSocket handshake is subject to no CORS check
        if flow.websocket is not None:
            return
        try:
            if not concerns_cors(flow):
                flow.metadata[METADATA_KEY] = NOT_CORS
                return
            key = self._shortcut.key_of(flow) if self._announce is None and not self._headers else None
            if key is not None and (known := self._shortcut.take(flow, key)):
                self._write_known(flow, known)
                return
            if self._shortcut:
                url = key.url if key is not None else flow.request.pretty_url.partition("#")[0]
                for earlier in self._shortcut.due(url, flow.request.timestamp_start or 0.0):
                    self._whole(earlier.flow, earlier.key, earlier)
            self._whole(flow, key)
        except Exception as error:
            _complain(error, flow)

    def _whole(
        self, flow: http.HTTPFlow, key: Key | None, late: PutOff | None = None, *, hurry: bool = False
    ) -> None:
        """The whole way: pair, judge, write, and learn from it."""
        for entered in self.ledger.enter(flow, late.index if late is not None else None):
            if late is not None and late.blocked:
                self._told[entered.assessment.sighting.id] = one_line(entered.assessment)
            machine = self._write(flow, entered, hurry=hurry)
            if key is not None:
                self._shortcut.learn(flow, key, entered, machine)

    def _write_known(self, arrived: http.HTTPFlow, known: Sequence[Write]) -> None:
        """Write what is known of the like of these flows."""
        for one in known:
            changed = annotate(one.flow, one.machine, one.role, mark=self._mark)
            if changed and one.flow is not arrived:
                self._updated([one.flow])
            if one.line:
                self._say(one.line)
        if self._shortcut and self._sweeping is None:
            self._sweeping = asyncio.get_running_loop().call_later(PATIENCE_SECONDS, self._sweep)

    def _sweep(self) -> None:
        """Preflights whose request has not come go the whole way after all."""
        self._sweeping = None
        for one in self._shortcut.overdue(time.time(), PATIENCE_SECONDS):
            try:
                self._whole(one.flow, one.key, one, hurry=True)
            except Exception as error:
                _complain(error, one.flow)
        if self._shortcut:
            self._sweeping = asyncio.get_running_loop().call_later(PATIENCE_SECONDS / 4, self._sweep)

    def _write(self, arrived: http.HTTPFlow, entered: Entered, *, hurry: bool) -> dict[str, Any]:
        machine = metadata_of(entered.assessment, entered.progress)
        changed = []
        for member, role in entered.flows:
            if annotate(member, machine, role, mark=self._mark) and member is not arrived:
                changed.append(member)
            if member is arrived and self._headers and entered.assessment.rulings:
                verdict_headers.add(member, entered.assessment)
        self._updated(changed)  # mitmproxy itself announces the change of the flow that has just arrived
        self._tell_in_time(entered, 0.0 if hurry else PATIENCE_SECONDS)
        return machine

    def _updated(self, flows: Sequence[flow.Flow]) -> None:
        """Tell mitmproxy's views that these flows changed; mitmdump has none, and a walk of the chain is dear."""
        addons = ctx.master.addons
        if self._chain is not addons.chain:
            self._chain = addons.chain
            self._anybody_listens = any(
                hasattr(one, "update")
                for one in traverse(addons.chain)
                if not str(getattr(one, "name", "")).startswith(self.name)
            )
        if flows and self._anybody_listens:
            addons.trigger(hooks.UpdateHook(flows))

    def _tell_in_time(self, entered: Entered, patience: float) -> None:
        """Tell what is complete now; what waits for the browser's next request only when that does not come."""
        fetch_id = entered.assessment.sighting.id
        waiting = self._waiting.pop(fetch_id, None)
        if waiting is not None:
            waiting.cancel()
        if entered.progress is Progress.COMPLETE:
            self._tell(entered)
        elif len(self._waiting) < self.ledger.limit:
            loop = asyncio.get_running_loop()
            self._waiting[fetch_id] = loop.call_later(patience, self._give_up, fetch_id, entered)

    def _give_up(self, fetch_id: str, entered: Entered) -> None:
        """The announced request did not come: what was concluded from that holds, and is written on the flows."""
        self._waiting.pop(fetch_id, None)
        try:
            concluded = replace(entered, assessment=entered.whole(), progress=Progress.COMPLETE)
            machine = metadata_of(concluded.assessment)
            self._updated([one for one, role in entered.flows if annotate(one, machine, role, mark=self._mark)])
            self._tell(concluded)
        except Exception as error:
            _complain(error, "a page fetch")

    def _tell(self, entered: Entered) -> None:
        fetch_id = entered.assessment.sighting.id
        if word_of(entered.assessment) is Word.NOT_CORS or (self._announce is None and self._nobody_reads()):
            return
        line = one_line(entered.assessment)
        if self._told.get(fetch_id) == line:
            return
        self._told[fetch_id] = line
        while len(self._told) > self.ledger.limit:
            del self._told[next(iter(self._told))]
        if self._announce is not None:
            self._announce(entered)
        else:
            self._say(line)

    def _say(self, line: str) -> None:
        """A line for the user: handed on where somebody wants it, else where mitmproxy shows such lines."""
        if self._nobody_reads():
            return
        if self._line is not None:
            self._line(line)
        elif self._in_mitmdump():  # its log would first walk the whole chain of addons for this line
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
        else:
            log.info(line)

    def _nobody_reads(self) -> bool:
        """True where a line would be seen by nobody; found out once, until an option changes."""
        if self._unread is None:
            quiet = self._in_mitmdump() and ctx.options.termlog_verbosity not in ("info", "debug")
            self._unread = not self._log or (self._line is None and quiet)
        return self._unread

    def _in_mitmdump(self) -> bool:
        addons = ctx.master.addons
        return addons.get("view") is None and addons.get("dumper") is not None

    # -- commands --------------------------------------------------------------------------------------------

    def _explain_one(self, one: http.HTTPFlow) -> str:
        return explain_flows(self.ledger, [one])

    @command.command("corsproxy.explain")
    def explain(self, flows: Sequence[flow.Flow]) -> str:
        """Say what each browser makes of the selected flows, step by step, who answered, and what to change."""
        text = explain_flows(self.ledger, _http(flows))
        log.info(text)
        return text

    @command.command("corsproxy.report")
    def report(self, flows: Sequence[flow.Flow], path: types.Path) -> None:
        """Write a report on the selected flows; its ending (.html, .json, .md, .xml, .sarif) is the format."""
        if self._render is None:
            raise exceptions.CommandError("this form of the addon writes no reports; start it with `corsproxy proxy`")
        self._save(path, self._render(judge_afresh(_http(flows), redacted=True), str(path)))

    @command.command("corsproxy.export")
    def export(self, flows: Sequence[flow.Flow], path: types.Path) -> None:
        """Write the selected flows as a HAR that can be shared: verdicts as comments, secrets struck out."""
        if self._export is None:
            raise exceptions.CommandError("this form of the addon writes no HAR; start it with `corsproxy proxy`")
        exchanges = exchanges_of(_http(flows), redacted=True)
        self._save(path, self._export(exchanges, [assess(sighting) for sighting in page_fetches(exchanges)]))

    @command.command("corsproxy.judge")
    def judge(self, flows: Sequence[flow.Flow]) -> None:
        """Judge the selected flows anew, as they stand now (after edits, or when loaded from a file)."""
        changed: list[flow.Flow] = []
        ledger = Ledger(max(len(flows), 1))
        for one in sorted(_http(flows), key=lambda f: f.timestamp_created):
            for entered in ledger.enter(one):
                machine = metadata_of(entered.whole())
                changed += [
                    member for member, role in entered.flows if annotate(member, machine, role, mark=self._mark)
                ]
        self._updated(changed)

    @command.command("corsproxy.clear")
    def clear(self, flows: Sequence[flow.Flow]) -> None:
        """Take our comments, markers and metadata off the selected flows, and forget what was seen so far."""
        self.ledger.clear()
        self._shortcut.clear()
        self._told.clear()
        self._forget_waiting()
        self._updated([one for one in flows if erase(one)])

    def _forget_waiting(self) -> None:
        for waiting in self._waiting.values():
            waiting.cancel()
        self._waiting.clear()
        if self._sweeping is not None:
            self._sweeping.cancel()
            self._sweeping = None

    def _save(self, path: types.Path, content: bytes) -> None:
        try:
            Path(path).expanduser().write_bytes(content)
        except OSError as error:
            raise exceptions.CommandError(f"{path}: {error.strerror or error}") from error
        log.info("wrote %s", path)


def _http(flows: Sequence[flow.Flow]) -> list[http.HTTPFlow]:
    return [one for one in flows if isinstance(one, http.HTTPFlow)]


def _complain(error: Exception, subject: http.HTTPFlow | str) -> None:
    """One line about a fault of ours; never raises, never touches the flow."""
    what = subject if isinstance(subject, str) else f"{subject.request.method} {subject.request.host}"
    log.error("corsproxy could not judge %s (%s: %s); the traffic goes on", what, type(error).__name__, error)
