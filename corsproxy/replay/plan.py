"""From captured page fetches to what may be sent again: safe methods, no recorded credentials, bounded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from corsproxy.capture.redaction import redact_exchange
from corsproxy.diagnose.sighting import Sighting
from corsproxy.fetch.journey import ScriptRequest
from corsproxy.fetch.page_fetch import Mode, RedirectMode
from corsproxy.http.headers import Headers
from corsproxy.http.message import Exchange, Request
from corsproxy.http.secrets import STRUCK, is_secret_header, redact_text, redact_url
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
        told = _told(sighting)
        script = ScriptRequest(
            page_origin=fetch.page_origin,
            method=fetch.method,
            url=_placed(told.url),
            headers=_without_secrets(fetch.headers, secrets or {}),
            body=b"" if fetch.method in SAFE else told.body.replace(STRUCK.encode(), PLACEHOLDER.encode()),
            credentials=sighting.credentials[0],
            redirect=RedirectMode.FOLLOW,
            initiator=fetch.initiator,
            force_preflight=fetch.force_preflight,
            page_url=_placed(redact_url(fetch.page_url)),
        )
        found.append(Planned(sighting, script, preflight_only=fetch.method not in SAFE and not unsafe))
    return tuple(found)


def _without_secrets(headers: Headers, secrets: dict[str, str]) -> Headers:
    given = {name.lower(): value for name, value in secrets.items()}
    return Headers(
        (name, given.get(name.lower()) or (PLACEHOLDER if is_secret_header(name) else _placed(redact_text(value))))
        for name, value in headers.lines
    )


def _placed(text: str) -> str:
    return text.replace(STRUCK, PLACEHOLDER)


def _told(sighting: Sighting) -> Request:
    """The request as it may be told to others: no secret in its URL or body, nor the echo of one."""
    hop = sighting.fetch.hops[0] if sighting.fetch.hops else None
    exchange = (hop.actual or hop.preflight) if hop is not None else None
    request = exchange.request if exchange is not None else Request(sighting.fetch.method, "")
    body = request.body if hop is not None and hop.actual is not None else b""
    return redact_exchange(Exchange(replace(request, url=sighting.fetch.url, body=body), None)).request


def hosts(planned: Iterable[Planned]) -> tuple[str, ...]:
    """The API hosts that a plan would ask, in order of first appearance."""
    found: dict[str, None] = {}
    for one in planned:
        url = parse(one.script.url) if one.script else None
        if url is not None:
            found[host_of(url)] = None
    return tuple(found)
