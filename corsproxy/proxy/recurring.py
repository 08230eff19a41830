"""Fetches that are fine once more: recognised by what was sent and answered, without judging them again.

Most of a page's traffic repeats: the same header lines to the same origin, the same grant in answer. What a browser
decides of a fetch with one URL follows from these alone, not from path, body, tokens or time. So what was allowed in
every browser, with nothing left open, is remembered by them; whatever is not in this small class goes the whole way.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Any

from mitmproxy import http

from corsproxy.diagnose.ruling import Ruling, Standing
from corsproxy.http.secrets import redact_url
from corsproxy.proxy.ledger import Entered
from corsproxy.proxy.verdict_text import Progress, Word, one_line, word_of

_MOST = 2048
# Their values decide nothing in any browser; that they were sent may (credentials), so their names stay in the key.
_VALUE_IS_NO_MATTER = frozenset(
    {b"cookie", b"authorization", b"referer", b"content-length", b"x-api-key", b"x-amz-date", b"x-amz-security-token"}
)
# Revalidated later by a 304, whose verdict is that of what is stored now: the tracker has to see it.
_STORED_BY = (b"etag", b"last-modified")
_URL_MARK = "\0"


def key_of(flow: http.HTTPFlow) -> Hashable | None:
    """What decides this fetch, or None where more than these few values may."""
    request, response = flow.request, flow.response
    if response is None or flow.error is not None or request.method == "OPTIONS" or 300 <= response.status_code < 400:
        return None
    asked = tuple(
        [(name, b"" if name.lower() in _VALUE_IS_NO_MATTER else value) for name, value in request.headers.fields]
    )
    answered = []
    for name, value in response.headers.fields:
        low = name.lower()
        if low.startswith((b"access-control-", b"cross-origin-")):
            answered.append((low, value))
        elif low in _STORED_BY or low == b"location":
            return None
    return (
        request.method,
        request.scheme,
        request.host_header or request.host,
        request.port,
        request.http_version,
        asked,
        response.status_code,
        tuple(answered),
    )


def _settled(ruling: Ruling) -> bool:
    return ruling.standing is Standing.ALLOWED and not ruling.conditions and not ruling.notes


class Recurring:
    """What was fine, by key; the least used is forgotten first."""

    def __init__(self) -> None:
        self._known: OrderedDict[Hashable, tuple[dict[str, Any], str]] = OrderedDict()

    def find(self, key: Hashable, url: str, number: int) -> tuple[dict[str, Any], str] | None:
        """The machine verdict and the line of a fetch of `url` that is fine once more; None where it is not known."""
        known = self._known.get(key)
        if known is None:
            return None
        self._known.move_to_end(key)
        shown = redact_url(url)
        machine, line = known
        return {**machine, "id": f"r{number}", "url": shown}, line.replace(_URL_MARK, shown)

    def learn(self, key: Hashable, entered: Entered, machine: dict[str, Any]) -> None:
        """Remember a fetch if it is of the small class: one request, allowed in every browser, nothing left open."""
        assessment = entered.assessment
        sighting = assessment.sighting
        if (
            entered.progress is not Progress.COMPLETE
            or word_of(assessment) is not Word.OK
            or assessment.findings
            or len(sighting.entries) != 1
            or sighting.notes
            or sighting.unknown
            or any(
                one.standing.value != "allowed" or one.conditions or one.notes for one in assessment.rulings.values()
            )
        ):
            return
        line = one_line(assessment).replace(redact_url(sighting.fetch.url), _URL_MARK, 1)
        self._known[key] = (machine, line)
        if len(self._known) > _MOST:
            self._known.popitem(last=False)

    def clear(self) -> None:
        """Forget everything."""
        self._known.clear()
