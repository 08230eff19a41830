"""The stand-in of `corsproxy proxy`: definitions are read, and the proxy is told what the emulator answers for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from corsproxy.cli.emulate_sources import Sources, mappings, read_all
from corsproxy.emulator import serve
from corsproxy.emulator.address import DomainMapping, id_of
from corsproxy.proxy.stand_in import StandIn, StoodInRoute, Territory, parse_route
from corsproxy.where import Mistake, Unusable


def stand_in(definitions: Sequence[Path], routes: Sequence[str], domains: Sequence[str]) -> StandIn:
    """The addon for these definitions; raises `Unusable` with every mistake in routes and domains."""
    _, loaded = read_all(Sources(None, tuple(definitions), {}))
    apis = loaded.apis
    for note in loaded.notes:
        click.echo(f"note: {note}", err=True)
    mistakes: list[Mistake] = []
    covered = _routes(routes, mistakes)
    mapped = [*mappings(loaded), *_domains(domains, {id_of(one) for one in (*apis, *loaded.function_urls)}, mistakes)]
    if mistakes:
        raise Unusable(mistakes)
    territory = Territory(
        api_ids=frozenset(api.api_id for api in apis),
        domains=frozenset(one.domain for one in mapped),
        routes=tuple(covered),
        url_ids=frozenset(url.url_id for url in loaded.function_urls),
        stages=frozenset(name for api in apis for name in [stage.name for stage in api.stages] or ["*"]),
    )
    for api in apis:
        where = f"https://{api.api_id}.execute-api.{api.region}.amazonaws.com"
        click.echo(f"Standing in for {api.name or api.api_id}: {where}", err=True)
    for url in loaded.function_urls:
        where = f"https://{url.url_id}.lambda-url.{url.region}.on.aws"
        click.echo(f"Standing in for a function URL: {where}", err=True)
    return StandIn(
        territory,
        lambda: serve(
            apis,
            domains=tuple(mapped),
            function_urls=loaded.function_urls,
            say=lambda text: click.echo(text, err=True),
        ),
    )


def _routes(texts: Sequence[str], mistakes: list[Mistake]) -> list[StoodInRoute]:
    routes = []
    for text in texts:
        try:
            routes.append(parse_route(text))
        except ValueError as error:
            mistakes.append(Mistake(f"--stand-in-route {error}"))
    return routes


def _domains(texts: Sequence[str], ids: set[str], mistakes: list[Mistake]) -> list[DomainMapping]:
    mapped = []
    for text in texts:
        domain, equals, target = text.partition("=")
        api_id, _, stage = target.partition("/")
        if not (domain and equals and api_id in ids):
            some = f"one of {', '.join(sorted(ids))}: api.example.com={min(ids)}/prod."
            mistakes.append(
                Mistake(
                    f"--stand-in-domain {text!r} names no API and no function URL of these definitions",
                    instead=f"Write DOMAIN=ID/STAGE with {some}",
                )
            )
            continue
        host, _, base_path = domain.lower().partition("/")
        mapped.append(DomainMapping(host, api_id, stage or "$default", base_path.strip("/")))
    return mapped
