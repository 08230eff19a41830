"""Exchanges as browsers make them, for tests to arrange."""

from __future__ import annotations

from corsproxy.http.headers import Headers
from corsproxy.http.message import Exchange, Gap, Request, Response

PAGE = "https://app.example.com"
API = "https://api.example.net/items"
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0"
SAFARI = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15"

OPEN = {"access-control-allow-origin": "*"}
GRANTED = {
    "access-control-allow-origin": PAGE,
    "access-control-allow-methods": "PUT, DELETE, PATCH",
    "access-control-allow-headers": "content-type, x-a",
}


def exchange(
    method: str,
    url: str,
    request: dict[str, str],
    status: int | None,
    response: dict[str, str] | None = None,
    *,
    at: float = 1.0,
    took: float = 0.01,
    index: int = 0,
    page: str = "",
    kind: str = "",
    failure: str = "",
    gaps: frozenset[Gap] = frozenset(),
) -> Exchange:
    """One exchange; `status` None means that nothing came back."""
    answer = None if status is None else Response(status, Headers((response or {}).items()))
    return Exchange(
        Request(method, url, Headers(request.items())),
        answer,
        failure=failure,
        started=at,
        ended=at + took,
        index=index,
        page=page,
        resource_type=kind,
        gaps=gaps,
    )


def preflight(
    url: str = API,
    method: str = "PUT",
    *,
    names: str = "",
    origin: str = PAGE,
    status: int | None = 204,
    answer: dict[str, str] | None = None,
    agent: str = CHROME,
    at: float = 1.0,
    index: int = 0,
    page: str = "",
    kind: str = "",
    site: str = "cross-site",
) -> Exchange:
    """A CORS-preflight exchange, consented to unless `answer` says otherwise."""
    headers = {"Access-Control-Request-Method": method}
    if names:
        headers["Access-Control-Request-Headers"] = names
    headers |= {"Origin": origin, "User-Agent": agent, "Sec-Fetch-Mode": "cors", "Sec-Fetch-Site": site}
    headers |= {"Sec-Fetch-Dest": "empty"}
    given = GRANTED if answer is None else answer
    return exchange("OPTIONS", url, headers, status, given, at=at, index=index, page=page, kind=kind)


def actual(
    method: str = "GET",
    url: str = API,
    *,
    origin: str | None = PAGE,
    headers: dict[str, str] | None = None,
    status: int | None = 200,
    answer: dict[str, str] | None = None,
    agent: str = CHROME,
    at: float = 1.02,
    took: float = 0.01,
    index: int = 1,
    page: str = "",
    kind: str = "",
    mode: str = "cors",
    site: str = "cross-site",
    failure: str = "",
    gaps: frozenset[Gap] = frozenset(),
) -> Exchange:
    """A request of a page, answered with `Access-Control-Allow-Origin: *` unless `answer` says otherwise."""
    sent = {"Accept": "*/*", "User-Agent": agent, **(headers or {})}
    if origin is not None:
        sent["Origin"] = origin
    if site:
        sent |= {"Sec-Fetch-Mode": mode, "Sec-Fetch-Site": site, "Sec-Fetch-Dest": "empty"}
    given = OPEN if answer is None else answer
    return exchange(
        method,
        url,
        sent,
        status,
        given,
        at=at,
        took=took,
        index=index,
        page=page,
        kind=kind,
        failure=failure,
        gaps=gaps,
    )
