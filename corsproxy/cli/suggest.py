"""`corsproxy suggest`: the least CORS configuration that makes every captured page fetch pass."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from corsproxy.cli.reporting import origin_option
from corsproxy.cli.reporting import origins as serialised
from corsproxy.where import Mistake, Unusable, Where

if TYPE_CHECKING:
    from corsproxy.diagnose.suggest import Needs, Suggestion

_REASONS = 3


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("captures", nargs=-1, required=True, metavar="CAPTURE…")
@origin_option("Only fetches of pages of this origin")
@click.option(
    "--product", type=click.Choice(["http-api", "rest-api"]), help="What the API is, where its answers do not tell."
)
@click.option(
    "--fix", "dialect", default="", metavar="DIALECT", help="Write it in this dialect: sam, terraform, openapi, …"
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(
    captures: tuple[str, ...], origins: tuple[str, ...], product: str | None, dialect: str, form: str
) -> None:
    """Say what an API has to allow for the page fetches of CAPTURE, and what each value is needed for."""
    from corsproxy.capture.read import read
    from corsproxy.diagnose.clues import Product
    from corsproxy.diagnose.pages import page_fetches
    from corsproxy.diagnose.suggest import suggest

    wanted = serialised(origins)
    sightings = [
        sighting
        for name in captures
        for sighting in page_fetches(read(name).exchanges)
        if not wanted or sighting.fetch.page_origin in wanted
    ]
    found = suggest(sightings)
    if not found:
        raise Unusable(Mistake("holds no cross-origin fetch of a page.", Where(captures[0])))
    for one in found:
        if product:
            one.product = Product(product)
    if form == "json":
        click.echo(json.dumps([_as_json(one) for one in found], indent=1))
        return
    for one in found:
        click.echo("\n".join(_told(one, dialect)))
        click.echo()


def _told(one: Suggestion, dialect: str) -> list[str]:
    lines = [f"{one.host} ({one.product.value or 'product not known'}), {one.fetches} page fetches"]
    lines += _needs("origins", one.origins)
    lines += _needs("methods", one.methods) or ["  methods      GET, HEAD and POST need no listing"]
    lines += _needs("headers", one.headers) or ["  headers      none beside the safelisted ones"]
    lines += _needs("expose", one.exposed)
    if one.credentials:
        lines.append(f"  credentials  true     # {_reasons(one.with_credentials)}")
    elif one.credentials is None:
        lines.append(
            "  credentials  the capture does not tell; allow them only if the page asks with credentials: 'include'"
        )
    lines += [f"  beyond       {why}" for why in one.beyond]
    if one.product.value == "rest-api" and len(one.origins) > 1:
        lines.append(
            "  note         a MOCK answers one static origin: several need a response template, as --fix writes"
        )
    for name, text in _snippets(one, dialect):
        lines += ["", f"  {name}:", *(f"    {line}" for line in text.splitlines())]
    return lines


def _needs(title: str, needs: Needs) -> list[str]:
    width = max((len(value) for value in needs), default=0)
    return [f"  {title:<12} {value:<{width}}  # {_reasons(says)}" for value, says in needs.items()]


def _reasons(says: dict[str, None]) -> str:
    names = list(says)
    more = f" and {len(names) - _REASONS} more" if len(names) > _REASONS else ""
    return "; ".join(names[:_REASONS]) + more


def _snippets(one: Suggestion, dialect: str) -> list[tuple[str, str]]:
    from corsproxy.diagnose.finding import Remedy
    from corsproxy.diagnose.remedies import REMEDIES_OF_SUGGESTION
    from corsproxy.fixes.snippets import DIALECTS, snippets
    from corsproxy.gateway.invoke_url import invoke_url

    if not dialect:
        return []
    known = [each.name for each in DIALECTS]
    if dialect not in known:
        raise Unusable(Mistake(f"--fix {dialect} is no dialect.", None, f"Known are {', '.join(known)}."))
    url = invoke_url(f"https://{one.host}{next(iter(one.paths), '/')}")
    rest = one.product.value != "http-api"
    methods = [*one.methods, "OPTIONS"] if rest else list(one.methods) or ["GET"]
    values = {
        "origin": ",".join(one.origins),
        "method": next(iter(one.methods), "GET"),
        "methods": ",".join(methods),
        "headers": ",".join(one.headers) or "content-type",
        "path": url.resource_path(rest=True) if rest else url.path,
        "url": f"https://{one.host}/",
        "api": url.api_id or "API_ID",
        "stage": (url.stage(rest=True) if rest else "") or "STAGE",
        "region": url.region or "REGION",
        "vpce": "VPCE_ID",
        "credentials": "true" if one.credentials else "",
        "product": one.product.value,
        "header": "",
    }  # fmt: skip
    found: list[tuple[str, str]] = []
    for kind in REMEDIES_OF_SUGGESTION["rest-api" if rest else "http-api"]:
        snippet = snippets(Remedy(kind, "", values)).get(dialect)
        if snippet is not None:
            found.append((kind, snippet.text))
    return found


def _as_json(one: Suggestion) -> dict[str, object]:
    return {
        "host": one.host,
        "product": one.product.value or None,
        "fetches": one.fetches,
        "origins": {value: list(says) for value, says in one.origins.items()},
        "methods": {value: list(says) for value, says in one.methods.items()},
        "headers": {value: list(says) for value, says in one.headers.items()},
        "expose": {value: list(says) for value, says in one.exposed.items()},
        "credentials": one.credentials,
        "beyond": list(one.beyond),
    }
