"""The demo's stage: the emulated shop, the page's server and the proxy, all on loopback, all ended together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from corsproxy import config
from corsproxy.cli.demo_cases import CASES
from corsproxy.cli.demo_page import PageServer
from corsproxy.cli.demo_run import Outcome, Run, says
from corsproxy.cli.live_page import live_addons
from corsproxy.diagnose.assess import headline
from corsproxy.emulator import serve
from corsproxy.proxy.addon import CorsProxy
from corsproxy.proxy.ledger import Entered
from corsproxy.proxy.start import embedded, listening_port
from corsproxy.proxy.verdict_text import leading, response_writer
from corsproxy.where import Mistake, Unusable

SHOP = Path(__file__).parents[1] / "demo" / "shop.yaml"

Told = Callable[[Outcome], None]


@dataclass(frozen=True, slots=True)
class Stage:
    """`page` is the page's URL, `proxy` where the proxy listens (`host:port`), `live` the live page's URL (empty
    where there is none)."""

    run: Run
    page: str
    proxy: str
    live: str = ""


@asynccontextmanager
async def staged(
    port: int, emulator_port: int, page_port: int, told: Told, *, live_port: int | None = None
) -> AsyncIterator[Stage]:
    """Set the stage while the context lasts (port 0: any free one); `told` gets each case as it is judged. Without a
    `live_port` there is no live page.

    Raises `Unusable` where something cannot listen.
    """
    run = Run((), 0)
    cases: list[dict[str, Any]] = []
    live: list[str] = []

    def announce(entered: Entered) -> None:
        outcome = run.judged(entered.whole())
        if outcome is not None:
            told(outcome)

    async with AsyncExitStack() as stack:
        try:
            # the page's origin is part of the shop's definitions, so its server comes first
            page = stack.enter_context(PageServer(run, cases, lambda: shown(run), page_port))
            apis = config.read(SHOP, {}, parameters={"page_origin": page.origin}).apis
            emulator = await stack.enter_async_context(serve(apis, port=emulator_port))
            run.use(CASES, emulator.port)
            cases += [{**asdict(case), "url": case.url(emulator.port)} for case in CASES]
            judge = CorsProxy(announce=announce)
            addons = live_addons(judge, port=live_port, told=live.append)
            master = await stack.enter_async_context(embedded(addons, host="127.0.0.1", port=port))
        except OSError as error:
            raise Unusable(Mistake(f"cannot listen: {error.strerror or error}")) from error
        yield Stage(run, page.origin, f"127.0.0.1:{listening_port(master)}", "".join(live))


def shown(run: Run) -> list[dict[str, Any]]:
    """What the page shows beside its own experience: one object per case that has a verdict."""
    objects = []
    for outcome in run.outcomes:
        assessment = outcome.assessment
        if assessment is None:
            continue
        name = assessment.sighting.browser or "chrome"
        said, error = says(outcome, name)
        findings = assessment.findings
        objects.append(
            {
                "id": outcome.case.id,
                "said": said,
                "error": error,
                "browser": name.capitalize(),
                "headline": headline(assessment),
                "writer": response_writer(assessment),
                "console": list(leading(assessment).verdict.console) if said != "ok" else [],
                "why": [finding.why for finding in findings],
                "change": [remedy.text for finding in findings for remedy in finding.remedies],
            }
        )
    return objects
