"""What is worked out once per API instead of once per request: routes in order, lists joined, stages by name."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

from corsproxy.gateway.http_api.cors import CorsLists, lists_of
from corsproxy.gateway.http_api.definition import HttpApi, Stage
from corsproxy.gateway.http_api.doubts import EmptySegments
from corsproxy.gateway.http_api.routes import Pattern, Selected, patterns_of, select_route

_HELD_AT_MOST = 256
_SELECTIONS_AT_MOST = 1024
_LONGEST_KEPT = 256


@dataclass(frozen=True, slots=True)
class Candidates:
    """The routes that name one method or ANY, the most specific first: all, and those a first segment leaves."""

    every: tuple[Pattern, ...]
    by_first_segment: dict[str, tuple[Pattern, ...]]
    with_any_first_segment: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """Derived from one `HttpApi`; `methods` always holds `ANY`."""

    stages: dict[str, Stage]
    methods: dict[str, Candidates]
    every_pattern: tuple[Pattern, ...]
    cors_lists: CorsLists | None
    empty_segments: EmptySegments
    selections: dict[tuple[str, str], Selected | None] = field(default_factory=dict)
    """What was selected before: a memo, and no part of what this is."""
    event_frames: dict[Hashable, tuple[bytes, bytes, bytes, bytes]] = field(default_factory=dict)
    """Likewise, of events: see `recurring_event`."""

    def select(self, method: str, path: str) -> Selected | None:
        """The route that takes `method` on the decoded `path`."""
        key = (method, path)
        if key in self.selections:
            return self.selections[key]
        found = select_route(self.candidates(method, path), method, path, self.empty_segments)
        if len(path) <= _LONGEST_KEPT:
            if len(self.selections) >= _SELECTIONS_AT_MOST:
                self.selections.clear()
            self.selections[key] = found
        return found

    def candidates(self, method: str, path: str) -> tuple[Pattern, ...]:
        """The routes that could take `method` on the decoded `path`, the most specific first."""
        held = self.methods.get(method)
        if held is None:
            held = self.methods["ANY"]
        if not held.by_first_segment:
            return held.every
        return held.by_first_segment.get(path.lstrip("/").partition("/")[0], held.with_any_first_segment)


# An HttpApi holds mappings, so it has no hash: the memo goes by identity, and keeps the API alive so that
# its id cannot be reused. It changes no answer, only the time it takes.
_HELD: dict[int, tuple[HttpApi, Prepared]] = {}


def prepare(api: HttpApi) -> Prepared:
    """The derived values of `api`; worked out when first asked for."""
    held = _HELD.get(id(api))
    if held is not None and held[0] is api:
        return held[1]
    if len(_HELD) >= _HELD_AT_MOST:
        _HELD.clear()
    prepared = _work_out(api)
    _HELD[id(api)] = (api, prepared)
    return prepared


def _work_out(api: HttpApi) -> Prepared:
    every = patterns_of(api.routes, api.doubts.empty_segments)
    methods = {"ANY", *(pattern.method for pattern in every)}
    return Prepared(
        stages={stage.name: stage for stage in api.stages},
        methods={method: _candidates(tuple(p for p in every if p.method in ("ANY", method))) for method in methods},
        every_pattern=every,
        cors_lists=lists_of(api.cors, api.doubts) if api.cors else None,
        empty_segments=api.doubts.empty_segments,
    )


def _candidates(every: tuple[Pattern, ...]) -> Candidates:
    firsts = {pattern.first_literal for pattern in every if pattern.first_literal is not None}
    return Candidates(
        every=every,
        by_first_segment={first: tuple(p for p in every if p.first_literal in (None, first)) for first in firsts},
        with_any_first_segment=tuple(p for p in every if p.first_literal is None),
    )
