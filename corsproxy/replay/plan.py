"""From captured page fetches to what may be sent again: safe methods, no recorded credentials, bounded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from corsproxy.diagnose.sighting import Sighting
from corsproxy.fetch.journey import ScriptRequest
from corsproxy.fetch.page_fetch import Mode, RedirectMode
from corsproxy.http.headers import Headers
from corsproxy.http.secrets import is_secret_header
from corsproxy.http.url import parse
from corsproxy.replay.target import host_of

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
PLACEHOLDER = "corsproxy-replay"


@dataclass(frozen=True, slots=True)
class Planned:
    """One captured fetch and how it is asked again. `preflight_only` keeps an unsafe request from being sent.

    `skipped` is not empty where it is not asked at all, and says why.
    """

    sighting: Sighting
    script: ScriptRequest | None
    preflight_only: bool = False
    skipped: str = ""


def plan(
    sightings: Iterable[Sighting], *, unsafe: bool = False, secrets: dict[str, str] | None = None, limit: int = 500
) -> tuple[Planned, ...]:
    """Plan every cross-origin fetch of a capture, equal ones once, `limit` of them at most.

    `secrets` are header values to send in place of the recorded ones (`{"authorization": "Bearer …"}`); recorded
    credentials are never sent, but their names stay, so that the preflight asks the same question.
    """
    known: set[tuple[str, str, str, tuple[str, ...], str]] = set()
    found: list[Planned] = []
    for sighting in sightings:
        fetch = sighting.fetch
        if sighting.modes and sighting.modes[0] is not Mode.CORS:
            continue
        url = parse(fetch.url)
        if url is None or url.origin == fetch.page_origin or url.scheme not in {"http", "https"}:
            continue
        names = tuple(sorted(fetch.headers.names()))
        key = (fetch.page_origin, fetch.method, fetch.url, names, sighting.credentials[0].value)
        if key in known:
            continue
        known.add(key)
        if len([one for one in found if not one.skipped]) >= limit:
            found.append(Planned(sighting, None, skipped=f"over the limit of {limit} fetches"))
            continue
        script = ScriptRequest(
            page_origin=fetch.page_origin,
            method=fetch.method,
            url=fetch.url,
            headers=_without_secrets(fetch.headers, secrets or {}),
            body=b"" if fetch.method in SAFE else _body(sighting),
            credentials=sighting.credentials[0],
            redirect=RedirectMode.FOLLOW,
            initiator=fetch.initiator,
            force_preflight=fetch.force_preflight,
            page_url=fetch.page_url,
        )
        found.append(Planned(sighting, script, preflight_only=fetch.method not in SAFE and not unsafe))
    return tuple(found)


def _without_secrets(headers: Headers, secrets: dict[str, str]) -> Headers:
    given = {name.lower(): value for name, value in secrets.items()}
    return Headers(
        (name, given.get(name.lower(), PLACEHOLDER if is_secret_header(name) else value))
        for name, value in headers.lines
    )


def _body(sighting: Sighting) -> bytes:
    for hop in sighting.fetch.hops:
        if hop.actual is not None:
            return hop.actual.request.body
    return b""


def hosts(planned: Iterable[Planned]) -> tuple[str, ...]:
    """The API hosts that a plan would ask, in order of first appearance."""
    found: dict[str, None] = {}
    for one in planned:
        url = parse(one.script.url) if one.script else None
        if url is not None:
            found[host_of(url)] = None
    return tuple(found)
