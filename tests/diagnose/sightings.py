"""Sightings made of exchanges, for tests of causes, cautions and what builds on them."""

from __future__ import annotations

from corsproxy.diagnose.sighting import Entry, Role, Sighting
from corsproxy.fetch.browser import CHROME
from corsproxy.fetch.judge import judge
from corsproxy.fetch.page_fetch import Credentials, Hop, Mode, PageFetch, RedirectMode
from corsproxy.fetch.verdict import Verdict
from corsproxy.http.headers import Headers
from corsproxy.http.message import Exchange
from tests.diagnose.answers import ORIGIN


def sighting(
    preflight: Exchange | None,
    actual: Exchange | None,
    *,
    method: str = "",
    headers: tuple[tuple[str, str], ...] = (),
    credentials: Credentials = Credentials.SAME_ORIGIN,
    mode: Mode = Mode.CORS,
    origin: str = ORIGIN,
) -> Sighting:
    """One hop: a preflight, an actual request, or both."""
    last = actual or preflight
    assert last is not None
    asked = preflight.request.headers.get("access-control-request-method") if preflight else None
    names = (preflight.request.headers.get("access-control-request-headers") or "") if preflight else ""
    if not headers:
        headers = tuple((name, "application/json") for name in names.split(",") if name)
    url = last.request.url
    fetch = PageFetch(
        page_origin=origin,
        method=method or asked or last.request.method,
        url=url,
        hops=(Hop(url, preflight, actual),),
        headers=Headers(headers),
        credentials=credentials,
        mode=mode,
    )
    roles = [(preflight, Role.PREFLIGHT), (actual, Role.ACTUAL)]
    entries = tuple(Entry(index, role) for index, (one, role) in enumerate(roles) if one is not None)
    return Sighting("1", fetch, (credentials,), (RedirectMode.FOLLOW,), (mode,), entries)


def verdict(seen: Sighting) -> Verdict:
    """Chrome's."""
    return judge(seen.fetch, CHROME)
