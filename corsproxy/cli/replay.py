"""`corsproxy replay`: captured page fetches, sent again to a deployed API or an emulator, and compared."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corsproxy.cli import exit_codes
from corsproxy.cli.probe import _lines
from corsproxy.http.secrets import redact_url
from corsproxy.where import Mistake, Unusable, Where

if TYPE_CHECKING:
    from corsproxy.replay.comparison import Expected, Result
    from corsproxy.replay.expectations import Key
    from corsproxy.replay.plan import Planned
    from corsproxy.replay.sending import Send

_MARKS = {
    "same": ("=", "green"),
    "fixed": ("+", "green"),
    "broken": ("!", "red"),
    "still broken": ("x", "yellow"),
    "changed": ("~", "red"),
    "new": ("*", "cyan"),
    "skipped": ("-", ""),
}


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("capture", metavar="CAPTURE")
@click.option("--against", required=True, metavar="URL|DEFINITION",
              help="A deployed API's base URL, or a definition for an emulator that is started for it.")  # fmt: skip
@click.option(
    "--map", "maps", multiple=True, metavar="HOST=URL", help="Send what was asked of HOST to URL; may be repeated."
)
@click.option("--expect", "expect", type=click.Path(path_type=Path), metavar="FILE",
              help="What each fetch should come to. Default: CAPTURE.expect.yaml where it is there.")  # fmt: skip
@click.option("--update-expect", is_flag=True, help="Write what is seen now to the expectations.")
@click.option("--unsafe", is_flag=True, help="Also send requests that change things (POST, PUT, PATCH, DELETE).")
@click.option("-H", "--header", "headers", multiple=True, metavar="NAME:VALUE",
              help="Send this value for a credential whose recorded one is never sent.")  # fmt: skip
@click.option("--cookie", default="", metavar="NAME=VALUE", help="Sent with fetches that include credentials.")
@click.option("--rate", default=20.0, show_default=True, help="Fetches a second at most; 0 for no limit.")
@click.option("--limit", default=500, show_default=True, help="Fetches at most.")
@click.option("--timeout", default=30.0, show_default=True, help="Seconds to wait for each answer.")
@click.option("-k", "--insecure", is_flag=True, help="Accept any certificate.")
@click.option("--strict", is_flag=True, help="Exit with 1 also when something is still broken.")
@click.option("--format", "form", type=click.Choice(["text", "json", "junit"]), default="text", show_default=True)
@click.option(
    "-v", "--verbose", is_flag=True, help="Show the decisive headers that differ, also of what is the same."
)
def command(
    capture: str,
    against: str,
    maps: tuple[str, ...],
    expect: Path | None,
    update_expect: bool,
    unsafe: bool,
    headers: tuple[str, ...],
    cookie: str,
    rate: float,
    limit: int,
    timeout: float,
    insecure: bool,
    strict: bool,
    form: str,
    verbose: bool,
) -> int:
    """Send the page fetches of CAPTURE again, as the browser would, and say what changed.

    Safe by default: requests that change things are asked as far as their preflight, recorded credentials are never
    sent, and only the mapped hosts are asked. Exits 1 when something is worse than expected.
    """
    from corsproxy.capture.read import read
    from corsproxy.diagnose.pages import page_fetches
    from corsproxy.replay.expectations import beside, read_expectations, written
    from corsproxy.replay.plan import plan

    file = expect or beside(Path(capture))
    expectations = {} if update_expect else read_expectations(file)
    planned = plan(page_fetches(read(capture).exchanges), unsafe=unsafe, secrets=dict(_lines(headers)), limit=limit)
    if not any(one.script for one in planned):
        raise Unusable(
            Mistake("holds no cross-origin fetch of a page.", Where(capture), "Record one with the proxy.")
        )
    results = asyncio.run(
        _replay(planned, against, maps, expectations, rate=rate, cookie=cookie, seconds=timeout, verify=not insecure)
    )
    if update_expect:
        file.write_text(written(results), encoding="utf-8")
        click.echo(f"{file} now expects what was seen.", err=True)
    click.echo(_rendered(results, form, capture, verbose=verbose), nl=False)
    worse = any(result.failed for result in results)
    still = any(result.change == "still broken" for result in results)
    return exit_codes.FINDINGS if worse or (strict and still) else exit_codes.CLEAN


async def _replay(
    planned: tuple[Planned, ...],
    against: str,
    maps: tuple[str, ...],
    expectations: Mapping[Key, Expected],
    *,
    rate: float,
    cookie: str,
    seconds: float,
    verify: bool,
) -> list[Result]:
    from corsproxy.replay.replay import replay

    async with _target(planned, against, maps, seconds=seconds, verify=verify) as send:
        return [
            result
            async for result in replay(planned, send, expectations=expectations, per_second=rate, cookie=cookie)
        ]


@asynccontextmanager
async def _target(
    planned: tuple[Planned, ...], against: str, maps: tuple[str, ...], *, seconds: float, verify: bool
) -> AsyncIterator[Send]:
    """A sender to whatever `against` names: a URL, or an emulator started from a definition."""
    from corsproxy.replay.plan import hosts
    from corsproxy.replay.sending import over_sockets
    from corsproxy.replay.target import Target, bases_for, through

    if against.startswith(("http://", "https://")):
        target = Target(bases_for(hosts(planned), against, maps))
        async with over_sockets(seconds=seconds, verify=verify) as send:
            yield through(target, send)
        return
    from corsproxy.cli.emulating import emulated

    async with emulated(against) as origin, over_sockets(seconds=seconds, verify=verify) as send:
        bases = dict.fromkeys(hosts(planned), origin) | bases_for((), "", maps)
        yield through(Target(bases, keep_host=True), send)


def _rendered(results: list[Result], form: str, capture: str, *, verbose: bool) -> str:
    if form == "json":
        return json.dumps([_as_json(result) for result in results], indent=1) + "\n"
    if form == "junit":
        from corsproxy.replay.junit import render

        return render(results, capture)
    color = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    lines: list[str] = []
    for result in results:
        lines += _told(result, verbose=verbose, color=color)
    counts: dict[str, int] = {}
    for result in results:
        counts[result.change.value] = counts.get(result.change.value, 0) + 1
    lines.append("")
    lines.append(f"{len(results)} fetches: " + ", ".join(f"{count} {name}" for name, count in counts.items()))
    return "\n".join(lines) + "\n"


def _told(result: Result, *, verbose: bool, color: bool) -> list[str]:
    fetch = result.sighting.fetch
    mark, style = _MARKS[result.change.value]
    if color and style:
        mark = click.style(mark, fg=style)
    now = ""
    if result.verdict is not None:
        now = result.verdict.error.value if result.verdict.error else "allowed"
    line = f"{mark} {result.change.value:<12} {fetch.method} {redact_url(fetch.url)}  from {fetch.page_origin}"
    lines = [f"{line}  {now}".rstrip()]
    if result.reason:
        lines.append(f"    {result.reason}")
    if result.expected and (result.failed or result.change == "still broken"):
        wanted = "allowed" if result.expected.allowed else f"blocked ({result.expected.error or 'by any error'})"
        lines.append(f"    expected by {result.expected.source}: {wanted}")
    if result.failed and result.verdict is not None:
        lines += [f"    {said}" for said in result.verdict.console[:1]]
    if verbose or result.change not in {"same", "skipped"}:
        for changed in result.headers:
            then, now = ("(absent)" if value is None else value for value in (changed.then, changed.now))
            lines.append(f"    {changed.role}: {changed.name}: {then} -> {now}")
    return lines


def _expected(expected: Expected) -> dict[str, object]:
    return {
        "outcome": "allowed" if expected.allowed else "blocked",
        "error": expected.error.value if expected.error else None,
        "source": expected.source,
    }


def _as_json(result: Result) -> dict[str, object]:
    fetch = result.sighting.fetch
    return {
        "method": fetch.method,
        "url": redact_url(fetch.url),
        "page_origin": fetch.page_origin,
        "change": result.change.value,
        "outcome": result.verdict.outcome.value if result.verdict else None,
        "error": result.verdict.error.value if result.verdict and result.verdict.error else None,
        "expected": _expected(result.expected) if result.expected else None,
        "console": list(result.verdict.console) if result.verdict else [],
        "headers": [
            {"role": one.role, "name": one.name, "then": one.then, "now": one.now} for one in result.headers
        ],
        "partial": result.partial,
        "reason": result.reason,
    }  # fmt: skip
