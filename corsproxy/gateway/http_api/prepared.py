"""What is worked out once per API instead of once per request: routes in order, lists joined, stages by name."""

from __future__ import annotations

from dataclasses import dataclass

from corsproxy.gateway.http_api.cors import CorsLists, lists_of
from corsproxy.gateway.http_api.definition import HttpApi, Stage
from corsproxy.gateway.http_api.routes import Pattern, patterns_of

_HELD_AT_MOST = 256


@dataclass(frozen=True, slots=True)
class Prepared:
    """Derived from one `HttpApi`. `patterns` holds, per method, the routes that could take it, in order."""

    stages: dict[str, Stage]
    patterns: dict[str, tuple[Pattern, ...]]
    every_pattern: tuple[Pattern, ...]
    cors_lists: CorsLists | None

    def candidates(self, method: str) -> tuple[Pattern, ...]:
        """The routes that name `method` or ANY, the most specific first."""
        held = self.patterns.get(method)
        return self.patterns["ANY"] if held is None else held


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
        patterns={method: tuple(p for p in every if p.method in ("ANY", method)) for method in methods},
        every_pattern=every,
        cors_lists=lists_of(api.cors, api.doubts) if api.cors else None,
    )
