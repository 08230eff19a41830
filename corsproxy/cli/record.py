"""`corsproxy record`: a capture made small and share-safe, to keep as a test or to send to somebody."""

from __future__ import annotations

from pathlib import Path

import click

from corsproxy.cli.reporting import origin_option, write
from corsproxy.cli.reporting import origins as serialised
from corsproxy.where import Mistake, Unusable, Where


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("captures", nargs=-1, required=True, metavar="CAPTURE…")
@click.option("-o", "--output", required=True, type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="The HAR to write.")  # fmt: skip
@origin_option("Only fetches of pages of this origin")
@click.option("--only", type=click.Choice(["blocked"]), help="Only fetches that a browser blocks, or may block.")
@click.option("--keep-bodies", is_flag=True, help="Keep bodies; otherwise only the start of error answers is kept.")
def command(
    captures: tuple[str, ...], output: Path, origins: tuple[str, ...], only: str | None, keep_bodies: bool
) -> None:
    """Keep the cross-origin fetches of CAPTURE (HAR or mitmproxy flows) and nothing that decides nothing.

    Secrets are struck out: tokens, cookies, keys, signatures. What is written is a HAR for `corsproxy replay`.
    """
    from corsproxy.capture.capture import Capture
    from corsproxy.capture.har_out import annotated
    from corsproxy.capture.read import read
    from corsproxy.capture.slim import slim
    from corsproxy.diagnose.assess import assess
    from corsproxy.diagnose.pages import page_fetches
    from corsproxy.fetch.page_fetch import Mode
    from corsproxy.http.message import Exchange
    from corsproxy.http.url import origin_of

    wanted = serialised(origins)
    kept: list[Exchange] = []
    fetches = 0
    before = 0
    for name in captures:
        capture = read(name)
        before += len(capture.exchanges)
        for sighting in page_fetches(capture.exchanges):
            fetch = sighting.fetch
            cross = fetch.page_origin != origin_of(fetch.url) and sighting.modes[:1] == (Mode.CORS,)
            if not cross or (wanted and fetch.page_origin not in wanted):
                continue
            if only == "blocked":
                rulings = assess(sighting).rulings.values()
                if not any(ruling.standing in {"blocked", "depends"} for ruling in rulings):
                    continue
            fetches += 1
            names = frozenset(fetch.headers.names())
            for hop in fetch.hops:
                kept += [
                    slim(exchange, announced=names, keep_bodies=keep_bodies)
                    for exchange in (hop.preflight, hop.actual)
                    if exchange is not None
                ]
    if not kept:
        raise Unusable(Mistake("holds no such fetch of a page.", Where(captures[0]), "Record one with the proxy."))
    whole = Capture(tuple(kept), name="<exchanges>", recorder="corsproxy record")
    write(annotated(whole, {}), output)
    click.echo(f"{output}: {fetches} fetches in {len(kept)} entries, of {before} entries read.", err=True)
