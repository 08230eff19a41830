"""Which page fetches are alike: the same in all that a verdict or a finding can depend on.

Of a long capture most are: the same call for another item, at another time, under another request id. Alike
ones are judged once; what differs between them (URLs, ids) is kept as pairs of texts, so that a report can say
of each fetch what was seen on that fetch.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator

from corsproxy.diagnose.sighting import Sighting
from corsproxy.fetch.safelist import NAMES_BROWSERS_DISAGREE_ON
from corsproxy.http.headers import Headers
from corsproxy.http.message import Exchange
from corsproxy.report.retell import Differences

# Request headers whose value a browser's rule or an attribution looks at; of the others the name alone counts.
_ASKED = NAMES_BROWSERS_DISAGREE_ON | {
    "origin", "host", "access-control-request-method", "access-control-request-headers",
    "access-control-request-private-network", "upgrade", "connection", "x-http-method", "x-http-method-override",
    "x-method-override", "sec-fetch-mode", "sec-fetch-site", "sec-fetch-dest", "sec-fetch-storage-access",
    "x-requested-with",
}  # fmt: skip
# Response headers that are another one each time and that no rule looks into.
_PASSING = frozenset({
    "date", "age", "expires", "last-modified", "etag", "content-length", "x-amzn-requestid", "x-amz-apigw-id",
    "apigw-requestid", "x-amzn-trace-id", "x-amz-cf-id", "x-amz-id-2", "x-amz-request-id", "x-request-id",
    "x-correlation-id", "cf-ray", "server-timing", "set-cookie", "x-amzn-remapped-date", "traceparent", "nel",
    "report-to", "x-amzn-remapped-content-length", "x-ratelimit-remaining", "x-ratelimit-reset",
    "x-envoy-upstream-service-time",
})  # fmt: skip
_ID = re.compile(r"[0-9]+|[0-9a-f]{16,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_HAS_DIGIT = re.compile(r"(?!v[0-9]+$)(?=.*[0-9])[A-Za-z0-9_.~-]+")
_SHAPE = re.compile(r"[0-9a-f]+", re.IGNORECASE)
_LONG_BODY = 2_048


def url_shape(url: str) -> str:
    """A URL with the ids in its path and the values of its query left out.

    The first segment of a path is a stage in API Gateway's own URLs, so it counts unless it is a number or a UUID.
    """
    scheme, mark, rest = url.partition("://")
    if not mark or "@" in rest:
        return url
    rest, _, query = rest.partition("?")
    authority, *segments = rest.split("/")
    shaped = [
        "*" if _ID.fullmatch(segment) or (place and _HAS_DIGIT.fullmatch(segment)) else segment
        for place, segment in enumerate(segments)
    ]
    names = "&".join(sorted({pair.partition("=")[0] for pair in query.split("&")})) if query else ""
    return f"{scheme}://{authority}/{'/'.join(shaped)}?{names}"


def _kept_of_passing(name: str, value: str) -> str:
    """What a rule may look at in a value that is another one each time."""
    if name == "set-cookie":
        low = value.lower()
        return f"{value.partition('=')[0]};{'samesite=none' in low};{'secure' in low}"
    if name.endswith("requestid"):
        return _SHAPE.sub("0", value)
    return "0" if value == "0" else ""


class Likeness:
    """Computes what makes fetches alike; what it has seen must live as long as it does (it remembers by identity)."""

    def __init__(self) -> None:
        self._asked: dict[int, Hashable] = {}
        self._answered: dict[int, Hashable] = {}
        self._shapes: dict[str, str] = {}
        # Equal keys become one object, so that comparing long ones is comparing addresses.
        self._one: dict[Hashable, Hashable] = {}

    def _of_request(self, headers: Headers) -> Hashable:
        known = self._asked.get(id(headers))
        if known is None:
            told = []
            for name, value in headers.lines:
                low = name.lower()
                if low in _ASKED:
                    told.append((low, value))
                elif low == "authorization":
                    told.append((low, value.partition(" ")[0] if value else ""))
                elif low == "referer":
                    told.append((low, "/".join(value.split("/", 3)[:3])))
                elif low == "content-length":
                    told.append((low, "0" if value.strip() == "0" else ""))
                else:
                    told.append((low, "" if value else "-"))
            key = tuple(told)
            known = self._asked[id(headers)] = self._one.setdefault(key, key)
        return known

    def _of_response(self, headers: Headers) -> Hashable:
        known = self._answered.get(id(headers))
        if known is None:
            key = tuple(
                (name, _kept_of_passing(name.lower(), value)) if name.lower() in _PASSING else (name, value)
                for name, value in headers.lines
            )
            known = self._answered[id(headers)] = self._one.setdefault(key, key)
        return known

    def shape(self, url: str) -> str:
        """`url_shape`, remembered."""
        known = self._shapes.get(url)
        if known is None:
            known = self._shapes[url] = url_shape(url)
        return known

    def _exchange(self, exchange: Exchange | None) -> Hashable:
        if exchange is None:
            return None
        asked, answered = exchange.request, exchange.response
        told: Hashable = None
        if answered is not None:
            body: Hashable = answered.body
            if 200 <= answered.status < 300 and answered.body and b'"statusCode"' not in answered.body[:_LONG_BODY]:
                body = True  # what a function said when all went well
            told = (answered.status, self._of_response(answered.headers), body, answered.reason)
        return (
            asked.method,
            self.shape(asked.url),
            self._of_request(asked.headers),
            bool(asked.body),
            asked.http_version,
            told,
            exchange.failure,
            exchange.resource_type,
            exchange.gaps,
        )

    def key(self, sighting: Sighting) -> Hashable:
        """Equal for fetches that are alike."""
        fetch = sighting.fetch
        urls = [fetch.url, *(hop.url for hop in fetch.hops)]
        return (
            fetch.page_origin,
            bool(fetch.page_url),
            fetch.method,
            self.shape(fetch.url),
            self._of_request(fetch.headers),
            fetch.initiator,
            fetch.force_preflight,
            sighting.credentials,
            sighting.redirects,
            sighting.modes,
            sighting.browser,
            sighting.unknown,
            sighting.open_end,
            len(sighting.notes),
            tuple(entry.role for entry in sighting.entries),
            tuple((self._exchange(hop.preflight), self._exchange(hop.actual)) for hop in fetch.hops),
            # which of the URLs are one and the same
            tuple(map(urls.index, urls)) if len(urls) > 2 else None,
        )


def _passing(exchange: Exchange | None) -> Iterator[str]:
    if exchange is not None and exchange.response is not None:
        for name, value in exchange.response.headers.lines:
            if name.lower() in _PASSING:
                yield value


def quotable(sighting: Sighting) -> tuple[list[str], list[str]]:
    """The texts of a fetch in which alike ones differ, in an order that they share: those that are sure to be quoted
    (URLs, notes), and those that a finding may quote (passing values)."""
    fetch = sighting.fetch
    sure = [*sighting.notes, fetch.url, fetch.page_url]
    for hop in fetch.hops:
        sure += [each.request.url for each in (hop.preflight, hop.actual) if each is not None]
    maybe: list[str] = []
    for hop in fetch.hops:
        maybe += _passing(hop.preflight)
        maybe += _passing(hop.actual)
    return sure, maybe


def _tail(there: str, here: str) -> tuple[str, str]:
    """The paths from one segment before the first that differs: how a remedy names them, without the host."""
    old, new = there.split("/"), here.split("/")
    same = next((at for at, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), len(old))
    start = max(same - 1, 3)
    return "/".join(old[start:]).partition("?")[0], "/".join(new[start:]).partition("?")[0]


Quotable = tuple[list[str], list[str]]


def differences(there: Quotable, here: Quotable, quoted: str) -> Differences:
    """What to replace to say of one fetch what was said of an alike one; `quoted` is all that was said of findings.

    Both are `quotable`'s. URLs are always replaced, for the browsers' console lines name them; passing values only
    where a finding quotes them.
    """
    found: dict[str, str] = {}
    for old, new in zip(there[0], here[0], strict=False):
        if old == new or not old or old in found:
            continue
        found[old] = new
        if quoted:
            tail, own = _tail(old, new)
            if len(tail) > 3 and tail != own and tail in quoted:
                found.setdefault(tail, own)
    if quoted:
        for old, new in zip(there[1], here[1], strict=False):
            if old != new and len(old) > 3 and old in quoted:
                found.setdefault(old, new)
    return tuple(sorted(found.items(), key=lambda pair: -len(pair[0])))
