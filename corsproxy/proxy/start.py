"""How the commands start mitmproxy with our addon: one of its three interfaces, or embedded in our own loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import Any

from mitmproxy import ctx, exceptions, options
from mitmproxy.master import Master
from mitmproxy.tools import cmdline, main
from mitmproxy.tools.dump import DumpMaster

from corsproxy.proxy.chain import NamedAddon, Together, attach
from corsproxy.proxy.collector import Settled
from corsproxy.proxy.listeners import only_listeners

log = logging.getLogger("corsproxy")


_HANG_UP_TICKS = 50


class Ui(StrEnum):
    """mitmproxy's interfaces."""

    WEB = "web"
    CONSOLE = "console"
    DUMP = "dump"


def run(ui: Ui, arguments: Sequence[str], addons: Sequence[NamedAddon]) -> int:
    """Run mitmproxy with these arguments of its own and our addons in place; returns its exit code (0 when clean).

    It ends on SIGINT and SIGTERM, as mitmproxy does.
    """

    def made(opts: options.Options) -> Master:
        master = _master(ui)(opts)
        only_listeners(master.addons)
        attach(master.addons, Together((*addons, _UnknownOptions(), Settled())))
        return master

    parser = {Ui.WEB: cmdline.mitmweb, Ui.CONSOLE: cmdline.mitmproxy, Ui.DUMP: cmdline.mitmdump}[ui]
    try:
        main.run(made, parser, list(arguments), _filters if ui is Ui.DUMP else None)  # type: ignore[arg-type] # a factory will do
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 1
    return 0


def _master(ui: Ui) -> Callable[[options.Options], Master]:
    # imported one by one: the console brings urwid, the web interface tornado
    if ui is Ui.CONSOLE:
        from mitmproxy.tools.console.master import ConsoleMaster

        return ConsoleMaster
    if ui is Ui.WEB:
        from mitmproxy.tools.web.master import WebMaster

        return WebMaster
    return DumpMaster


def _filters(parsed: Any) -> dict[str, str]:
    """What mitmdump makes of a filter on its command line (its own function is a closure)."""
    if not parsed.filter_args:
        return {}
    joined = " ".join(parsed.filter_args)
    return {"save_stream_filter": joined, "readfile_filter": joined, "dumper_filter": joined}


class _UnknownOptions:
    """mitmproxy keeps `--set` of an option that nobody declares and says nothing; a misspelt option is a mistake."""

    name = "corsproxy-unknown-options"

    def running(self) -> None:
        if not ctx.options.scripts:  # a script may declare its options later
            for option in ctx.options.deferred:
                log.error("there is no option %s; `mitmdump --options` lists them", option)


class _Ready:
    """Notices that the proxy is listening."""

    name = "corsproxy-ready"

    def __init__(self) -> None:
        self.event = asyncio.Event()

    def running(self) -> None:
        self.event.set()


@asynccontextmanager
async def embedded(
    addons: Sequence[NamedAddon], *, host: str, port: int, settings: Mapping[str, Any] | None = None
) -> AsyncIterator[Master]:
    """mitmproxy without an interface, in the running loop, listening on `host:port` while the context lasts.

    Raises OSError where it cannot listen there.
    """
    opts = options.Options(listen_host=host, listen_port=port)
    master = DumpMaster(opts, with_termlog=False, with_dumper=False)
    ready = _Ready()
    only_listeners(master.addons)
    attach(master.addons, Together((*addons, ready)))
    try:
        opts.update(**(settings or {}))
    except exceptions.OptionsError as error:
        raise ValueError(str(error)) from error
    task = asyncio.create_task(_guarded(master))
    listening = asyncio.create_task(ready.event.wait())
    await asyncio.wait({task, listening}, return_when=asyncio.FIRST_COMPLETED)
    if not ready.event.is_set():
        listening.cancel()
        raise OSError(f"the proxy could not listen on {host}:{port}")
    try:
        yield master
    finally:
        master.shutdown()
        await asyncio.shield(task)
        await _hang_up(master)


async def _hang_up(master: Master) -> None:
    """Stop listening, and close what clients keep open; mitmproxy itself leaves both to the end of the process."""
    proxyserver = master.addons.get("proxyserver")
    await proxyserver.servers.update([])
    for handler in list(proxyserver.connections.values()):
        for transport in list(handler.transports.values()):
            if transport.writer is not None:
                transport.writer.close()
    for _ in range(_HANG_UP_TICKS):
        if not proxyserver.connections:
            break
        await asyncio.sleep(0.02)


async def _guarded(master: Master) -> None:
    """Run; mitmproxy's own way out of a failed start is sys.exit, which would take our loop down with it."""
    try:
        await master.run()
    except SystemExit:
        return


def listening_port(master: Master) -> int:
    """The port that the proxy of this master listens on (for port 0)."""
    servers = master.addons.get("proxyserver").servers
    return int(next(iter(servers)).listen_addrs[0][1])
