"""Which route takes a request.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
There is no 405 and no implied HEAD: a method without a route is not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from corsproxy.gateway.http_api.definition import Route
from corsproxy.gateway.http_api.doubts import EmptySegments
from corsproxy.gateway.provenance import Assumed, Documented, Recorded, Statement
from corsproxy.where import Mistake

DEFAULT_KEY = "$default"
_KEY = re.compile(r"^(ANY|GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) (/.*)$")


class Rank(IntEnum):
    """How specific a path segment is; the lower wins."""

    STATIC = 0
    PARAMETER = 1
    GREEDY = 2


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment of a route's path: `text` is the literal, or the parameter's name."""

    rank: Rank
    text: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A route with its key taken apart. `method` is `ANY` for both ANY and $default."""

    route: Route
    method: str
    path: str
    segments: tuple[Segment, ...]

    @property
    def order(self) -> tuple[object, ...]:
        """Sort key of the manual's precedence: full match, then greedy, then $default; static beats parameter.

        Of two routes of one path the one that names the method wins over ANY.
        """
        ranks = tuple(int(segment.rank) for segment in self.segments)
        return (self.route.key == DEFAULT_KEY, Rank.GREEDY in ranks, ranks, self.method == "ANY")

    @property
    def first_literal(self) -> str | None:
        """What the path's first segment has to be: None where anything will do, empty for the root path."""
        if self.path == DEFAULT_KEY:
            return None
        if not self.segments:
            return ""
        first = self.segments[0]
        return first.text if first.rank is Rank.STATIC else None


@dataclass(frozen=True, slots=True)
class Selected:
    """A route and what its path parameters hold (decoded)."""

    route: Route
    path_parameters: Mapping[str, str]


def _segment(text: str) -> Segment:
    if text.startswith("{") and text.endswith("+}"):
        return Segment(Rank.GREEDY, text[1:-2])
    if text.startswith("{") and text.endswith("}"):
        return Segment(Rank.PARAMETER, text[1:-1])
    return Segment(Rank.STATIC, text)


def pattern_of(route: Route, empty: EmptySegments = EmptySegments.SIGNIFICANT) -> Pattern:
    """Take a route key apart; a key that is none is kept as a path that nothing reaches."""
    if route.key == DEFAULT_KEY:
        return Pattern(route, "ANY", DEFAULT_KEY, ())
    method, _, path = route.key.partition(" ")
    return Pattern(route, method.upper(), path, tuple(map(_segment, segments_of(path, empty))))


def patterns_of(routes: Iterable[Route], empty: EmptySegments = EmptySegments.SIGNIFICANT) -> tuple[Pattern, ...]:
    """All routes, the most specific first."""
    return tuple(sorted((pattern_of(route, empty) for route in routes), key=lambda pattern: pattern.order))


def segments_of(path: str, empty: EmptySegments = EmptySegments.SIGNIFICANT) -> list[str]:
    """A path's segments: several slashes count as one, and one at the end (the root's own too) makes an empty one."""
    parts = path.split("/")
    named = [part for part in parts if part]
    return named if parts[-1] or empty is EmptySegments.IGNORED else [*named, ""]


def select_route(
    patterns: Iterable[Pattern], method: str, path: str, empty: EmptySegments = EmptySegments.SIGNIFICANT
) -> Selected | None:
    """The first of `patterns` (ordered by precedence) that takes this method and decoded path, or None."""
    segments: list[str] | None = None
    for pattern in patterns:
        if pattern.method not in ("ANY", method):
            continue
        if pattern.path == DEFAULT_KEY:
            return Selected(pattern.route, {})
        if segments is None:
            segments = segments_of(path, empty)
        held = _match(pattern.segments, segments)
        if held is not None:
            return Selected(pattern.route, held)
    return None


def _match(pattern: tuple[Segment, ...], segments: list[str]) -> dict[str, str] | None:
    greedy = bool(pattern) and pattern[-1].rank is Rank.GREEDY
    # a greedy parameter holds at least one segment, which may be the empty one: /{proxy+} takes /
    if len(segments) < len(pattern) or (len(segments) > len(pattern) and not greedy):
        return None
    held: dict[str, str] = {}
    for position, segment in enumerate(pattern):
        if segment.rank is Rank.STATIC:
            if segment.text != segments[position]:
                return None
        elif segment.rank is Rank.PARAMETER:
            held[segment.text] = segments[position]
        else:
            held[segment.text] = "/".join(segments[position:])
    return held


def mistakes_in_routes(routes: Iterable[Route]) -> tuple[Mistake, ...]:
    """Route keys that the control plane refuses: bad form, greedy not last, one key twice."""
    found: list[Mistake] = []
    seen: set[str] = set()
    for route in routes:
        if route.key in seen:
            found.append(Mistake(f"Route with key {route.key} already exists for this API", route.where))
        seen.add(route.key)
        if route.key == DEFAULT_KEY:
            continue
        parts = _KEY.match(route.key)
        if parts is None:
            mend = (
                "Write a method in capitals (or ANY), one space, and a path, e.g. `GET /items/{id}`; or `$default`."
            )
            found.append(
                Mistake(f"The provided route key is not formatted properly: {route.key!r}.", route.where, mend)
            )
        elif any(_segment(part).rank is Rank.GREEDY for part in parts[2].split("/")[:-1]):
            found.append(
                Mistake(f"A greedy parameter is not the last segment: {route.key!r}.", route.where, "Put it last.")
            )
    return tuple(found)


STATEMENTS = (
    Statement(
        "http-api",
        "Full match (static before {param}), then greedy, then $default; ANY where no method is named.",
        Documented("https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html"),
    ),
    Statement(
        "http-api",
        "A path whose routes lack the request's method does not stop the search: a less specific route may take it.",
        Assumed("the manual states routes as method and path together; REST APIs are recorded to backtrack"),
    ),
    Statement(
        "http-api",
        "/{proxy+} takes the root path, with an empty `proxy`; so does /{parameter}.",
        Recorded(
            "events of two APIs with ANY /{proxy+} alone; architect/architect#981 for the parameter", "2020/2023"
        ),
    ),
)
