"""Flows as a browser and an API would make them, for the tests of this room."""

from __future__ import annotations

from collections.abc import Mapping

from mitmproxy import http
from mitmproxy.test import tflow

CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36"
ORIGIN = "https://app.example.com"
URL = "https://abcdefghij.execute-api.eu-west-1.amazonaws.com/prod/items"


def flow(
    method: str = "GET",
    url: str = URL,
    sent: Mapping[str, str] | None = None,
    status: int | None = 200,
    answered: Mapping[str, str] | None = None,
    body: bytes = b"{}",
    *,
    origin: str | None = ORIGIN,
    at: float = 1_700_000_000.0,
) -> http.HTTPFlow:
    """A finished flow of Chrome's; `status` None: nothing came back. `origin` None: no Origin header."""
    headers = {
        "user-agent": CHROME,
        "sec-fetch-site": "cross-site",
        "sec-fetch-mode": "cors",
        "sec-fetch-dest": "empty",
    }
    if origin is not None:
        headers["origin"] = origin
    made = tflow.tflow(req=http.Request.make(method, url, b"", {**headers, **(sent or {})}))
    made.timestamp_created = made.request.timestamp_start = at
    made.request.timestamp_end = at
    if status is None:
        made.response, made.error = None, tflow.terr("connection refused")
    else:
        made.response = http.Response.make(status, body, dict(answered or {}))
        made.response.timestamp_start = made.response.timestamp_end = at
    return made


def preflight(
    method: str = "PUT", names: str = "content-type", status: int = 204, answered: Mapping[str, str] | None = None,
    *, url: str = URL, at: float = 1_700_000_000.0,
) -> http.HTTPFlow:  # fmt: skip
    """A CORS-preflight flow."""
    asked = {"access-control-request-method": method, "access-control-request-headers": names}
    return flow("OPTIONS", url, asked, status, answered, b"", at=at)


GRANTED = {
    "access-control-allow-origin": ORIGIN,
    "access-control-allow-methods": "PUT",
    "access-control-allow-headers": "content-type",
    "access-control-allow-credentials": "true",
}
