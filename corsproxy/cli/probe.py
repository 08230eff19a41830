"""`corsproxy probe`: ask one question now, as a browser would ask it, and judge the answer."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corsproxy import __version__
from corsproxy.cli.reporting import exit_code, rendered, report_options, write
from corsproxy.cli.reporting import origins as serialised
from corsproxy.http.headers import Headers, Line
from corsproxy.http.secrets import redact_lines, redact_url
from corsproxy.http.url import parse
from corsproxy.where import Mistake, Unusable

if TYPE_CHECKING:
    from corsproxy.diagnose.assessment import Assessment
    from corsproxy.fetch.journey import ScriptRequest
    from corsproxy.http.message import Exchange
    from corsproxy.replay.sending import Send

_NAME = re.compile(r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("url")
@click.option("--origin", "origins", multiple=True, required=True, metavar="ORIGIN",
              help="The page's origin, e.g. https://app.example.com; may be repeated.")  # fmt: skip
@click.option("-X", "--method", default="GET", show_default=True, help="The method that the page uses.")
@click.option("-H", "--header", "headers", multiple=True, metavar="NAME:VALUE", help="A header that the page sets.")
@click.option("-d", "--data", default="", help="The body that the page sends; @FILE reads a file.")
@click.option("--credentials", type=click.Choice(["omit", "same-origin", "include"]), default="same-origin",
              show_default=True, help="The page's credentials mode.")  # fmt: skip
@click.option(
    "--cookie", default="", metavar="NAME=VALUE", help="Sent with actual requests when credentials are included."
)
@click.option("--redirect", type=click.Choice(["follow", "error", "manual"]), default="follow", show_default=True,
              help="The page's redirect mode.")  # fmt: skip
@click.option("--preflight-only", is_flag=True, help="Send the CORS-preflight request and nothing else.")
@click.option("--timeout", default=30.0, show_default=True, help="Seconds to wait for each answer.")
@click.option("-k", "--insecure", is_flag=True, help="Accept any certificate.")
@click.option("-v", "--verbose", is_flag=True, help="Show the decisive header lines of each exchange.")
@report_options()
def command(
    url: str,
    origins: tuple[str, ...],
    method: str,
    headers: tuple[str, ...],
    data: str,
    credentials: str,
    cookie: str,
    redirect: str,
    preflight_only: bool,
    timeout: float,
    insecure: bool,
    verbose: bool,
    form: str,
    fail_on: str,
    output: Path | None,
    dialect: str,
    color: str,
) -> int:
    """Send what a browser would send for a page's fetch, and say what each browser makes of the answer.

    The preflight is asked first where one is needed, then the request itself, redirects by the rules. Nothing is
    sent that you did not give: no cookies, no tokens. Beware: without --preflight-only a POST is a POST.
    """
    from corsproxy.fetch.journey import ScriptRequest
    from corsproxy.fetch.page_fetch import Credentials, RedirectMode
    from corsproxy.report.report import Report

    parsed = parse(url)
    if parsed is None or parsed.scheme not in {"http", "https"}:
        raise Unusable(Mistake(f"{url} is no http(s) URL.", None, "Write https://…"))
    if cookie and credentials != "include":
        raise Unusable(Mistake("--cookie is sent with credentials only.", None, "Add --credentials include."))
    body = _body(data)
    lines = _lines(headers)
    if body and not any(name.lower() == "content-type" for name, _ in lines):
        lines.append(("Content-Type", "text/plain;charset=UTF-8"))  # what fetch() adds to a string
    scripts = [
        ScriptRequest(
            page_origin=origin,
            method=method,
            url=url,
            headers=Headers(lines),
            body=body,
            credentials=Credentials(credentials),
            redirect=RedirectMode(redirect),
        )
        for origin in serialised(origins)
    ]
    assessments, notes, asked = asyncio.run(_probe(scripts, cookie, preflight_only, timeout, not insecure))
    report = Report(tuple(assessments), tuple(notes), __version__)
    if form == "text":
        click.echo(_told(asked, verbose), err=output is None)
    write(rendered(report, form, output, dialect, color), output)
    return exit_code(report, fail_on)


def _lines(given: tuple[str, ...]) -> list[Line]:
    lines: list[Line] = []
    mistakes: list[Mistake] = []
    for text in given:
        name, colon, value = text.partition(":")
        if not colon or not _NAME.match(name) or "\n" in value or "\r" in value:
            mistakes.append(Mistake(f"--header {name}… is no header line.", None, "Write --header 'x-name: value'."))
        else:
            lines.append((name, value.strip()))
    if mistakes:
        raise Unusable(mistakes)
    return lines


def _body(data: str) -> bytes:
    if not data.startswith("@"):
        return data.encode()
    try:
        return Path(data[1:]).read_bytes()
    except OSError as error:
        raise Unusable(Mistake(f"{data[1:]} cannot be read: {error.strerror or error}.")) from None


async def _probe(
    scripts: Iterable[ScriptRequest], cookie: str, preflight_only: bool, seconds: float, verify: bool
) -> tuple[list[Assessment], list[str], list[Exchange]]:
    from corsproxy.replay.sending import over_sockets

    assessments: list[Assessment] = []
    notes: list[str] = []
    asked: list[Exchange] = []
    async with over_sockets(seconds=seconds, verify=verify) as send:
        for number, script in enumerate(scripts, 1):
            assessment, note, exchanges = await _one(script, send, cookie, preflight_only, number)
            asked += exchanges
            if assessment is not None:
                assessments.append(assessment)
            if note:
                notes.append(note)
    return assessments, notes, asked


async def _one(
    script: ScriptRequest, send: Send, cookie: str, preflight_only: bool, number: int
) -> tuple[Assessment | None, str, list[Exchange]]:
    from corsproxy.diagnose.assess import assess
    from corsproxy.diagnose.sighting import Entry, Role, Sighting
    from corsproxy.fetch.browser import CHROME
    from corsproxy.fetch.journey import Finished
    from corsproxy.fetch.page_fetch import Hop, PageFetch
    from corsproxy.replay.errand import make

    got = await make(script, CHROME, send, cookie=cookie, preflight_only=preflight_only)
    notes = []
    if got is None:
        return None, f"{script.method} {redact_url(script.url)} from {script.page_origin} needs no preflight.", []
    if isinstance(got, Finished):
        fetch = replace(got.fetch, headers=Headers(redact_lines(script.headers.lines)))
    else:
        fetch = PageFetch(script.page_origin, script.method, script.url, (Hop(script.url, got, None),),
                          Headers(redact_lines(script.headers.lines)), credentials=script.credentials)  # fmt: skip
        notes.append("Only the preflight was asked: whether the response itself can be read is not known.")
    exchanges: list[Exchange] = []
    entries: list[Entry] = []
    for hop in fetch.hops:
        for exchange, role in ((hop.preflight, Role.PREFLIGHT), (hop.actual, Role.ACTUAL)):
            if exchange is not None:
                entries.append(Entry(len(exchanges), role))
                exchanges.append(exchange)
    sighting = Sighting(
        id=str(number),
        fetch=fetch,
        credentials=(script.credentials,),
        redirects=(script.redirect,),
        modes=(script.mode,),
        entries=tuple(entries),
        browser="chrome",
        notes=tuple(notes),
    )
    return assess(sighting), "", exchanges


def _told(exchanges: list[Exchange], verbose: bool) -> str:
    """What was sent and what came, a line each."""
    from corsproxy.replay.errand import decisive

    told: list[str] = []
    for exchange in exchanges:
        request, response = exchange.request, exchange.response
        came = f"{response.status} {response.reason}".rstrip() if response else exchange.failure
        asked = request.headers.get("access-control-request-method")
        what = f" (may I {asked}?)" if asked and request.method == "OPTIONS" else ""
        told.append(f"> {request.method} {redact_url(request.url)}{what}  Origin: {request.headers.get('origin')}")
        told.append(f"< {came}")
        if verbose:
            told += [f"    {name}: {value}" for name, value in redact_lines(decisive(response).lines)]
    return "\n".join(told) + "\n"
